//! Adding one post to a conversation.

use super::attachments::StoredFile;
use super::queries::{self, TicketHead};
use super::rows::{NewAttachmentRow, NewPostRow};
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{AttachmentId, ContactId, PostId};
use app_types::tickets::{AuthorKind, PostKind};
use server_db::{TenantTx, Who};

/// A post about to be written; `html` is sanitised already.
#[derive(Debug, Clone)]
pub struct NewPost {
    pub kind: PostKind,
    pub text: String,
    pub html: String,
    /// The contact whose words these are; `None`: the actor's.
    pub contact: Option<(ContactId, String)>,
    pub files: Vec<StoredFile>,
}

impl NewPost {
    /// A line of the system: what was changed, by whom.
    pub(super) fn event(text: String) -> Self {
        let html = ammonia::clean_text(&text);
        Self {
            kind: PostKind::Event,
            text,
            html,
            contact: None,
            files: Vec::new(),
        }
    }
}

/// Inserts the post at the end. The caller holds the ticket's lock and writes the new count.
pub(super) async fn insert(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    post: NewPost,
) -> Result<PostId> {
    let now = tx.now();
    insert_at(tx, ticket, post, now).await
}

/// The same for words of the past.
pub(super) async fn insert_at(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    post: NewPost,
    at: Timestamp,
) -> Result<PostId> {
    ticket.post_count += 1;
    let id = PostId::new();
    let (author_kind, user_id, contact_id, author_name) = author(tx, &post);
    let row = NewPostRow {
        tenant_id: tx.tenant(),
        id,
        ticket_id: ticket.id,
        position: ticket.post_count,
        kind: post.kind,
        author_kind,
        user_id,
        contact_id,
        author_name: &author_name,
        body_text: &post.text,
        body_html: &post.html,
        created_at: at,
    };
    queries::insert_post(tx, &row).await?;
    insert_files(tx, ticket, id, &post.files).await?;
    Ok(id)
}

type Author = (
    AuthorKind,
    Option<app_types::id::UserId>,
    Option<ContactId>,
    String,
);

fn author(tx: &TenantTx, post: &NewPost) -> Author {
    if let Some((contact, name)) = &post.contact {
        return (AuthorKind::Contact, None, Some(*contact), name.clone());
    }
    let actor = tx.actor();
    match &actor.who {
        Who::User { id, name } => (AuthorKind::User, Some(*id), None, name.clone()),
        Who::Contact { id, name, .. } => (AuthorKind::Contact, None, Some(*id), name.clone()),
        Who::System { .. } => (AuthorKind::System, None, None, actor.name().to_string()),
    }
}

async fn insert_files(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    post: PostId,
    files: &[StoredFile],
) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let (tenant_id, created_at) = (tx.tenant(), tx.now());
    let rows: Vec<_> = files
        .iter()
        .map(|file| NewAttachmentRow {
            tenant_id,
            id: file.attachment,
            ticket_id: ticket.id,
            post_id: post,
            file_id: file.file,
            name: &file.name,
            content_id: file.content_id.as_deref(),
            created_at,
        })
        .collect();
    queries::insert_attachments(tx, &rows).await
}

/// Ids of attachments are made before their post, so that its HTML can link to them.
pub(super) fn new_attachment_id() -> AttachmentId {
    AttachmentId::new()
}
