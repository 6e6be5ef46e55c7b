//! Finding the ticket that a mail answers: reply token, In-Reply-To, References newest first,
//! number in the subject; each only where the sender may see the ticket.

use super::parse::ParsedMail;
use super::{queries, rules};
use crate::error::{Error, Result};
use crate::mail::outbound;
use crate::tickets::{self, TicketHead};
use app_types::id::{ClientId, TicketId};
use server_db::TenantTx;

/// How a ticket was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    /// By the secret in the reply address or in our Message-ID.
    Token,
    Answer,
    Subject,
}

/// A ticket the mail seems to belong to.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub ticket: TicketHead,
    pub via: Via,
}

/// The ticket that a mail answers; of a merged one, that in which it goes on.
pub(super) async fn find(
    tx: &mut TenantTx,
    mail: &ParsedMail,
    own_addresses: &[String],
    prefix: &str,
    client: Option<ClientId>,
) -> Result<Option<Found>> {
    let Some(found) = answered(tx, mail, own_addresses, prefix, client).await? else {
        return Ok(None);
    };
    let ticket = tickets::relations::standing_for(tx, found.ticket).await?;
    Ok(Some(Found { ticket, ..found }))
}

/// The ticket, looked for without regard to the sender's rights when it is found by its secret,
/// else only among those of `client`.
async fn answered(
    tx: &mut TenantTx,
    mail: &ParsedMail,
    own_addresses: &[String],
    prefix: &str,
    client: Option<ClientId>,
) -> Result<Option<Found>> {
    for token in rules::tokens(mail, own_addresses) {
        if let Some(ticket) = tickets::by_reply_token(tx, &token).await? {
            return Ok(Some(Found {
                ticket,
                via: Via::Token,
            }));
        }
    }
    let Some(client) = client else {
        return Ok(None);
    };
    for id in answered_tickets(tx, mail).await? {
        if let Some(ticket) = visible(tickets::by_id(tx, id).await, client)? {
            return Ok(Some(Found {
                ticket,
                via: Via::Answer,
            }));
        }
    }
    if let Some(number) = rules::subject_number(&mail.subject, prefix) {
        let ticket = visible(tickets::by_number(tx, number).await, client)?;
        return Ok(ticket.map(|ticket| Found {
            ticket,
            via: Via::Subject,
        }));
    }
    Ok(None)
}

/// A ticket of another client is to the sender as if it were not there.
fn visible(found: Result<TicketHead>, client: ClientId) -> Result<Option<TicketHead>> {
    match found {
        Ok(ticket) => Ok(Some(ticket).filter(|ticket| ticket.client_id == Some(client))),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Tickets of the mails that this one answers, best first.
async fn answered_tickets(tx: &mut TenantTx, mail: &ParsedMail) -> Result<Vec<TicketId>> {
    let ids = rules::answered_ids(mail);
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut known = outbound::known_ids(tx, &ids).await?;
    known.extend(queries::by_message_ids(tx, &ids).await?);
    let mut found = Vec::new();
    for id in &ids {
        for (of, ticket) in &known {
            if let Some(ticket) = ticket
                && of == id
                && !found.contains(ticket)
            {
                found.push(*ticket);
            }
        }
    }
    Ok(found)
}
