//! Rows of `tickets` and `ticket_posts`; they never leave this folder.

use app_types::Timestamp;
use app_types::id::{
    BoardId, ClientId, ContactId, FileId, LocationId, PostId, TenantId, TicketId, UserId,
};
use app_types::tickets::{
    AuthorKind, PostKind, Priority, StatusCategory, TicketSource, TicketType,
};
use diesel::prelude::*;
use server_db::schema::{attachments, ticket_posts, tickets};

#[derive(Insertable)]
#[diesel(table_name = tickets)]
pub(super) struct NewTicketRow<'a> {
    pub tenant_id: TenantId,
    pub id: TicketId,
    pub number: u64,
    pub subject: &'a str,
    pub status_key: &'a str,
    pub category: StatusCategory,
    pub priority: Priority,
    pub ticket_type: TicketType,
    pub source: TicketSource,
    pub client_id: Option<ClientId>,
    pub contact_id: Option<ContactId>,
    pub location_id: Option<LocationId>,
    pub board_id: BoardId,
    pub technician_id: Option<UserId>,
    pub follows_id: Option<TicketId>,
    pub reply_token: &'a str,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = ticket_posts)]
pub(super) struct NewPostRow<'a> {
    pub tenant_id: TenantId,
    pub id: PostId,
    pub ticket_id: TicketId,
    pub position: u32,
    pub kind: PostKind,
    pub author_kind: AuthorKind,
    pub user_id: Option<UserId>,
    pub contact_id: Option<ContactId>,
    pub author_name: &'a str,
    pub body_text: &'a str,
    pub body_html: &'a str,
    pub created_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = attachments)]
pub(super) struct NewAttachmentRow<'a> {
    pub tenant_id: TenantId,
    pub id: app_types::id::AttachmentId,
    pub ticket_id: TicketId,
    pub post_id: PostId,
    pub file_id: FileId,
    pub name: &'a str,
    pub content_id: Option<&'a str>,
    pub created_at: Timestamp,
}
