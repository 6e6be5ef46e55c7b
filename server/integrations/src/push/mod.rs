//! Web Push: one encrypted message for one browser, through the service that its vendor runs
//! (RFC 8030). The address of that service comes from the browser, so it may be anybody's: only
//! https, only public hosts, no redirects, a few seconds.

mod encryption;
mod vapid;

pub use encryption::{MAX_PLAIN, Receiver, encrypt};
pub use vapid::Vapid;

use crate::reach::{Reach, ReachError, is_public};
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use reqwest::{Client, Response, StatusCode, Url};
use std::net::IpAddr;
use std::time::{Duration, SystemTime};
use tracing::Instrument;

/// Bytes of an endpoint; those of the known services have 150 to 700.
pub const MAX_ENDPOINT: usize = 1_500;
/// From the look-up of the host to the answer.
const TIME: Duration = Duration::from_secs(10);
/// How long a signature is good.
const SIGNED_SECONDS: i64 = 12 * 3600;
/// The pause when a busy service names none.
const PAUSE: Duration = Duration::from_secs(60);

/// How soon a sleeping device is to be woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    Normal,
    High,
}

/// A message on its way.
pub struct Push<'a> {
    pub endpoint: &'a str,
    pub receiver: &'a Receiver,
    pub plain: &'a [u8],
    /// How long the service keeps it for a browser that is away.
    pub ttl_seconds: u32,
    pub urgency: Urgency,
    /// A newer message takes the place of an older one of the same topic that still waits: at most
    /// 32 characters of base64url. The service reads it.
    pub topic: Option<&'a str>,
    /// Whom the service's people may ask: `https:` or `mailto:`.
    pub contact: &'a str,
    /// Seconds since 1970.
    pub now: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// The browser's subscription has ended: it is never to be used again.
    #[error("the browser has ended its subscription")]
    Gone,
    /// An address that is never asked, whatever answers there.
    #[error("{0}")]
    Refused(String),
    /// The service asks to come back later.
    #[error("the push service asks for a pause of {} s", .0.as_secs())]
    Busy(Duration),
    /// Worth trying again.
    #[error("{0}")]
    Away(String),
    /// This message is not taken, and would not be the next time either.
    #[error("{0}")]
    Rejected(String),
}

impl From<ReachError> for PushError {
    fn from(error: ReachError) -> Self {
        match error {
            ReachError::Private(_) => Self::Refused(not_public().into()),
            ReachError::Away(words) => Self::Away(words),
        }
    }
}

fn not_public() -> &'static str {
    "The push service is not on the public internet"
}

/// Whether an endpoint is one that may be asked, as far as its words tell: where its host's name
/// leads to is looked at when a message is sent.
///
/// # Errors
/// [`PushError::Refused`].
pub fn check_endpoint(reach: &Reach, endpoint: &str) -> Result<(), PushError> {
    checked(reach, endpoint).map(drop)
}

fn checked(reach: &Reach, endpoint: &str) -> Result<Url, PushError> {
    let refused = |words: &str| Err(PushError::Refused(words.to_string()));
    if endpoint.len() > MAX_ENDPOINT {
        return refused("The address of the push service is too long");
    }
    // The parser would leave line breaks out in silence.
    let plain = endpoint.bytes().all(|byte| byte.is_ascii_graphic());
    let url = plain.then(|| Url::parse(endpoint).ok()).flatten();
    let Some((url, host)) = url.and_then(|url| {
        let host = url.host_str()?.to_string();
        Some((url, host))
    }) else {
        return refused("The address of the push service is broken");
    };
    let named = reach.names(&host);
    if url.scheme() != "https" && !(named && url.scheme() == "http") {
        return refused("A push service is asked by https only");
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return refused("The address of the push service holds more than an address");
    }
    if url.port().is_some() && !named {
        return refused("A push service is asked on the usual port only");
    }
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    if !named && address.is_ok_and(|address| !is_public(address)) {
        return refused(not_public());
    }
    Ok(url)
}

/// Hands a message to the push service. `Ok`: it has taken it, not that somebody has seen it.
///
/// # Errors
/// Which of them says what to do next: see [`PushError`].
pub async fn send(reach: &Reach, vapid: &Vapid, push: &Push<'_>) -> Result<(), PushError> {
    // For traces: see server_db::traces. The endpoint is a secret between browser and server.
    let span = tracing::debug_span!(
        target: "nestogy::trace",
        "push",
        otel.name = "send push",
        otel.kind = "client",
        bytes = push.plain.len(),
    );
    let sending = tokio::time::timeout(TIME, ask(reach, vapid, push));
    match sending.instrument(span).await {
        Ok(answer) => judge(answer?),
        Err(_) => Err(PushError::Away(
            "The push service did not answer in time".into(),
        )),
    }
}

