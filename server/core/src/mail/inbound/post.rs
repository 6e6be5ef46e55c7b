//! Turning a mail into a post: its files stored, its words made safe, the post written.

use super::body::{self, Body};
use super::parse::ParsedMail;
use super::rules;
use super::sanitise::Pictures;
use crate::Core;
use crate::error::{Error, Result};
use crate::tickets::{
    self, NewPost, NewTicket, Reopening, StoredFile, TicketHead, TicketRef, UploadedFile,
};
use app_types::id::{BoardId, ClientId, ContactId, PostId, TicketId};
use app_types::tickets::{PostKind, Priority, TicketSource, TicketType};
use server_db::TenantTx;

/// Who a post is by.
#[derive(Debug, Clone)]
pub(super) struct Author {
    pub contact: ContactId,
    pub name: String,
}

/// Where a new ticket goes.
pub(super) struct Place {
    pub client: ClientId,
    pub author: Option<Author>,
    pub board: BoardId,
    /// The closed ticket that it continues.
    pub follows: Option<TicketId>,
}

/// What was written.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub ticket: TicketId,
    pub number: u64,
    pub post: PostId,
}

/// A mail with its files in the store and its words safe.
pub(super) struct Content {
    body: Body,
    files: Vec<StoredFile>,
}

/// Stores the files, then makes the words, which link to them.
pub(super) async fn content(
    core: &Core,
    tx: &mut TenantTx,
    mail: &ParsedMail,
    answers: bool,
) -> Result<Content> {
    let uploads = mail
        .files
        .iter()
        .map(|file| UploadedFile {
            name: file.name.clone(),
            bytes: file.bytes.clone(),
            content_id: file.content_id.clone(),
        })
        .collect();
    let files = tickets::store_files(core, tx, uploads).await?;
    let body = safe_body(mail, answers, pictures(&files)).await?;
    Ok(Content { body, files })
}

/// The words of a mail, made off the async threads: a large one takes a moment.
pub(super) async fn safe_body(
    mail: &ParsedMail,
    answers: bool,
    pictures: Pictures,
) -> Result<Body> {
    let words = ParsedMail {
        files: Vec::new(),
        ..mail.clone()
    };
    tokio::task::spawn_blocking(move || body::body(&words, answers, pictures))
        .await
        .map_err(|error| Error::Internal(format!("the words of a mail: {error}")))
}

fn pictures(files: &[StoredFile]) -> Pictures {
    let attached = files
        .iter()
        .filter(|file| crate::files::may_show_inline(&file.content_type))
        .filter_map(|file| {
            let id = file.content_id.clone()?;
            Some((id, format!("/attachments/{}", file.attachment)))
        })
        .collect();
    Pictures {
        attached,
        remote: None,
    }
}

/// Adds the mail to a ticket. `None`: the ticket was closed too long ago.
pub(super) async fn add_reply(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    author: Author,
    content: &Content,
) -> Result<Option<Written>> {
    let reply = tickets::ContactReply {
        contact: author.contact,
        contact_name: author.name,
        text: content.body.text.clone(),
        html: content.body.html.clone(),
        files: content.files.clone(),
    };
    match tickets::add_contact_reply(tx, ticket.id, reply).await? {
        Reopening::Added(post) => Ok(Some(Written {
            ticket: ticket.id,
            number: ticket.number,
            post,
        })),
        Reopening::TooLate => Ok(None),
    }
}

/// Makes a ticket of the mail.
pub(super) async fn new_ticket(
    tx: &mut TenantTx,
    mail: &ParsedMail,
    prefix: &str,
    place: Place,
    content: Content,
) -> Result<TicketRef> {
    let first_post = NewPost {
        kind: PostKind::Reply,
        text: content.body.text,
        html: content.body.html,
        contact: place
            .author
            .as_ref()
            .map(|author| (author.contact, author.name.clone())),
        files: content.files,
    };
    let ticket = NewTicket {
        subject: rules::ticket_subject(&mail.subject, prefix),
        client: Some(place.client),
        contact: place.author.map(|author| author.contact),
        location: None,
        board: Some(place.board),
        technician: None,
        priority: Priority::Medium,
        ticket_type: TicketType::Incident,
        source: TicketSource::Email,
        follows: place.follows,
        first_post,
    };
    tickets::create(tx, ticket).await
}
