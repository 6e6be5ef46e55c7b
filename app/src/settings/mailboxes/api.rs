//! Server functions of the mailbox settings.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::mail::{MailboxForm, MailboxView};
use leptos::prelude::*;

/// All mailboxes.
#[server(endpoint = "mailboxes/list")]
pub async fn load_mailboxes() -> Result<Vec<MailboxView>, ApiError> {
    crate::server::read(async |tx, text| server_core::mail::mailboxes::list(tx, text).await).await
}

/// What the form of a mailbox needs; an empty id stands for a new one.
#[server(endpoint = "mailboxes/form")]
pub async fn load_mailbox_form(id: String) -> Result<MailboxForm, ApiError> {
    let (context, _) = crate::server::signed_in()?;
    let core = context.core.clone();
    crate::server::read(async |tx, text| {
        let id = match id.as_str() {
            "" => None,
            text => {
                Some(app_types::id::MailboxId::parse(text).ok_or(server_core::Error::NotFound)?)
            }
        };
        server_core::mail::mailboxes::form(&core, tx, id, text).await
    })
    .await
}

/// Saves a mailbox, or with `intent=test` only tries its server; an empty id makes a new one.
#[server(endpoint = "mailboxes/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_mailbox(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] address: String,
    #[server(default)] display_name: String,
    #[server(default)] board: String,
    #[server(default)] imap_url: String,
    #[server(default)] imap_username: String,
    #[server(default)] imap_password: String,
    #[server(default)] imap_folder: String,
    #[server(default)] intent: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::mail::mailboxes::{create, test_connection, update};
    let typed = vec![
        ("address", address.clone()),
        ("display_name", display_name.clone()),
        ("board", board.clone()),
        ("imap_url", imap_url.clone()),
        ("imap_username", imap_username.clone()),
        ("imap_folder", imap_folder.clone()),
    ];
    let input = app_types::mail::MailboxInput {
        address,
        display_name,
        board,
        imap_url,
        imap_username,
        imap_password,
        imap_folder,
    };
    submit("mailboxes/save", typed, async move {
        let existing = match id.as_str() {
            "" => None,
            text => {
                Some(app_types::id::MailboxId::parse(text).ok_or(server_core::Error::NotFound)?)
            }
        };
        if intent == "test" {
            let unread =
                write(async |core, tx| test_connection(core, tx, existing, &input).await).await?;
            return Ok(
                Done::stay().saying(format!("It works: {unread} unread messages wait there"))
            );
        }
        match existing {
            Some(id) => write(async |core, tx| update(core, tx, id, version, &input).await).await?,
            None => {
                write(async |core, tx| create(core, tx, &input).await).await?;
            }
        }
        Ok(Done::go("/settings/mailboxes").saying("Mailbox saved"))
    })
    .await
}

/// Archives a mailbox, or restores it.
#[server(endpoint = "mailboxes/archive")]
pub async fn archive_mailbox(id: String, archived: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("mailboxes/archive", vec![], async move {
        let id = app_types::id::MailboxId::parse(&id).ok_or(server_core::Error::NotFound)?;
        write(async |_, tx| server_core::mail::mailboxes::set_archived(tx, id, archived).await)
            .await?;
        let message = if archived {
            "Mailbox archived"
        } else {
            "Mailbox restored"
        };
        Ok(Done::go("/settings/mailboxes").saying(message))
    })
    .await
}

/// Makes a secret for delivery over HTTP; the next page shows it, and no other.
#[server(endpoint = "mailboxes/make-key")]
pub async fn make_mailbox_key(id: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::secrecy::ExposeSecret;
    submit("mailboxes/make-key", vec![], async move {
        let id = app_types::id::MailboxId::parse(&id).ok_or(server_core::Error::NotFound)?;
        let secret =
            write(async |core, tx| server_core::mail::mailboxes::make_key(core, tx, id).await)
                .await?;
        Ok(Done::go(format!("/settings/mailboxes/{id}"))
            .saying("Secret made")
            .showing_once(
                "mailbox-secret",
                "secret",
                secret.expose_secret().to_string(),
            ))
    })
    .await
}

/// Removes a secret for delivery over HTTP.
#[server(endpoint = "mailboxes/remove-key")]
pub async fn remove_mailbox_key(id: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("mailboxes/remove-key", vec![], async move {
        let id = app_types::id::MailboxKeyId::parse(&id).ok_or(server_core::Error::NotFound)?;
        let mailbox =
            write(async |_, tx| server_core::mail::mailboxes::remove_key(tx, id).await).await?;
        Ok(Done::go(format!("/settings/mailboxes/{mailbox}")).saying("Secret removed"))
    })
    .await
}
