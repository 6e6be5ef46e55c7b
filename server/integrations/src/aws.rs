//! Requests to Amazon's services, signed with the credentials that Amazon's own programs use:
//! the environment, a web identity (IRSA), a container's role, the machine's role.

use object_store::aws::{AmazonS3Builder, AwsAuthorizer, AwsCredentialProvider};
use object_store::client::{HttpRequest, HttpRequestBody};
use reqwest::{Client, Method, Url};
use serde_json::Value;
use std::time::Duration;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

#[derive(Debug, thiserror::Error)]
pub enum AwsError {
    /// There are no credentials, or they cannot be fetched now.
    #[error("no credentials: {0}")]
    Credentials(String),
    /// The service was not reached, or did not answer in time.
    #[error("{0}")]
    Away(String),
    /// The service answered that it will not.
    #[error("{status} {kind}: {words}")]
    Refused {
        status: u16,
        /// The error's name, such as `TooManyRequestsException`; empty where there was none.
        kind: String,
        words: String,
    },
}

/// A service of Amazon's in one region.
pub struct Service {
    /// As signatures name it: `ses`, `sqs`.
    name: &'static str,
    region: String,
    address: Url,
    credentials: AwsCredentialProvider,
    client: Client,
}

impl Service {
    /// `endpoint`: where the service is instead of Amazon's own address, without a path.
    /// `timeout` bounds one request.
    ///
    /// # Errors
    /// Words that say what cannot be used.
    pub fn new(
        name: &'static str,
        region: &str,
        endpoint: &str,
        timeout: Duration,
    ) -> Result<Self, String> {
        let address = Url::parse(endpoint)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or("endpoint= must be an address like https://email.eu-central-1.amazonaws.com")?;
        let client = Client::builder()
            .timeout(timeout)
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self {
            name,
            region: region.to_string(),
            address,
            credentials: credentials(region)?,
            client,
        })
    }

    pub fn region(&self) -> &str {
        &self.region
    }

    /// # Errors
    /// Every [`AwsError`].
    pub async fn get(&self, path: &str) -> Result<Value, AwsError> {
        self.ask(Method::GET, path, &[], Vec::new()).await
    }

    /// Posts JSON. `headers` are signed too.
    ///
    /// # Errors
    /// Every [`AwsError`].
    pub async fn post(
        &self,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Vec<u8>,
    ) -> Result<Value, AwsError> {
        self.ask(Method::POST, path, headers, body).await
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Vec<u8>,
    ) -> Result<Value, AwsError> {
        let url = self.address.join(path).map_err(away)?;
        let mut request = HttpRequest::new(HttpRequestBody::from(body));
        *request.method_mut() = method;
        *request.uri_mut() = url.as_str().parse().map_err(away)?;
        for (name, value) in headers {
            let value = value.parse().map_err(away)?;
            request.headers_mut().insert(*name, value);
        }
        let credential = self.credentials.get_credential().await;
        let credential = credential.map_err(|error| AwsError::Credentials(told(&error)))?;
        AwsAuthorizer::new(&credential, self.name, &self.region)
            .try_authorize(&mut request, None)
            .map_err(|error| AwsError::Credentials(told(&error)))?;
        let (parts, body) = request.into_parts();
        let asked = self
            .client
            .request(parts.method, url)
            .headers(parts.headers)
            .body(body.as_bytes().cloned().unwrap_or_default());
        let answer = asked.send().await.map_err(unreached)?;
        let status = answer.status();
        let named = answer.headers().get("x-amzn-errortype");
        let named = named.and_then(|name| name.to_str().ok()).map(String::from);
        let text = answer.bytes().await.map_err(unreached)?;
        let told: Value = serde_json::from_slice(&text).unwrap_or_default();
        match status.is_success() {
            true => Ok(told),
            false => Err(refusal(status.as_u16(), named, &told)),
        }
    }
}

/// The chain that object_store has for buckets; it looks at no bucket.
fn credentials(region: &str) -> Result<AwsCredentialProvider, String> {
    let store = AmazonS3Builder::from_env()
        .with_bucket_name("credentials-only")
        .with_region(region)
        .build();
    let store = store.map_err(|error| told(&error))?;
    Ok(store.credentials().clone())
}

fn refusal(status: u16, named: Option<String>, told: &Value) -> AwsError {
    let text = |key: &str| told.get(key).and_then(Value::as_str).map(String::from);
    let kind = named.or_else(|| text("__type")).unwrap_or_default();
    // `BadRequestException:http://…` in a header, `com.amazonaws.sqs#QueueDoesNotExist` in a body.
    let kind = kind.split(':').next().unwrap_or_default();
    let kind = kind.rsplit('#').next().unwrap_or_default();
    let words = text("message").or_else(|| text("Message"));
    AwsError::Refused {
        status,
        kind: kind.to_string(),
        words: words.unwrap_or_default(),
    }
}

fn away(error: impl std::fmt::Display) -> AwsError {
    AwsError::Away(error.to_string())
}

fn unreached(error: reqwest::Error) -> AwsError {
    AwsError::Away(told(&error.without_url()))
}

/// An error with what is behind it: the outermost one seldom says why.
fn told(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        let more = error.to_string();
        if !words.contains(&more) {
            words.push_str(": ");
            words.push_str(&more);
        }
        next = error.source();
    }
    words
}

/// `eu-central-1`, `us-gov-west-1`.
pub fn is_region(word: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let mut parts = word.rsplit('-');
    let number = parts.next().unwrap_or_default();
    let digits = matches!(number.len(), 1 | 2) && number.bytes().all(|b| b.is_ascii_digit());
    let names: Vec<&str> = parts.collect();
    digits && names.len() >= 2 && names.into_iter().all(plain)
}

/// The domain that a region's services are below.
pub fn domain(region: &str) -> &'static str {
    match region.starts_with("cn-") {
        true => "amazonaws.com.cn",
        false => "amazonaws.com",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_told_from_other_words() {
        for region in ["eu-central-1", "us-gov-west-1", "ap-southeast-12"] {
            assert!(is_region(region), "{region}");
        }
        for wrong in [
            "",
            "eu",
            "eu-1",
            "eu-central",
            "EU-central-1",
            "eu-central-1.evil.example/",
            "eu-central-123",
            "-central-1",
            "eu--1",
        ] {
            assert!(!is_region(wrong), "{wrong}");
        }
    }

    #[test]
    fn an_errors_name_is_found_in_header_and_body() {
        let body =
            serde_json::json!({"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no"});
        let of = |error| match error {
            AwsError::Refused { kind, words, .. } => (kind, words),
            other => (other.to_string(), String::new()),
        };
        let found = of(refusal(400, None, &body));
        assert_eq!(found, ("QueueDoesNotExist".into(), "no".into()));
        let named = Some("BadRequestException:http://internal.amazon.com/".into());
        let found = of(refusal(400, named, &Value::Null));
        assert_eq!(found, ("BadRequestException".into(), String::new()));
    }
}
