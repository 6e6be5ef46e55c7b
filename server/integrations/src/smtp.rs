//! Sending mail: the transport trait, the real client over lettre, and the writing of a letter
//! as RFC 5322 bytes.

use crate::files::BoxFuture;
use crate::trust::Trust;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, PoolConfig};
use lettre::{Address, AsyncTransport, Message, Tokio1Executor};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tracing::Instrument;

/// A finished message: envelope and RFC 5322 bytes.
#[derive(Debug, Clone)]
pub struct OutgoingMail {
    pub from: String,
    pub to: Vec<String>,
    pub message: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Worth trying again: the server is away, busy or greylisting.
    #[error("the mail server did not take the message: {0}")]
    Temporary(String),
    /// Trying again will not help: the address is refused.
    #[error("the mail server refused the message: {0}")]
    Permanent(String),
}

/// What a server said when it took a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The Message-ID that recipients see, without angle brackets, where the server wrote its own
    /// over ours.
    pub message_id: Option<String>,
}

/// Hands a message to a mail server. `Ok` means the server took responsibility for it.
pub trait MailTransport: Send + Sync {
    fn send<'a>(&'a self, mail: &'a OutgoingMail) -> BoxFuture<'a, Result<Receipt, MailError>>;

    /// Whether the server answers.
    fn check(&self) -> BoxFuture<'_, Result<(), MailError>>;
}

/// What a letter says, before it is written as bytes. The same letter gives the same bytes.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    pub from_address: String,
    pub from_name: String,
    pub to_address: String,
    pub to_name: String,
    /// Whom To and Cc name, `(name, address)`; both empty: the recipient alone.
    pub named_to: Vec<(String, String)>,
    pub named_cc: Vec<(String, String)>,
    /// Empty: none.
    pub reply_to: String,
    pub subject: String,
    pub text: String,
    /// Empty: a letter of text only.
    pub html: String,
    /// Without angle brackets, as the other ids here.
    pub message_id: String,
    pub in_reply_to: String,
    pub references: Vec<String>,
    /// Seconds since the epoch.
    pub date_seconds: i64,
    /// Headers of our own, ASCII names: `Auto-Submitted`, the loop marker.
    pub extra: Vec<(&'static str, String)>,
    pub attachments: Vec<LetterFile>,
}

/// A file that goes with a letter.
#[derive(Debug, Clone)]
pub struct LetterFile {
    pub name: String,
    pub content_type: String,
    pub bytes: Vec<u8>,
}

impl Letter {
    /// # Errors
    /// [`MailError::Permanent`] when an address cannot be written.
    pub fn write(&self) -> Result<OutgoingMail, MailError> {
        let from = mailbox(&self.from_name, &self.from_address)?;
        let to = mailbox(&self.to_name, &self.to_address)?;
        let envelope = Envelope::new(Some(from.email.clone()), vec![to.email.clone()])
            .map_err(|error| MailError::Permanent(error.to_string()))?;
        let date = UNIX_EPOCH + Duration::from_secs(self.date_seconds.try_into().unwrap_or(0));
        let mut builder = Message::builder()
            .envelope(envelope)
            .date(SystemTime::min(
                date,
                UNIX_EPOCH + Duration::from_secs(253_402_300_799),
            ))
            .from(from)
            .subject(line(&self.subject))
            .message_id(Some(bracketed(&self.message_id)));
        if self.named_to.is_empty() && self.named_cc.is_empty() {
            builder = builder.to(to);
        }
        for (name, address) in &self.named_to {
            builder = builder.to(mailbox(name, address)?);
        }
        for (name, address) in &self.named_cc {
            builder = builder.cc(mailbox(name, address)?);
        }
        if !self.reply_to.is_empty() {
            builder = builder.reply_to(mailbox(&self.from_name, &self.reply_to)?);
        }
        if !self.in_reply_to.is_empty() {
            builder = builder.in_reply_to(bracketed(&self.in_reply_to));
        }
        if !self.references.is_empty() {
            let ids: Vec<String> = self.references.iter().map(|id| bracketed(id)).collect();
            builder = builder.references(ids.join(" "));
        }
        for (name, value) in &self.extra {
            builder = builder.raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str(name),
                line(value),
            ));
        }
        let message = self.body(builder)?;
        Ok(OutgoingMail {
            from: self.from_address.clone(),
            to: vec![self.to_address.clone()],
            message: message.formatted(),
        })
    }

    fn body(&self, builder: lettre::message::MessageBuilder) -> Result<Message, MailError> {
        let written = match (self.html.is_empty(), self.attachments.is_empty()) {
            (true, true) => builder.singlepart(SinglePart::plain(self.text.clone())),
            (false, true) => builder.multipart(self.alternative()),
            (text_only, false) => {
                let mixed = MultiPart::mixed().boundary(self.boundary("m"));
                let mixed = if text_only {
                    mixed.singlepart(SinglePart::plain(self.text.clone()))
                } else {
                    mixed.multipart(self.alternative())
                };
                builder.multipart(
                    self.attachments
                        .iter()
                        .fold(mixed, |mixed, file| mixed.singlepart(file.part())),
                )
            }
        };
        written.map_err(|error| MailError::Permanent(error.to_string()))
    }

    fn alternative(&self) -> MultiPart {
        MultiPart::alternative()
            .boundary(self.boundary("a"))
            .singlepart(SinglePart::plain(self.text.clone()))
            .singlepart(SinglePart::html(self.html.clone()))
    }

    /// From the Message-ID, so that a second copy is the same message to the byte.
    fn boundary(&self, kind: &str) -> String {
        let unique: String = self
            .message_id
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(32)
            .collect();
        format!("nestogy-{kind}-{unique}")
    }
}

