//! Sending mail by Amazon's SES: its HTTP interface, version 2, which takes the finished message.

use crate::aws::{self, AwsError, Service};
use crate::files::BoxFuture;
use crate::smtp::{MailError, MailTransport, OutgoingMail, Receipt, envelope};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tracing::Instrument;

/// The largest message, with its headers and encoded files, that this interface takes:
/// <https://docs.aws.amazon.com/ses/latest/dg/quotas.html>. The older one takes 10 MB.
const LARGEST: usize = 40 * 1024 * 1024;
/// An account may ask about itself once a second, and every server's readiness asks.
const ASKED_AGAIN: Duration = Duration::from_secs(60);

/// What `ses://eu-central-1?configuration-set=desk` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub region: String,
    pub configuration_set: Option<String>,
    /// Where SES is: Amazon's own address, or that of a stand-in or a private way.
    pub endpoint: String,
}

impl Address {
    /// # Errors
    /// Words that say what to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        const FORM: &str = "set ses://eu-central-1, the region in which your domain is verified";
        let rest = text.strip_prefix("ses://").ok_or(FORM)?;
        let (region, query) = rest.split_once('?').unwrap_or((rest, ""));
        let region = region.strip_suffix('/').unwrap_or(region);
        if !aws::is_region(region) {
            return Err(FORM.into());
        }
        let mut address = Self {
            region: region.to_string(),
            configuration_set: None,
            endpoint: format!("https://email.{region}.{}", aws::domain(region)),
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("endpoint", url)) => address.endpoint = url.to_string(),
                Some(("configuration-set", name)) if is_set_name(name) => {
                    address.configuration_set = Some(name.to_string());
                }
                _ => {
                    return Err(
                        "after the ? only configuration-set=name and endpoint=https://… are known"
                            .into(),
                    );
                }
            }
        }
        Ok(address)
    }

    /// What stands behind the @ of the Message-IDs that SES writes over ours.
    fn id_domain(&self) -> String {
        match self.region.as_str() {
            "us-east-1" => "email.amazonses.com".into(),
            region => format!("{region}.amazonses.com"),
        }
    }
}

fn is_set_name(name: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (1..=64).contains(&name.len()) && name.bytes().all(fits)
}

pub struct Ses {
    service: Service,
    address: Address,
    /// When the account last said that it may send.
    well: Mutex<Option<Instant>>,
}

impl Ses {
    /// `timeout` bounds one delivery.
    ///
    /// # Errors
    /// When the URL is none.
    pub fn new(url: &str, timeout: Duration) -> Result<Self, MailError> {
        let address = Address::parse(url).map_err(MailError::Permanent)?;
        let service = Service::new("ses", &address.region, &address.endpoint, timeout)
            .map_err(MailError::Permanent)?;
        Ok(Self {
            service,
            address,
            well: Mutex::default(),
        })
    }

    async fn hand_over(&self, mail: &OutgoingMail) -> Result<Receipt, MailError> {
        // Parsed here, so that no address can say more than one.
        envelope(mail)?;
        if mail.message.len() > LARGEST {
            return Err(MailError::Permanent(format!(
                "the message has {} MB and SES takes {}",
                mail.message.len().div_ceil(1024 * 1024),
                LARGEST / (1024 * 1024)
            )));
        }
        let mut body = json!({
            "FromEmailAddress": mail.from,
            // The envelope: with it the names in To and Cc are words only.
            "Destination": { "ToAddresses": mail.to },
            "Content": { "Raw": { "Data": STANDARD.encode(&mail.message) } },
        });
        if let Some(set) = &self.address.configuration_set {
            body["ConfigurationSetName"] = json!(set);
        }
        let headers = [("content-type", "application/json")];
        let path = "/v2/email/outbound-emails";
        let told = self.service.post(path, &headers, body.to_string().into());
        Ok(self.receipt(&told.await.map_err(verdict)?))
    }

    fn receipt(&self, told: &Value) -> Receipt {
        let fits = |id: &&str| {
            let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
            (1..=100).contains(&id.len()) && id.bytes().all(plain)
        };
        let id = told.get("MessageId").and_then(Value::as_str).filter(fits);
        Receipt {
            message_id: id.map(|id| format!("{id}@{}", self.address.id_domain())),
        }
    }

    async fn look(&self) -> Result<(), MailError> {
        let known = *self.well.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_some_and(|at| at.elapsed() < ASKED_AGAIN) {
            return Ok(());
        }
        match self.service.get("/v2/email/account").await {
            Ok(account) if account.get("SendingEnabled") == Some(&Value::Bool(false)) => {
                return Err(MailError::Temporary(
                    "Amazon has paused this account's mails".into(),
                ));
            }
            // Asked too often: it is there, and knows who asks.
            Err(AwsError::Refused { status: 429, .. }) | Ok(_) => {}
            Err(error) => return Err(verdict(error)),
        }
        *self.well.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Ok(())
    }
}

impl MailTransport for Ses {
    fn send<'a>(&'a self, mail: &'a OutgoingMail) -> BoxFuture<'a, Result<Receipt, MailError>> {
        // For traces: see server_db::traces.
        let span = tracing::debug_span!(
            target: "nestogy::trace",
            "mail",
            otel.name = "send mail",
            otel.kind = "client",
            bytes = mail.message.len(),
        );
        Box::pin(self.hand_over(mail).instrument(span))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), MailError>> {
        Box::pin(self.look())
    }
}

