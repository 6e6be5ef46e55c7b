//! The job that files one stored mail. Everything it does is one transaction with the job's own
//! end, so that a crash at any point neither loses nor doubles the mail.

use super::parse::{self, ParsedMail};
use super::post::{self, Author, Place, Written};
use super::rows::{InboundChanges, InboundRow};
use super::rules::{self, Class, Known};
use super::thread::{self, Found, Via};
use super::{FileMail, bounces, forward, queries};
use crate::Core;
use crate::clients::{self, contacts};
use crate::error::{Error, Result};
use crate::files;
use crate::jobs::{JobContext, JobResult};
use crate::mail::outbound;
use crate::mail::words::{cut, single_line};
use crate::tickets;
use app_types::id::{InboundMessageId, MailboxId};
use app_types::mail::InboundState;
use clients::contacts::KnownContact;
use server_db::TenantTx;

/// What became of a mail.
pub(super) enum Outcome {
    Filed(Written),
    Quarantined(String),
    Dismissed(String),
}

/// Files one mail, or sets it aside with the reason.
///
/// # Errors
/// [`crate::jobs::JobError::Retry`] while database or file store are away.
pub async fn file(ctx: JobContext, job: FileMail) -> JobResult {
    let mut tx = ctx.read().await?;
    let row = match queries::get(&mut tx, job.message).await {
        Ok(row) if row.state == InboundState::Stored => row,
        Ok(_) | Err(Error::NotFound) => return ctx.finish(ctx.begin().await?).await,
        Err(error) => return Err(error.into()),
    };
    let raw = load_raw(&ctx.core, &mut tx, &row).await?;
    drop(tx);
    let parsed = understand(raw).await;
    match try_file(&ctx, job.message, &parsed).await {
        Err(Failure::Cannot(reason)) => quarantine(&ctx, job.message, &parsed, &reason).await,
        Err(Failure::Later(error)) if ctx.is_last_attempt() => {
            tracing::error!(%error, "a mail could not be filed and is set aside");
            quarantine(
                &ctx,
                job.message,
                &parsed,
                "It could not be filed for a fault of ours",
            )
            .await
        }
        Err(Failure::Later(error)) => Err(error),
        Ok(()) => Ok(()),
    }
}

/// Why filing did not come to its end.
enum Failure {
    /// Trying again will not help: a person must look.
    Cannot(String),
    Later(crate::jobs::JobError),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(invalid) => {
                let words = invalid
                    .errors
                    .first()
                    .map(|e| e.message.clone())
                    .unwrap_or_default();
                Self::Cannot(format!("It does not fit: {words}"))
            }
            Error::Conflict(words) => Self::Cannot(words),
            other => Self::Later(other.into()),
        }
    }
}

async fn try_file(
    ctx: &JobContext,
    id: InboundMessageId,
    parsed: &std::result::Result<ParsedMail, String>,
) -> std::result::Result<(), Failure> {
    let mut tx = ctx.begin().await.map_err(Failure::Later)?;
    let row = queries::lock(&mut tx, id).await?;
    if row.state == InboundState::Stored {
        let outcome = match parsed {
            Ok(mail) => decide(&ctx.core, &mut tx, row.mailbox_id, mail).await?,
            Err(reason) => Outcome::Quarantined(reason.clone()),
        };
        settle(&mut tx, id, parsed.as_ref().ok(), outcome).await?;
    }
    ctx.finish(tx).await.map_err(Failure::Later)
}

async fn quarantine(
    ctx: &JobContext,
    id: InboundMessageId,
    parsed: &std::result::Result<ParsedMail, String>,
    reason: &str,
) -> JobResult {
    let mut tx = ctx.begin().await?;
    if queries::lock(&mut tx, id).await?.state == InboundState::Stored {
        let outcome = Outcome::Quarantined(reason.to_string());
        settle(&mut tx, id, parsed.as_ref().ok(), outcome).await?;
    }
    ctx.finish(tx).await
}

pub(super) async fn load_raw(core: &Core, tx: &mut TenantTx, row: &InboundRow) -> Result<Vec<u8>> {
    let sha256 = queries::sha256(tx, row.file_id).await?;
    files::load_of(core, tx.tenant(), &sha256).await
}