impl LetterFile {
    fn part(&self) -> SinglePart {
        let binary = ContentType::parse("application/octet-stream");
        let content_type = ContentType::parse(&self.content_type)
            .or(binary)
            .unwrap_or(ContentType::TEXT_PLAIN);
        Attachment::new(line(&self.name)).body(self.bytes.clone(), content_type)
    }
}

fn bracketed(id: &str) -> String {
    format!("<{}>", line(id))
}

/// Without control characters: one of them in a display name makes lettre 0.11 panic, and a
/// line break must never begin a header.
fn line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn mailbox(name: &str, address: &str) -> Result<Mailbox, MailError> {
    let address: Address = address
        .parse()
        .map_err(|error| MailError::Permanent(format!("{address:?}: {error}")))?;
    let name = line(name);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address))
}

/// The real client. Keeps a connection only briefly: servers close idle ones.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    timeout: Duration,
}

impl Smtp {
    /// `url`: `smtp://host:port`, `smtp://user:password@host:587?tls=required`,
    /// `smtps://user:password@host:465`. `timeout` bounds one whole delivery; `trust` says whose
    /// certificate the server may show.
    ///
    /// # Errors
    /// When the URL is none; the message does not repeat it, as it may hold a password.
    pub fn new(url: &str, timeout: Duration, trust: &Trust) -> Result<Self, MailError> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            MailError::Permanent(
                "SMTP_URL must look like smtp://host:port or smtps://user:password@host:port"
                    .into(),
            )
        })?;
        if let Some(tls) = tls(url, trust)? {
            builder = builder.tls(tls);
        }
        let pool = PoolConfig::new()
            .max_size(4)
            .idle_timeout(Duration::from_secs(5));
        Ok(Self {
            transport: builder.timeout(Some(timeout)).pool_config(pool).build(),
            timeout,
        })
    }
}

impl MailTransport for Smtp {
    fn send<'a>(&'a self, mail: &'a OutgoingMail) -> BoxFuture<'a, Result<Receipt, MailError>> {
        // For traces: see server_db::traces.
        let span = tracing::debug_span!(
            target: "nestogy::trace",
            "mail",
            otel.name = "send mail",
            otel.kind = "client",
            bytes = mail.message.len(),
        );
        let sending = async move {
            let envelope = envelope(mail)?;
            let delivery = self.transport.send_raw(&envelope, &mail.message);
            match tokio::time::timeout(self.timeout, delivery).await {
                Ok(Ok(_)) => Ok(Receipt::default()),
                Ok(Err(error)) => Err(verdict(&error)),
                Err(_) => Err(MailError::Temporary("no answer in time".into())),
            }
        };
        Box::pin(sending.instrument(span))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), MailError>> {
        Box::pin(async move {
            match tokio::time::timeout(self.timeout, self.transport.test_connection()).await {
                Ok(Ok(true)) => Ok(()),
                Ok(Ok(false)) => Err(MailError::Temporary("it does not answer".into())),
                Ok(Err(error)) => Err(MailError::Temporary(error.to_string())),
                Err(_) => Err(MailError::Temporary("no answer in time".into())),
            }
        })
    }
}

/// TLS as the URL wants it, with the installation's own authorities; `None` where lettre's own
/// reading of the URL is right already.
fn tls(url: &str, trust: &Trust) -> Result<Option<Tls>, MailError> {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let required = match (scheme, url.split_once("tls=")) {
        _ if trust.own().is_empty() => return Ok(None),
        ("smtps", _) => Tls::Wrapper,
        (_, Some((_, mode))) if mode.starts_with("required") => Tls::Required,
        (_, Some((_, mode))) if mode.starts_with("opportunistic") => Tls::Opportunistic,
        _ => return Ok(None),
    };
    let wrong = |error: lettre::transport::smtp::Error| MailError::Permanent(error.to_string());
    let mut parameters = TlsParameters::builder(host(rest).to_string());
    for certificate in trust.own() {
        let certificate = Certificate::from_der(certificate.to_vec()).map_err(wrong)?;
        parameters = parameters.add_root_certificate(certificate);
    }
    Ok(Some(required(parameters.build().map_err(wrong)?)))
}

