//! What people do with incoming mail: look at it, file it, set it aside, take that back.

use super::file::{load_raw, name_of, understand};
use super::mail_files::MailFile;
use super::parse::ParsedMail;
use super::post::{self, Author, Place};
use super::rows::{InboundChanges, InboundRow};
use super::sanitise::Pictures;
use super::{FileMail, list, pictures, queries};
use crate::Core;
use crate::clients::{self, contacts};
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use crate::mail::words::{cut, plain_text};
use crate::tickets;
use app_types::Permission;
use app_types::id::{ContactId, InboundMessageId};
use app_types::mail::{InboundFile, InboundRecord, InboundSender, InboundState};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Bytes of the original that a page shows.
const SHOWN: usize = 100_000;

/// Whose words a new ticket has that is made by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A contact of the chosen client.
    Contact(ContactId),
    /// A contact to be made from the mail's sender.
    New,
    /// Nobody: a ticket without a contact.
    Nobody,
}

/// One mail with all that a person needs to decide about it.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Unavailable`] when the file store is away.
pub async fn get(
    core: &Core,
    tx: &mut TenantTx,
    id: InboundMessageId,
    text: &ClockText,
) -> Result<InboundRecord> {
    record(core, tx, id, false, text).await
}

/// The whole mail, to the byte as it came.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Unavailable`] when the file store is away.
pub async fn original(core: &Core, tx: &mut TenantTx, id: InboundMessageId) -> Result<Vec<u8>> {
    require(tx, Permission::MailView)?;
    let row = queries::get(tx, id).await?;
    load_raw(core, tx, &row).await
}

/// As [`get`]; `remote`: with the pictures of other servers, which the program fetches.
pub(super) async fn record(
    core: &Core,
    tx: &mut TenantTx,
    id: InboundMessageId,
    remote: bool,
    text: &ClockText,
) -> Result<InboundRecord> {
    require(tx, Permission::MailView)?;
    let row = queries::get(tx, id).await?;
    let view = list::one(tx, id).await?.view(text);
    let raw = load_raw(core, tx, &row).await?;
    let original_is_cut = raw.len() > SHOWN;
    let original = plain_text(&String::from_utf8_lossy(&raw[..raw.len().min(SHOWN)]));
    let parsed = understand(raw).await;
    let shown = remote.then(|| pictures::begin_of(id));
    let pictures = Pictures {
        remote: shown,
        ..Pictures::default()
    };
    let (html, to, files, remote_pictures) = match &parsed {
        Ok(mail) => {
            let body = post::safe_body(mail, false, pictures).await?;
            let count = pictures::of(mail).await?.len() as u32;
            (body.html, mail.recipients.clone(), files(mail), count)
        }
        Err(_) => (String::new(), Vec::new(), Vec::new(), 0),
    };
    Ok(InboundRecord {
        sender: sender(tx, &view.from_address).await?,
        mail: view,
        source: row.source,
        to,
        html,
        remote_pictures,
        remote_shown: remote,
        original,
        original_is_cut,
        files,
        processed: row.processed_at.map(|at| text.when(at)),
        processed_by: match row.processed_by {
            Some(user) => queries::user_name(tx, user).await?,
            None => None,
        },
        may_file: tx.can(Permission::MailFile) && may_file(row.state),
    })
}

fn files(mail: &ParsedMail) -> Vec<InboundFile> {
    mail.files
        .iter()
        .map(|file| InboundFile {
            name: file.name.clone(),
            content_type: crate::files::sniff(&file.bytes).to_string(),
            size: file.bytes.len() as u64,
        })
        .collect()
}

async fn sender(tx: &mut TenantTx, address: &str) -> Result<Option<InboundSender>> {
    if address.is_empty() || !tx.can(Permission::ClientsView) {
        return Ok(None);
    }
    let found = contacts::by_email(tx, address).await?;
    Ok(found
        .filter(|contact| !contact.archived)
        .map(|contact| InboundSender {
            contact: contact.id,
            name: contact.name,
            client_number: contact.client_number,
        }))
}

fn may_file(state: InboundState) -> bool {
    matches!(state, InboundState::Quarantined | InboundState::Dismissed)
}

