//! Sending mail.

use crate::files::BoxFuture;

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

/// Hands a message to a mail server. `Ok` means the server took responsibility for it.
pub trait MailTransport: Send + Sync {
    fn send<'a>(&'a self, mail: &'a OutgoingMail) -> BoxFuture<'a, Result<(), MailError>>;

    /// Whether the server answers.
    fn check(&self) -> BoxFuture<'_, Result<(), MailError>>;
}