/// As with SMTP, only a word about the message is final. Keys, rights, quotas, an unverified
/// sender and a paused account may be mended, and throttling passes: the mail waits.
fn verdict(error: AwsError) -> MailError {
    let text = error.to_string();
    match error {
        AwsError::Refused {
            status,
            kind,
            words,
            ..
        } if is_about_the_message(status, &kind, &words) => MailError::Permanent(text),
        _ => MailError::Temporary(text),
    }
}

fn is_about_the_message(status: u16, kind: &str, words: &str) -> bool {
    let refused = matches!(kind, "BadRequestException" | "MessageRejected");
    // "Email address is not verified. The following identities failed the check in region …"
    let sender = words.contains("not verified");
    status == 413 || (status == 400 && refused && !sender)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const KEYS: [(&str, &str); 4] = [
        (
            "ses://eu-central-1",
            "https://email.eu-central-1.amazonaws.com",
        ),
        ("ses://us-east-1/", "https://email.us-east-1.amazonaws.com"),
        (
            "ses://cn-north-1",
            "https://email.cn-north-1.amazonaws.com.cn",
        ),
        (
            "ses://us-east-1?endpoint=http://127.0.0.1:5000&configuration-set=desk",
            "http://127.0.0.1:5000",
        ),
    ];

    #[test]
    fn addresses_are_read() {
        for (text, endpoint) in KEYS {
            assert_eq!(Address::parse(text).unwrap().endpoint, endpoint, "{text}");
        }
        let full = Address::parse(KEYS[3].0).unwrap();
        assert_eq!(full.configuration_set.as_deref(), Some("desk"));
    }

    #[test]
    fn hostile_addresses_are_refused_in_words() {
        for wrong in [
            "ses://",
            "ses://here",
            "ses://eu-central-1.evil.example",
            "ses://key:secret@eu-central-1",
            "ses://eu-central-1/path",
            "ses://eu-central-1?colour=red",
            "ses://eu-central-1?configuration-set=a%0Ab",
            "ses://eu-central-1?configuration-set=",
            "smtp://eu-central-1",
        ] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
        let nowhere = Ses::new(
            "ses://eu-central-1?endpoint=file:///x",
            Duration::from_secs(1),
        );
        assert!(matches!(nowhere, Err(MailError::Permanent(_))));
    }

    /// What Amazon's documentation lists for SendEmail, and what stands before it.
    #[test]
    fn errors_are_final_only_where_they_are_about_the_message() {
        let unverified = "Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: desk@example.com";
        for (status, kind, words, last) in [
            (400, "MessageRejected", "Email contains a virus", true),
            (400, "BadRequestException", "Missing final '@domain'", true),
            (413, "", "", true),
            (400, "MessageRejected", unverified, false),
            (400, "MailFromDomainNotVerifiedException", "", false),
            (400, "AccountSuspendedException", "", false),
            (400, "SendingPausedException", "", false),
            (
                400,
                "LimitExceededException",
                "Daily message quota exceeded",
                false,
            ),
            (
                429,
                "TooManyRequestsException",
                "Maximum sending rate exceeded",
                false,
            ),
            (404, "NotFoundException", "Configuration set", false),
            (403, "AccessDeniedException", "", false),
            (403, "InvalidSignatureException", "", false),
            (400, "ExpiredTokenException", "", false),
            (500, "InternalFailure", "", false),
            (503, "", "", false),
        ] {
            let error = AwsError::Refused {
                status,
                kind: kind.into(),
                words: words.into(),
            };
            let final_one = matches!(verdict(error), MailError::Permanent(_));
            assert_eq!(final_one, last, "{status} {kind} {words}");
        }
        let away = verdict(AwsError::Away("no route".into()));
        assert!(matches!(away, MailError::Temporary(_)));
    }

    #[test]
    fn the_id_that_recipients_see_is_made_of_the_answer() {
        let of = |url: &str, id: Value| {
            let ses = Ses::new(url, Duration::from_secs(1)).unwrap();
            ses.receipt(&json!({ "MessageId": id })).message_id
        };
        let id = "010201902a7c1b2e-5d6f-000000";
        let seen = of("ses://eu-central-1", json!(id));
        assert_eq!(seen.unwrap(), format!("{id}@eu-central-1.amazonses.com"));
        let seen = of("ses://us-east-1", json!(id));
        assert_eq!(seen.unwrap(), format!("{id}@email.amazonses.com"));
        for strange in [
            json!(""),
            json!("a b"),
            json!("<x>"),
            json!("x\r\ny"),
            json!(7),
            Value::Null,
        ] {
            assert_eq!(of("ses://us-east-1", strange.clone()), None, "{strange}");
        }
    }

    /// Nothing is asked: the address does not exist.
    #[tokio::test]
    async fn what_cannot_be_sent_is_refused_before_anybody_is_asked() {
        let url = "ses://us-east-1?endpoint=http://127.0.0.1:9";
        let ses = Ses::new(url, Duration::from_secs(1)).unwrap();
        let small = OutgoingMail {
            from: "desk@example.com".into(),
            to: vec!["ann@client.example".into()],
            message: b"Subject: x\r\n\r\nx".to_vec(),
        };
        let huge = OutgoingMail {
            message: vec![b'x'; LARGEST + 1],
            ..small.clone()
        };
        let hostile = OutgoingMail {
            to: vec!["ann@client.example\r\nBcc: eve@evil.example".into()],
            ..small.clone()
        };
        let two = OutgoingMail {
            from: "desk@example.com, eve@evil.example".into(),
            ..small
        };
        for mail in [huge, hostile, two] {
            let refused = ses.send(&mail).await;
            assert!(
                matches!(refused, Err(MailError::Permanent(_))),
                "{refused:?}"
            );
        }
    }
}