/// Adds a mail to the ticket with that number. Returns the number.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`] for a number that does not
/// exist; [`Error::Conflict`] when it is filed already or the ticket was closed too long ago.
pub async fn file_to_ticket(
    core: &Core,
    tx: &mut TenantTx,
    id: InboundMessageId,
    number: u64,
) -> Result<u64> {
    require(tx, Permission::MailFile)?;
    let row = lock_open(tx, id).await?;
    let ticket = match tickets::by_number(tx, number).await {
        Err(Error::NotFound) => {
            return Err(Error::invalid(
                "number",
                format!("There is no ticket #{number}"),
            ));
        }
        found => tickets::relations::standing_for(tx, found?).await?,
    };
    let mail = mail_of(core, tx, &row).await?;
    let author = author_in(tx, &mail, &ticket).await?;
    let content = post::content(core, tx, &mail, true).await?;
    let Some(written) = post::add_reply(tx, &ticket, author, &content).await? else {
        return Err(Error::Conflict(format!(
            "Ticket #{number} was closed too long ago. File the mail as a new ticket."
        )));
    };
    filed(tx, &row, written).await
}

/// The sender as a contact of the ticket's client, else the ticket's contact under the sender's name.
async fn author_in(
    tx: &mut TenantTx,
    mail: &ParsedMail,
    ticket: &tickets::TicketHead,
) -> Result<Author> {
    let known = contacts::by_email(tx, &mail.from_address).await?;
    if let Some(contact) = known.filter(|known| Some(known.client_id) == ticket.client_id) {
        return Ok(Author {
            contact: contact.id,
            name: contact.name,
        });
    }
    let contact = ticket.contact_id.ok_or_else(|| {
        let words = "This ticket has no contact to write for. File the mail as a new ticket.";
        Error::invalid("number", words)
    })?;
    let name = name_of(mail);
    let name = if name.is_empty() {
        "Unknown sender".to_string()
    } else {
        name
    };
    Ok(Author {
        contact,
        name: cut(&name, 120).to_string(),
    })
}

/// Makes a new ticket of a mail, for the client with that number. Returns the ticket's number.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`] for a client or contact that does
/// not fit; [`Error::Conflict`] when it is filed already or the client is archived.
pub async fn file_as_new(
    core: &Core,
    tx: &mut TenantTx,
    id: InboundMessageId,
    client: u64,
    sender: Sender,
) -> Result<u64> {
    require(tx, Permission::MailFile)?;
    let row = lock_open(tx, id).await?;
    let client = match clients::id_by_number(tx, client).await {
        Err(Error::NotFound) => return Err(Error::invalid("client", "Choose a client")),
        found => found?,
    };
    let mail = mail_of(core, tx, &row).await?;
    let author = match sender {
        Sender::Nobody => None,
        Sender::Contact(contact) => {
            let name = queries::contact_name(tx, client, contact).await?;
            let name =
                name.ok_or_else(|| Error::invalid("contact", "Choose a contact of this client"))?;
            Some(Author { contact, name })
        }
        Sender::New => Some(new_contact(tx, client, &mail).await?),
    };
    let (prefix, _) = queries::tenant_rules(tx).await?;
    let place = Place {
        client,
        author,
        board: queries::board_of(tx, row.mailbox_id).await?,
        follows: None,
    };
    let content = post::content(core, tx, &mail, false).await?;
    let made = post::new_ticket(tx, &mail, &prefix, place, content).await?;
    let written = post::Written {
        ticket: made.id,
        number: made.number,
        post: made.first_post,
    };
    filed(tx, &row, written).await
}

async fn new_contact(
    tx: &mut TenantTx,
    client: app_types::id::ClientId,
    mail: &ParsedMail,
) -> Result<Author> {
    let made = contacts::create_from_mail(tx, client, &name_of(mail), &mail.from_address).await?;
    if made.client_id != client {
        return Err(Error::invalid(
            "contact",
            "The sender is a contact of another client",
        ));
    }
    Ok(Author {
        contact: made.id,
        name: made.name,
    })
}