/// Parses off the async threads. A parser that panics costs one mail its filing, not the worker.
pub(super) async fn understand(raw: Vec<u8>) -> std::result::Result<ParsedMail, String> {
    match tokio::task::spawn_blocking(move || parse::parse(&raw)).await {
        Ok(parsed) => parsed,
        Err(error) => {
            tracing::error!(%error, "the mail parser failed");
            Err("It could not be read".to_string())
        }
    }
}

/// Writes what became of the mail.
async fn settle(
    tx: &mut TenantTx,
    id: InboundMessageId,
    mail: Option<&ParsedMail>,
    outcome: Outcome,
) -> Result<()> {
    let (state, reason, written) = match outcome {
        Outcome::Filed(written) => (InboundState::Filed, String::new(), Some(written)),
        Outcome::Quarantined(reason) => (InboundState::Quarantined, reason, None),
        Outcome::Dismissed(reason) => (InboundState::Dismissed, reason, None),
    };
    metrics::counter!("nestogy_mails_in_total", "result" => state.to_string()).increment(1);
    let reason = single_line(&reason, 255);
    let mut changes = InboundChanges {
        state: Some(state),
        reason: Some(&reason),
        ticket_id: Some(written.as_ref().map(|written| written.ticket)),
        post_id: Some(written.as_ref().map(|written| written.post)),
        processed_at: Some(Some(tx.now())),
        ..InboundChanges::default()
    };
    if let Some(mail) = mail {
        changes.message_id = Some(&mail.message_id);
        changes.from_address = Some(&mail.from_address);
        changes.from_name = Some(&mail.from_name);
        changes.subject = Some(cut(&mail.subject, 255));
    }
    queries::update(tx, id, &changes).await?;
    tx.publish(super::TOPIC, id, 0);
    Ok(())
}

async fn decide(
    core: &Core,
    tx: &mut TenantTx,
    mailbox: MailboxId,
    mail: &ParsedMail,
) -> Result<Outcome> {
    let own_addresses = queries::own_addresses(tx).await?;
    let own_id = [mail.message_id.clone()];
    let known = Known {
        marker: &outbound::marker(tx.tenant(), &core.settings.mail_domain),
        sent_by_us: !outbound::known_ids(tx, &own_id).await?.is_empty(),
        own_addresses: &own_addresses,
    };
    let class = rules::classify(mail, &known);
    match class {
        Class::Bounce => {
            let reason = bounces::note(tx, mail).await?;
            return Ok(Outcome::Dismissed(reason.to_string()));
        }
        Class::Dismiss(reason) => return Ok(Outcome::Dismissed(reason.to_string())),
        Class::Quarantine(reason) => return Ok(Outcome::Quarantined(reason.to_string())),
        Class::Person | Class::Machine => {}
    }
    let forwarded = match class {
        Class::Person => forwarded(tx, mail).await?,
        _ => None,
    };
    if let Some(forwarded) = &forwarded
        && own_addresses.contains(&rules::without_tag(&forwarded.mail.from_address))
    {
        return Ok(Outcome::Quarantined(
            "A forwarded mail of our own: a person must look".to_string(),
        ));
    }
    let (mail, forwarder) = match &forwarded {
        Some(forwarded) => (&forwarded.mail, Some(forwarded.by.as_str())),
        None => (mail, None),
    };
    let (prefix, by_domain) = queries::tenant_rules(tx).await?;
    let known_sender = contacts::by_email(tx, &mail.from_address).await?;
    let client = known_sender.as_ref().map(|contact| contact.client_id);
    let found = thread::find(tx, mail, &own_addresses, &prefix, client).await?;
    let sender = match sender(tx, mail, known_sender, found.as_ref(), by_domain).await? {
        Ok(sender) => sender,
        Err(reason) => {
            let by = forwarder.map(|by| format!("Forwarded by {by}. "));
            return Ok(Outcome::Quarantined(by.unwrap_or_default() + &reason));
        }
    };
    if let (Class::Machine, Some(found)) = (class, &found) {
        let number = found.ticket.number;
        return Ok(Outcome::Dismissed(format!(
            "An automatic message about ticket #{number}"
        )));
    }
    let mail = Incoming {
        mail,
        prefix: &prefix,
        mailbox,
        forwarder,
        // Who did not write to the desk is not answered by a machine.
        acknowledged: class == Class::Person && forwarder.is_none(),
    };
    file_for(core, tx, mail, sender, found).await
}

