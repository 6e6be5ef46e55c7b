//! Amazon's SQS as far as short words through named queues go.

use crate::aws::{self, AwsError, Service};
use reqwest::Url;
use serde_json::{Value, json};
use std::time::Duration;

/// Most messages of one request.
pub const MOST: usize = 10;
/// How long a request for messages waits, in seconds; the longest that SQS allows, as each request is paid for.
const WAIT: u64 = 20;
/// How long a message that was handed out is nobody else's, in seconds.
const HIDDEN: u64 = 30;
const ASKING: Duration = Duration::from_secs(WAIT + 5);
/// Everything but waiting for messages.
const CALL: Duration = Duration::from_secs(5);

/// What `https://sqs.eu-central-1.amazonaws.com/123456789012/nestogy-` says: where queues are, and
/// how their names begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub region: String,
    origin: String,
    prefix: String,
}

impl Address {
    /// # Errors
    /// Words that say what to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        const FORM: &str = "set how the queues' addresses begin: https://sqs.eu-central-1.amazonaws.com/123456789012/nestogy-";
        let url = Url::parse(text).map_err(|_| FORM)?;
        let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
        let host = url.host_str().filter(|_| plain).ok_or(FORM)?;
        let (account, name) = url.path()[1..].split_once('/').ok_or(FORM)?;
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let digits = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        if !digits || name.len() > 60 || !name.bytes().all(fits) || url.fragment().is_some() {
            return Err(FORM.into());
        }
        let mut region = host
            .strip_prefix("sqs.")
            .and_then(|rest| rest.split('.').next());
        let query = url.query().unwrap_or_default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("region", named)) => region = Some(named),
                _ => return Err("after the ? only region= is known".into()),
            }
        }
        let region = region.filter(|region| aws::is_region(region));
        let region =
            region.ok_or("name the region: …/123456789012/nestogy-?region=eu-central-1")?;
        let origin = url.origin().ascii_serialization();
        Ok(Self {
            prefix: format!("{origin}{}", url.path()),
            region: region.to_string(),
            origin,
        })
    }

    /// SQS knows no dots in names: the queue `mail.out` is `nestogy-mail-out` there.
    fn queue(&self, name: &str) -> String {
        format!("{}{}", self.prefix, name.replace('.', "-"))
    }
}

/// A message that was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub body: String,
    /// What deletes it.
    pub receipt: String,
}

pub struct Sqs {
    service: Service,
    address: Address,
}

impl Sqs {
    /// # Errors
    /// When the URL is none.
    pub fn new(url: &str) -> Result<Self, String> {
        let address = Address::parse(url)?;
        let service = Service::new("sqs", &address.region, &address.origin, ASKING)?;
        Ok(Self { service, address })
    }

    /// Sends each of `bodies` as a message.
    ///
    /// # Errors
    /// Every [`AwsError`]; some may have been sent then.
    pub async fn send(&self, queue: &str, bodies: &[String]) -> Result<(), AwsError> {
        for some in bodies.chunks(MOST) {
            let entries = numbered(some, "MessageBody");
            self.soon("SendMessageBatch", queue, json!({ "Entries": entries }))
                .await?;
        }
        Ok(())
    }

    /// Up to `count` messages, waiting for the first one for 20 seconds. What is not deleted
    /// within 30 seconds comes again.
    ///
    /// # Errors
    /// Every [`AwsError`].
    pub async fn receive(&self, queue: &str, count: usize) -> Result<Vec<Message>, AwsError> {
        let asked = json!({
            "MaxNumberOfMessages": count.clamp(1, MOST),
            "WaitTimeSeconds": WAIT,
            "VisibilityTimeout": HIDDEN,
        });
        let told = self.ask("ReceiveMessage", queue, asked).await?;
        let messages = told.get("Messages").and_then(Value::as_array);
        let read = |message: &Value| {
            let text = |key: &str| Some(message.get(key)?.as_str()?.to_string());
            Some(Message {
                body: text("Body").unwrap_or_default(),
                receipt: text("ReceiptHandle")?,
            })
        };
        Ok(messages.into_iter().flatten().filter_map(read).collect())
    }

    /// # Errors
    /// Every [`AwsError`]; what is not deleted comes again.
    pub async fn delete(&self, queue: &str, receipts: &[String]) -> Result<(), AwsError> {
        for some in receipts.chunks(MOST) {
            let entries = numbered(some, "ReceiptHandle");
            self.soon("DeleteMessageBatch", queue, json!({ "Entries": entries }))
                .await?;
        }
        Ok(())
    }

    /// Whether the queue is there and its key fits.
    ///
    /// # Errors
    /// Every [`AwsError`].
    pub async fn check(&self, queue: &str) -> Result<(), AwsError> {
        let asked = json!({ "AttributeNames": ["QueueArn"] });
        self.soon("GetQueueAttributes", queue, asked).await?;
        Ok(())
    }

    async fn soon(&self, action: &str, queue: &str, body: Value) -> Result<Value, AwsError> {
        let asked = self.ask(action, queue, body);
        let told = tokio::time::timeout(CALL, asked).await;
        told.unwrap_or_else(|_| Err(AwsError::Away("no answer in time".into())))
    }

    async fn ask(&self, action: &str, queue: &str, mut body: Value) -> Result<Value, AwsError> {
        body["QueueUrl"] = json!(self.address.queue(queue));
        let target = format!("AmazonSQS.{action}");
        let headers = [
            ("content-type", "application/x-amz-json-1.0"),
            ("x-amz-target", target.as_str()),
        ];
        let told = self.service.post("/", &headers, body.to_string().into());
        let told = told.await?;
        match told.get("Failed").and_then(Value::as_array) {
            Some(failed) if !failed.is_empty() => Err(AwsError::Away(format!(
                "{} of the messages were not taken",
                failed.len()
            ))),
            _ => Ok(told),
        }
    }
}

fn numbered(values: &[String], key: &str) -> Vec<Value> {
    let entry = |(n, value): (usize, &String)| json!({ "Id": n.to_string(), key: value });
    values.iter().enumerate().map(entry).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_queues_address_is_its_prefix_and_its_name() {
        let prefix = "https://sqs.eu-central-1.amazonaws.com/123456789012/nestogy-";
        let address = Address::parse(prefix).unwrap();
        assert_eq!(address.region, "eu-central-1");
        assert_eq!(address.queue("mail.out"), format!("{prefix}mail-out"));
        let near = Address::parse("http://127.0.0.1:5000/123456789012/x?region=us-east-1").unwrap();
        assert_eq!(
            near.queue("mail"),
            "http://127.0.0.1:5000/123456789012/xmail"
        );
        assert_eq!(near.region, "us-east-1");
    }

    #[test]
    fn hostile_addresses_are_refused_in_words() {
        for wrong in [
            "",
            "sqs://eu-central-1",
            "https://sqs.eu-central-1.amazonaws.com/",
            "https://sqs.eu-central-1.amazonaws.com/12/nestogy-",
            "https://sqs.eu-central-1.amazonaws.com/123456789012/a.b",
            "https://sqs.eu-central-1.amazonaws.com/123456789012/a/b",
            "https://key:secret@sqs.eu-central-1.amazonaws.com/123456789012/a",
            "https://sqs.eu-central-1.amazonaws.com/123456789012/a?colour=red",
            "https://127.0.0.1/123456789012/a",
            "https://127.0.0.1/123456789012/a?region=here",
            "file:///123456789012/a",
        ] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
    }
}
