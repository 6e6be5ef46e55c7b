//! The way out for mail that `SMTP_URL` names: a mail server, or Amazon's SES.

use crate::ses::Ses;
use crate::smtp::{MailError, MailTransport, Smtp};
use crate::trust::Trust;
use std::sync::Arc;
use std::time::Duration;

/// `ses://region`, or what [`Smtp::new`] reads. `timeout` bounds one whole delivery.
///
/// # Errors
/// When the URL is none of them.
pub fn open(
    url: &str,
    timeout: Duration,
    trust: &Trust,
) -> Result<Arc<dyn MailTransport>, MailError> {
    match url.starts_with("ses://") {
        true => Ok(Arc::new(Ses::new(url, timeout)?)),
        false => Ok(Arc::new(Smtp::new(url, timeout, trust)?)),
    }
}
