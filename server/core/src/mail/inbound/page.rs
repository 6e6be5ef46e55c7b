//! What the page of one mail shows beside the mail: the ways to file it.

use super::verbs;
use crate::Core;
use crate::clients::{self, contacts};
use crate::clocktext::ClockText;
use crate::error::{Error, Result};
use app_types::common::Choice;
use app_types::id::InboundMessageId;
use app_types::mail::{FilingChoices, InboundPage, InboundRecord};
use server_db::TenantTx;

/// One mail with the forms beside it. `client`: the chosen client's number or empty; `q`: words
/// of a client's name; `remote`: with the pictures of other servers.
///
/// # Errors
/// As [`super::get`].
pub async fn page(
    core: &Core,
    tx: &mut TenantTx,
    id: InboundMessageId,
    client: &str,
    q: &str,
    remote: bool,
    text: &ClockText,
) -> Result<InboundPage> {
    let record = verbs::record(core, tx, id, remote, text).await?;
    let filing = match record.may_file {
        true => Some(choices(tx, &record, client, q).await?),
        false => None,
    };
    Ok(InboundPage { record, filing })
}

async fn choices(
    tx: &mut TenantTx,
    record: &InboundRecord,
    client: &str,
    q: &str,
) -> Result<FilingChoices> {
    let of_sender = record.sender.as_ref().map(|sender| sender.client_number);
    let chosen = client.parse().ok().or(of_sender);
    let mut clients = clients::choices(tx, q).await?;
    let mut made = FilingChoices {
        q: q.to_string(),
        ..FilingChoices::default()
    };
    if let Some(number) = chosen {
        match contacts::choices_at(tx, number).await {
            Ok((client, contacts)) => {
                made.client = number.to_string();
                made.contacts = contacts;
                if !clients.iter().any(|choice| choice.value == made.client) {
                    clients.insert(0, Choice::new(number, client.name));
                }
            }
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    if let Some(sender) = record
        .sender
        .as_ref()
        .filter(|sender| Some(sender.client_number) == chosen)
    {
        made.contact = sender.contact.to_string();
        if !made
            .contacts
            .iter()
            .any(|choice| choice.value == made.contact)
        {
            made.contacts
                .insert(0, Choice::new(sender.contact, sender.name.clone()));
        }
    }
    made.clients = clients;
    Ok(made)
}
