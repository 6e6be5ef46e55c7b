//! Pictures on other servers that a mail names. A page asks for one by the mail's id and the
//! picture's number, so that nobody makes the program ask an address of their own choice.

use super::file::{load_raw, understand};
use super::parse::ParsedMail;
use super::{queries, sanitise};
use crate::Core;
use crate::error::{Error, Result, require};
use crate::files;
use app_types::Permission;
use app_types::id::InboundMessageId;
use server_db::TenantTx;
use server_integrations::pictures::fetch;

/// Pictures of one mail that are loaded at most.
const MOST: usize = 100;

/// A picture that is safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

/// What stands before the number in the address of a mail's picture.
pub(super) fn begin_of(id: InboundMessageId) -> String {
    format!("/mail/{id}/pictures/")
}

/// The addresses of a mail's pictures on other servers.
pub(super) async fn of(mail: &ParsedMail) -> Result<Vec<String>> {
    let html = mail.html.clone().unwrap_or_default();
    let found = tokio::task::spawn_blocking(move || sanitise::remote_pictures(&html));
    let mut found = found
        .await
        .map_err(|error| Error::Internal(format!("the pictures of a mail: {error}")))?;
    found.truncate(MOST);
    Ok(found)
}

/// The address of a mail's picture with this number, counted from nought.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Unavailable`] when the file store is away.
pub async fn picture_address(
    core: &Core,
    tx: &mut TenantTx,
    id: InboundMessageId,
    number: usize,
) -> Result<String> {
    require(tx, Permission::MailView)?;
    let row = queries::get(tx, id).await?;
    let raw = load_raw(core, tx, &row).await?;
    let mail = understand(raw).await.map_err(|_| Error::NotFound)?;
    let mut found = of(&mail).await?;
    match number < found.len() {
        true => Ok(found.swap_remove(number)),
        false => Err(Error::NotFound),
    }
}

/// Fetches a picture. What its server says it is counts for nothing; its bytes do.
///
/// # Errors
/// [`Error::NotFound`] when it cannot be had or is no picture.
pub async fn fetch_picture(core: &Core, address: &str) -> Result<Picture> {
    let bytes = fetch(&core.settings.reach, address)
        .await
        .map_err(|error| {
            tracing::info!(%error, "a picture of a mail was not loaded");
            Error::NotFound
        })?;
    let content_type = files::sniff(&bytes);
    if !files::may_show_inline(content_type) {
        return Err(Error::NotFound);
    }
    Ok(Picture {
        content_type,
        bytes,
    })
}