/// A mail that one of the tenant's people forwarded, as its writer wrote it.
struct Forwarded {
    mail: ParsedMail,
    /// The name of who forwarded it.
    by: String,
}

/// Only people of the tenant are believed: anybody else who forwards is who wrote.
async fn forwarded(tx: &mut TenantTx, mail: &ParsedMail) -> Result<Option<Forwarded>> {
    if !rules::is_forward(&mail.subject) {
        return Ok(None);
    }
    let Some(by) = queries::colleague(tx, &mail.from_address).await? else {
        return Ok(None);
    };
    Ok(forward::unwrapped(mail).map(|mail| Forwarded { mail, by }))
}

/// The contact who wrote, or the reason why there is none to be had.
async fn sender(
    tx: &mut TenantTx,
    mail: &ParsedMail,
    known: Option<KnownContact>,
    found: Option<&Found>,
    by_domain: bool,
) -> Result<std::result::Result<KnownContact, String>> {
    let about = match found {
        Some(found) => format!(" It answers ticket #{}.", found.ticket.number),
        None => String::new(),
    };
    if let Some(contact) = known {
        if contact.archived {
            return Ok(Err(format!(
                "The sender's contact or client is archived.{about}"
            )));
        }
        let foreign = found.filter(|found| {
            found.via == Via::Token && found.ticket.client_id != Some(contact.client_id)
        });
        if foreign.is_some() {
            return Ok(Err(format!("The sender belongs to another client.{about}")));
        }
        return Ok(Ok(contact));
    }
    let domain = mail
        .from_address
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain);
    let owner = if by_domain {
        clients::client_by_domain(tx, domain).await?
    } else {
        None
    };
    let Some(client) = owner else {
        return Ok(Err(format!("Nobody knows the sender.{about}")));
    };
    if found.is_some_and(|found| found.ticket.client_id != Some(client)) {
        return Ok(Err(format!("The sender belongs to another client.{about}")));
    }
    let name = name_of(mail);
    Ok(Ok(contacts::create_from_mail(
        tx,
        client,
        &name,
        &mail.from_address,
    )
    .await?))
}

pub(super) fn name_of(mail: &ParsedMail) -> String {
    if mail.from_name.is_empty() {
        rules::name_from_address(&mail.from_address)
    } else {
        mail.from_name.clone()
    }
}

struct Incoming<'a> {
    mail: &'a ParsedMail,
    prefix: &'a str,
    mailbox: MailboxId,
    /// The technician who forwarded it.
    forwarder: Option<&'a str>,
    /// Whether the sender is told the new ticket's number.
    acknowledged: bool,
}

async fn file_for(
    core: &Core,
    tx: &mut TenantTx,
    incoming: Incoming<'_>,
    sender: KnownContact,
    found: Option<Found>,
) -> Result<Outcome> {
    let author = Author {
        contact: sender.id,
        name: match incoming.forwarder {
            Some(by) => cut(&format!("{}, forwarded by {by}", sender.name), 120).to_string(),
            None => sender.name.clone(),
        },
    };
    let content = post::content(core, tx, incoming.mail, found.is_some()).await?;
    let mut follows = None;
    if let Some(found) = found {
        if let Some(written) = post::add_reply(tx, &found.ticket, author.clone(), &content).await? {
            tickets::people::keep_copies(tx, &found.ticket, &incoming.mail.recipients).await?;
            return Ok(Outcome::Filed(written));
        }
        follows = Some(found.ticket.id);
    }
    let place = Place {
        client: sender.client_id,
        author: Some(author),
        board: queries::board_of(tx, incoming.mailbox).await?,
        follows,
    };
    let made = post::new_ticket(tx, incoming.mail, incoming.prefix, place, content).await?;
    let head = tickets::by_id(tx, made.id).await?;
    tickets::people::keep_copies(tx, &head, &incoming.mail.recipients).await?;
    if incoming.acknowledged {
        let received = outbound::Received {
            post: made.first_post,
            address: &incoming.mail.from_address,
            name: &sender.name,
            message_id: &incoming.mail.message_id,
        };
        outbound::ticket_received(tx, &head, received).await?;
    }
    Ok(Outcome::Filed(Written {
        ticket: made.id,
        number: made.number,
        post: made.first_post,
    }))
}
