//! The rows that are written in numbers. Small copies of the domains' own rows, because those
//! never leave their folders.

use app_types::Timestamp;
use app_types::id::{
    BoardId, ClientDomainId, ClientId, ContactId, LocationId, PostId, RoleId, TenantId, TicketId,
    UserId,
};
use app_types::tickets::{
    AuthorKind, PostKind, Priority, StatusCategory, TicketSource, TicketType,
};
use diesel::Insertable;
use server_db::schema::{
    client_domains, clients, contacts, counters, locations, ticket_posts, tickets, users,
};

#[derive(Insertable)]
#[diesel(table_name = users)]
pub(super) struct User {
    pub tenant_id: TenantId,
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub role_id: RoleId,
    pub status: &'static str,
    pub password_hash: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = counters)]
pub(super) struct Counter {
    pub tenant_id: TenantId,
    pub name: &'static str,
    pub value: u64,
}

#[derive(Insertable)]
#[diesel(table_name = clients)]
pub(super) struct Client {
    pub tenant_id: TenantId,
    pub id: ClientId,
    pub number: u64,
    pub name: String,
    pub kind: &'static str,
    pub phone: String,
    pub website: String,
    pub notes: &'static str,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = client_domains)]
pub(super) struct ClientDomain {
    pub tenant_id: TenantId,
    pub id: ClientDomainId,
    pub client_id: ClientId,
    pub domain: String,
    pub created_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = locations)]
pub(super) struct Location {
    pub tenant_id: TenantId,
    pub id: LocationId,
    pub client_id: ClientId,
    pub name: &'static str,
    pub street: String,
    pub city: &'static str,
    pub country: &'static str,
    pub primary_for: ClientId,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = contacts)]
pub(super) struct Contact {
    pub tenant_id: TenantId,
    pub id: ContactId,
    pub client_id: ClientId,
    pub location_id: LocationId,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub title: &'static str,
    pub is_primary: bool,
    pub notes: &'static str,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = tickets)]
pub(super) struct Ticket {
    pub tenant_id: TenantId,
    pub id: TicketId,
    pub number: u64,
    pub subject: String,
    pub status_key: &'static str,
    pub category: StatusCategory,
    pub priority: Priority,
    pub ticket_type: TicketType,
    pub source: TicketSource,
    pub client_id: ClientId,
    pub contact_id: ContactId,
    pub location_id: Option<LocationId>,
    pub board_id: BoardId,
    pub technician_id: Option<UserId>,
    pub reply_token: String,
    pub version: u32,
    pub post_count: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub responded_at: Option<Timestamp>,
    pub resolved_at: Option<Timestamp>,
    pub resolved_by: Option<UserId>,
    pub closed_at: Option<Timestamp>,
    pub closed_by: Option<UserId>,
}

#[derive(Insertable)]
#[diesel(table_name = ticket_posts)]
pub(super) struct Post {
    pub tenant_id: TenantId,
    pub id: PostId,
    pub ticket_id: TicketId,
    pub position: u32,
    pub kind: PostKind,
    pub author_kind: AuthorKind,
    pub user_id: Option<UserId>,
    pub contact_id: Option<ContactId>,
    pub author_name: String,
    pub body_text: String,
    pub body_html: String,
    pub created_at: Timestamp,
}
