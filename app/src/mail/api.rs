//! Server functions of the mail pages.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::mail::{InboundFilter, InboundList, InboundPage, UndeliverableView};
use leptos::prelude::*;

/// One page of the list.
#[server(endpoint = "mail/list")]
pub async fn load_mails(filter: InboundFilter) -> Result<InboundList, ApiError> {
    crate::server::read(async |tx, text| server_core::mail::inbound::list(tx, &filter, text).await)
        .await
}

/// One mail with the ways to file it. `client` is a client's number or empty; `pictures` is
/// `show` for those of other servers.
#[server(endpoint = "mail/message")]
pub async fn load_mail(
    id: String,
    client: String,
    q: String,
    #[server(default)] pictures: String,
) -> Result<InboundPage, ApiError> {
    let (context, _) = crate::server::signed_in()?;
    let core = context.core.clone();
    crate::server::read(async |tx, text| {
        let id = app_types::id::InboundMessageId::parse(&id).ok_or(server_core::Error::NotFound)?;
        server_core::mail::inbound::page(&core, tx, id, &client, &q, pictures == "show", text).await
    })
    .await
}

/// Adds a mail to the ticket with that number.
#[server(endpoint = "mail/file-to-ticket")]
pub async fn file_to_ticket(
    id: String,
    #[server(default)] number: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    let typed = vec![("number", number.clone())];
    submit("mail/file-to-ticket", typed, async move {
        let id = app_types::id::InboundMessageId::parse(&id).ok_or(server_core::Error::NotFound)?;
        let number = number.trim().trim_start_matches('#').parse().map_err(|_| {
            server_core::Error::invalid("number", "Enter the number of a ticket, for example 1042")
        })?;
        let number = write(async |core, tx| {
            server_core::mail::inbound::file_to_ticket(core, tx, id, number).await
        })
        .await?;
        Ok(Done::go(format!("/tickets/{number}")).saying(format!("Mail added to #{number}")))
    })
    .await
}

/// Makes a ticket of a mail. `contact`: a contact's id, `new` for the sender, empty for nobody.
#[server(endpoint = "mail/file-as-new")]
pub async fn file_as_new(
    id: String,
    #[server(default)] client: String,
    #[server(default)] contact: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::mail::inbound::Sender;
    let typed = vec![("contact", contact.clone())];
    submit("mail/file-as-new", typed, async move {
        let id = app_types::id::InboundMessageId::parse(&id).ok_or(server_core::Error::NotFound)?;
        let client = client
            .parse()
            .map_err(|_| server_core::Error::invalid("client", "Choose a client"))?;
        let sender = match contact.as_str() {
            "" => Sender::Nobody,
            "new" => Sender::New,
            other => Sender::Contact(app_types::id::ContactId::parse(other).ok_or_else(|| {
                server_core::Error::invalid("contact", "Choose a contact from the list")
            })?),
        };
        let number = write(async |core, tx| {
            server_core::mail::inbound::file_as_new(core, tx, id, client, sender).await
        })
        .await?;
        Ok(Done::go(format!("/tickets/{number}")).saying(format!("Ticket #{number} created")))
    })
    .await
}

/// Sets a mail aside, takes that back, or lets the rules decide again; `act` is dismiss, restore
/// or rerun.
#[server(endpoint = "mail/decide")]
pub async fn decide_mail(id: String, act: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::mail::inbound::{dismiss, rerun, restore};
    submit("mail/decide", vec![], async move {
        let id = app_types::id::InboundMessageId::parse(&id).ok_or(server_core::Error::NotFound)?;
        let message = match act.as_str() {
            "dismiss" => {
                write(async |_, tx| dismiss(tx, id).await).await?;
                "Mail dismissed"
            }
            "restore" => {
                write(async |_, tx| restore(tx, id).await).await?;
                "Mail is back in quarantine"
            }
            "rerun" => {
                write(async |_, tx| rerun(tx, id).await).await?;
                "The rules decide again"
            }
            _ => return Err(server_core::Error::invalid("act", "Choose what to do")),
        };
        Ok(Done::stay().saying(message))
    })
    .await
}

/// Addresses whose mail came back.
#[server(endpoint = "mail/undeliverable")]
pub async fn load_undeliverable() -> Result<Vec<UndeliverableView>, ApiError> {
    crate::server::read(async |tx, text| server_core::mail::undeliverable::list(tx, text).await)
        .await
}

/// Says that mail to an address arrives again.
#[server(endpoint = "mail/deliverable")]
pub async fn mark_deliverable(id: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("mail/deliverable", vec![], async move {
        let id = app_types::id::UndeliverableId::parse(&id).ok_or(server_core::Error::NotFound)?;
        write(async |_, tx| server_core::mail::undeliverable::forget(tx, id).await).await?;
        Ok(Done::stay().saying("Marked as deliverable"))
    })
    .await
}