async fn ask(reach: &Reach, vapid: &Vapid, push: &Push<'_>) -> Result<Response, PushError> {
    let url = checked(reach, push.endpoint)?;
    let broken = || PushError::Refused("The address of the push service is broken".into());
    let host = url.host_str().ok_or_else(broken)?.to_string();
    let port = url.port_or_known_default().ok_or_else(broken)?;
    let addresses = reach.addresses(&host, port).await?;
    let ours = |_| PushError::Rejected("The message could not be encrypted".into());
    let body = encrypt(push.plain, push.receiver).map_err(ours)?;
    let until = push.now + SIGNED_SECONDS;
    let audience = url.origin().ascii_serialization();
    let signed = vapid
        .authorization(&audience, push.contact, until)
        .map_err(ours)?;
    let away = |error: reqwest::Error| PushError::Away(words(&error.without_url()));
    // The client is told the addresses that were checked, so it asks no resolver again.
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .resolve_to_addrs(&host, &addresses)
        .build()
        .map_err(away)?;
    let mut request = client
        .post(url)
        .header(AUTHORIZATION, signed)
        .header(CONTENT_ENCODING, "aes128gcm")
        .header(CONTENT_TYPE, "application/octet-stream")
        .header(USER_AGENT, "Nestogy")
        .header("ttl", push.ttl_seconds)
        .header("urgency", push.urgency.as_str());
    if let Some(topic) = push.topic {
        request = request.header("topic", topic);
    }
    request.body(body).send().await.map_err(away)
}

impl Urgency {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::High => "high",
        }
    }
}

fn words(error: &reqwest::Error) -> String {
    let what = match error.is_connect() {
        true => "cannot be reached",
        false => "broke off",
    };
    format!("The push service {what}")
}

/// What an answer means; its body is not read.
fn judge(answer: Response) -> Result<(), PushError> {
    let status = answer.status();
    let pause = || {
        let said = answer.headers().get(RETRY_AFTER);
        let said = said.and_then(|value| pause_of(value.to_str().ok()?, SystemTime::now()));
        said.unwrap_or(PAUSE)
    };
    match status {
        status if status.is_success() => Ok(()),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(PushError::Gone),
        StatusCode::TOO_MANY_REQUESTS => Err(PushError::Busy(pause())),
        StatusCode::SERVICE_UNAVAILABLE if answer.headers().contains_key(RETRY_AFTER) => {
            Err(PushError::Busy(pause()))
        }
        StatusCode::REQUEST_TIMEOUT => Err(away(status)),
        status if status.is_server_error() => Err(away(status)),
        status => Err(PushError::Rejected(answered(status))),
    }
}

fn away(status: StatusCode) -> PushError {
    PushError::Away(answered(status))
}

fn answered(status: StatusCode) -> String {
    format!("The push service answered {}", status.as_u16())
}

/// `Retry-After`: seconds, or the instant to come back at.
fn pause_of(said: &str, now: SystemTime) -> Option<Duration> {
    let said = said.trim();
    if let Ok(seconds) = said.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = httpdate::parse_http_date(said).ok()?;
    Some(then.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn f01_f06_f07_odd_endpoints_are_refused() {
        for endpoint in [
            "http://push.example/x",
            "http://127.0.0.1/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://[::1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.1/x",
            "https://push.example:8443/x",
            "https://user:secret@push.example/x",
            "https://push.example/x#y",
            "file:///etc/passwd",
            "gopher://push.example/",
            "javascript:alert(1)",
            "//push.example/x",
            "https://push.example/x\nhttps://push.example/y",
            "https://push.example/a b",
            "https://",
            "",
        ] {
            let found = check_endpoint(&Reach::default(), endpoint);
            assert!(matches!(found, Err(PushError::Refused(_))), "{endpoint}");
        }
        let long = format!("https://push.example/{}", "x".repeat(MAX_ENDPOINT));
        assert!(check_endpoint(&Reach::default(), &long).is_err());
        for endpoint in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
            "https://web.push.apple.com/QGuY",
            "https://wns2-par02p.notify.windows.com/w/?token=BQY%2b",
        ] {
            assert_eq!(check_endpoint(&Reach::default(), endpoint), Ok(()));
        }
    }

    #[tokio::test]
    async fn f02_a_name_that_leads_to_this_machine_is_not_asked() {
        let vapid = Vapid::from_private_key(&[7; 32]).unwrap();
        let public = Vapid::from_private_key(&[8; 32]).unwrap().public().to_vec();
        let push = Push {
            endpoint: "https://localhost/x",
            receiver: &Receiver::new(&public, &[1; 16]).unwrap(),
            plain: b"x",
            ttl_seconds: 1,
            urgency: Urgency::Normal,
            topic: None,
            contact: "https://desk.example",
            now: 0,
        };
        let found = send(&Reach::default(), &vapid, &push).await;
        assert!(matches!(found, Err(PushError::Refused(_))), "{found:?}");
    }

    #[test]
    fn a_pause_is_read_in_both_ways() {
        let now = httpdate::parse_http_date("Fri, 27 Nov 2026 12:00:00 GMT").unwrap();
        let pause = |said| pause_of(said, now).map(|pause| pause.as_secs());
        assert_eq!(pause("120"), Some(120));
        assert_eq!(pause("Fri, 27 Nov 2026 12:02:00 GMT"), Some(120));
        assert_eq!(pause("Fri, 27 Nov 2026 11:00:00 GMT"), Some(0));
        assert_eq!(pause("soon"), None);
        assert_eq!(pause("-1"), None);
    }
}