async fn lock_open(tx: &mut TenantTx, id: InboundMessageId) -> Result<InboundRow> {
    let row = queries::lock(tx, id).await?;
    match row.state {
        InboundState::Filed => Err(Error::Conflict("This mail is filed already.".into())),
        InboundState::Stored => Err(Error::Conflict(
            "This mail is about to be filed. Look again in a moment.".into(),
        )),
        InboundState::Quarantined | InboundState::Dismissed => Ok(row),
    }
}

/// The mail; one that cannot be read becomes a post with the original attached.
async fn mail_of(core: &Core, tx: &mut TenantTx, row: &InboundRow) -> Result<ParsedMail> {
    let raw = load_raw(core, tx, row).await?;
    match understand(raw.clone()).await {
        Ok(mail) => Ok(mail),
        Err(_) => Ok(ParsedMail {
            subject: "(unreadable mail)".into(),
            text: Some("This mail could not be read. The original is attached.".into()),
            files: vec![MailFile {
                name: "original.eml".into(),
                bytes: raw,
                content_id: None,
                is_message: true,
            }],
            ..ParsedMail::default()
        }),
    }
}

async fn filed(tx: &mut TenantTx, row: &InboundRow, written: post::Written) -> Result<u64> {
    let number = written.number;
    let changes = InboundChanges {
        state: Some(InboundState::Filed),
        ticket_id: Some(Some(written.ticket)),
        post_id: Some(Some(written.post)),
        ..by_hand(tx)
    };
    queries::update(tx, row.id, &changes).await?;
    done(
        tx,
        row,
        "mail.file",
        format!("Filed a mail of {} to #{number}", row.from_address),
    );
    Ok(number)
}

/// Sets a quarantined mail aside; nothing is deleted, [`restore`] brings it back.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when it is filed already.
pub async fn dismiss(tx: &mut TenantTx, id: InboundMessageId) -> Result<()> {
    require(tx, Permission::MailFile)?;
    let row = lock_open(tx, id).await?;
    if row.state == InboundState::Dismissed {
        return Ok(());
    }
    let changes = InboundChanges {
        state: Some(InboundState::Dismissed),
        ..by_hand(tx)
    };
    queries::update(tx, id, &changes).await?;
    done(
        tx,
        &row,
        "mail.dismiss",
        format!("Dismissed a mail of {}", row.from_address),
    );
    Ok(())
}

/// Undoes [`dismiss`]: the mail waits for a decision again.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when it is filed already.
pub async fn restore(tx: &mut TenantTx, id: InboundMessageId) -> Result<()> {
    require(tx, Permission::MailFile)?;
    let row = lock_open(tx, id).await?;
    if row.state == InboundState::Quarantined {
        return Ok(());
    }
    let changes = InboundChanges {
        state: Some(InboundState::Quarantined),
        ..by_hand(tx)
    };
    queries::update(tx, id, &changes).await?;
    done(
        tx,
        &row,
        "mail.restore",
        format!("Restored a mail of {}", row.from_address),
    );
    Ok(())
}

/// Lets the rules decide again, after a contact or a domain was added.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when it is filed already.
pub async fn rerun(tx: &mut TenantTx, id: InboundMessageId) -> Result<()> {
    require(tx, Permission::MailFile)?;
    let row = lock_open(tx, id).await?;
    let changes = InboundChanges {
        state: Some(InboundState::Stored),
        reason: Some(""),
        processed_at: Some(None),
        processed_by: Some(None),
        ..InboundChanges::default()
    };
    queries::update(tx, id, &changes).await?;
    tx.enqueue(&FileMail { message: id }).await?;
    done(
        tx,
        &row,
        "mail.rerun",
        format!("Let a mail of {} be filed again", row.from_address),
    );
    Ok(())
}

fn by_hand<'a>(tx: &TenantTx) -> InboundChanges<'a> {
    InboundChanges {
        processed_at: Some(Some(tx.now())),
        processed_by: Some(tx.actor().user_id()),
        ..InboundChanges::default()
    }
}

fn done(tx: &mut TenantTx, row: &InboundRow, action: &'static str, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "mail",
        entity_id: Some(row.id.0),
        summary,
    });
    tx.publish(super::TOPIC, row.id, 0);
}