/// The host of `user:password@host:port/path?query`.
fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let address = authority.rsplit('@').next().unwrap_or_default();
    match address.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => address,
    }
}

/// # Errors
/// [`MailError::Permanent`] when an address is none.
pub(crate) fn envelope(mail: &OutgoingMail) -> Result<Envelope, MailError> {
    let parse = |address: &String| -> Result<Address, MailError> {
        address
            .parse()
            .map_err(|error| MailError::Permanent(format!("{address:?}: {error}")))
    };
    let to = mail.to.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    Envelope::new(Some(parse(&mail.from)?), to)
        .map_err(|error| MailError::Permanent(error.to_string()))
}

/// Only an answer of 5xx about the message is final; a wrong password (535) or a broken
/// connection may be mended, so the mail waits.
fn verdict(error: &lettre::transport::smtp::Error) -> MailError {
    let text = match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
    let code = error.status().map(u16::from);
    let about_us = matches!(code, Some(530 | 534 | 535 | 538));
    if error.is_permanent() && !about_us {
        MailError::Permanent(text)
    } else {
        MailError::Temporary(text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn letter() -> Letter {
        Letter {
            from_address: "support@desk.example".into(),
            from_name: "Müller, \"IT\"".into(),
            to_address: "ann@client.example".into(),
            to_name: "Ann".into(),
            named_to: Vec::new(),
            named_cc: Vec::new(),
            reply_to: "support+tok@desk.example".into(),
            subject: "[#1001] Drucker druckt nicht — häufig".into(),
            text: "Grüße\n.\nEnde".into(),
            html: "<p>Grüße</p>".into(),
            message_id: "0198.tok@desk.example".into(),
            in_reply_to: "a@b".into(),
            references: vec!["r@b".into(), "a@b".into()],
            date_seconds: 1_795_464_000,
            extra: vec![("Auto-Submitted", "auto-generated".into())],
            attachments: Vec::new(),
        }
    }

    #[test]
    fn writes_the_headers_a_thread_needs() {
        let text = String::from_utf8(letter().write().unwrap().message).unwrap();
        for line in [
            "Message-ID: <0198.tok@desk.example>\r\n",
            "In-Reply-To: <a@b>\r\n",
            "References: <r@b> <a@b>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Date: Mon, 23 Nov 2026 20:00:00 +0000\r\n",
            "multipart/alternative",
        ] {
            assert!(text.contains(line), "{line:?} is missing in\n{text}");
        }
        assert!(text.is_ascii());
    }

    #[test]
    fn the_host_of_an_address_is_found() {
        for (rest, found) in [
            ("mail.example.com", "mail.example.com"),
            ("mail.example.com:587?tls=required", "mail.example.com"),
            ("u%40x:p%3Aw@mail.example.com:465/helo", "mail.example.com"),
            ("[::1]:25", "[::1]"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(host(rest), found);
        }
    }

    #[test]
    fn the_same_letter_is_the_same_bytes() {
        assert_eq!(
            letter().write().unwrap().message,
            letter().write().unwrap().message
        );
    }

    #[test]
    fn a_copy_names_everybody_and_goes_to_one() {
        let mut copy = letter();
        copy.named_to = vec![("Zoë".into(), "zoe@client.example".into())];
        copy.named_cc = vec![
            ("Ann".into(), "ann@client.example".into()),
            (
                "x\r\nBcc: victim@example.com".into(),
                "bo@client.example".into(),
            ),
        ];
        let written = copy.write().unwrap();
        assert_eq!(written.to, ["ann@client.example"]);
        let text = String::from_utf8(written.message).unwrap();
        assert!(
            text.contains("To: =?utf-8?b?Wm/Dqw==?= <zoe@client.example>\r\n"),
            "{text}"
        );
        assert!(text.contains("Cc: Ann <ann@client.example>,"), "{text}");
        assert!(!text.contains("\r\nBcc:"), "{text}");
    }

    #[test]
    fn a_line_break_cannot_make_a_header() {
        let mut hostile = letter();
        hostile.subject = "x\r\nBcc: victim@example.com".into();
        hostile.to_name = "x\r\nBcc: victim@example.com".into();
        hostile.extra = vec![("X-Nestogy", "x\r\nBcc: victim@example.com".into())];
        let text = String::from_utf8(hostile.write().unwrap().message).unwrap();
        let headers = text.split("\r\n\r\n").next().unwrap();
        assert!(
            !headers.lines().any(|line| line.starts_with("Bcc:")),
            "{headers}"
        );
    }

    #[test]
    fn files_go_with_the_letter() {
        let mut with_file = letter();
        with_file.attachments.push(LetterFile {
            name: "Übersicht.pdf".into(),
            content_type: "application/pdf".into(),
            bytes: b"%PDF-1.7".to_vec(),
        });
        let text = String::from_utf8(with_file.write().unwrap().message).unwrap();
        assert!(text.contains("multipart/mixed") && text.contains("application/pdf"));
    }
}
