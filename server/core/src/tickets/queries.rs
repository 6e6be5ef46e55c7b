//! One statement each.

use super::rows::{NewAttachmentRow, NewPostRow, NewTicketRow};
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{BoardId, ClientId, ContactId, LocationId, TicketId, UserId};
use app_types::tickets::{Priority, StatusCategory};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{
    attachments, boards, clients, contacts, tenants, ticket_posts, ticket_statuses, tickets, users,
};

/// What verbs need to know of a ticket before they change it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tickets)]
pub struct TicketHead {
    pub id: TicketId,
    pub number: u64,
    pub subject: String,
    pub status_key: String,
    pub category: StatusCategory,
    pub priority: Priority,
    pub client_id: Option<ClientId>,
    pub contact_id: Option<ContactId>,
    pub board_id: BoardId,
    pub technician_id: Option<UserId>,
    pub reply_token: String,
    pub version: u32,
    pub post_count: u32,
    pub created_at: Timestamp,
    pub responded_at: Option<Timestamp>,
    pub resolved_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
}

/// A ticket by the number people read aloud.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub async fn by_number(tx: &mut TenantTx, number: u64) -> Result<TicketHead> {
    let tenant = tx.tenant();
    Ok(tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::number.eq(number))
        .select(TicketHead::as_select())
        .first(tx.conn())
        .await?)
}

/// # Errors
/// [`crate::Error::NotFound`].
pub async fn by_id(tx: &mut TenantTx, id: TicketId) -> Result<TicketHead> {
    let tenant = tx.tenant();
    Ok(tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::id.eq(id))
        .select(TicketHead::as_select())
        .first(tx.conn())
        .await?)
}

/// A ticket by the secret part of its reply address; `None` for a token of nobody's.
///
/// # Errors
/// Any database error.
pub async fn by_reply_token(tx: &mut TenantTx, token: &str) -> Result<Option<TicketHead>> {
    let tenant = tx.tenant();
    Ok(tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::reply_token.eq(token))
        .select(TicketHead::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// Locks the ticket until the end of the transaction: two people who change it do so in turn.
pub(super) async fn lock(tx: &mut TenantTx, id: TicketId) -> Result<TicketHead> {
    let tenant = tx.tenant();
    Ok(tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::id.eq(id))
        .select(TicketHead::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

pub(super) async fn insert_ticket(tx: &mut TenantTx, row: &NewTicketRow<'_>) -> Result<()> {
    diesel::insert_into(tickets::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_post(tx: &mut TenantTx, row: &NewPostRow<'_>) -> Result<()> {
    diesel::insert_into(ticket_posts::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_attachments(
    tx: &mut TenantTx,
    rows: &[NewAttachmentRow<'_>],
) -> Result<()> {
    diesel::insert_into(attachments::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The fields that a change of a ticket may write. `None` leaves a column as it is.
#[derive(Default, AsChangeset)]
#[diesel(table_name = tickets)]
pub(super) struct TicketChanges<'a> {
    pub subject: Option<&'a str>,
    pub status_key: Option<&'a str>,
    pub category: Option<StatusCategory>,
    pub priority: Option<Priority>,
    pub board_id: Option<BoardId>,
    pub technician_id: Option<Option<UserId>>,
    pub client_id: Option<Option<ClientId>>,
    pub contact_id: Option<Option<ContactId>>,
    pub location_id: Option<Option<LocationId>>,
    pub post_count: Option<u32>,
    pub version: Option<u32>,
    pub updated_at: Option<Timestamp>,
    pub responded_at: Option<Option<Timestamp>>,
    pub resolved_at: Option<Option<Timestamp>>,
    pub closed_at: Option<Option<Timestamp>>,
    pub resolved_by: Option<Option<UserId>>,
    pub closed_by: Option<Option<UserId>>,
}

pub(super) async fn update_ticket(
    tx: &mut TenantTx,
    id: TicketId,
    changes: &TicketChanges<'_>,
) -> Result<()> {
    let tenant = tx.tenant();
    diesel::update(
        tickets::table
            .filter(tickets::tenant_id.eq(tenant))
            .filter(tickets::id.eq(id)),
    )
    .set(changes)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Name and category of a status; `None` for a key the tenant does not have.
pub(super) async fn status(
    tx: &mut TenantTx,
    key: &str,
) -> Result<Option<(String, StatusCategory)>> {
    let tenant = tx.tenant();
    Ok(ticket_statuses::table
        .filter(ticket_statuses::tenant_id.eq(tenant))
        .filter(ticket_statuses::status_key.eq(key))
        .select((ticket_statuses::name, ticket_statuses::category))
        .first(tx.conn())
        .await
        .optional()?)
}

/// Key and name of the tenant's first status of a category.
pub(super) async fn first_status(
    tx: &mut TenantTx,
    category: StatusCategory,
) -> Result<(String, String)> {
    let tenant = tx.tenant();
    Ok(ticket_statuses::table
        .filter(ticket_statuses::tenant_id.eq(tenant))
        .filter(ticket_statuses::category.eq(category))
        .order(ticket_statuses::position.asc())
        .select((ticket_statuses::status_key, ticket_statuses::name))
        .first(tx.conn())
        .await?)
}

pub(super) async fn first_board(tx: &mut TenantTx) -> Result<BoardId> {
    let tenant = tx.tenant();
    Ok(boards::table
        .filter(boards::tenant_id.eq(tenant))
        .order(boards::position.asc())
        .select(boards::id)
        .first(tx.conn())
        .await?)
}

pub(super) async fn board_name(tx: &mut TenantTx, id: BoardId) -> Result<Option<String>> {
    let tenant = tx.tenant();
    Ok(boards::table
        .filter(boards::tenant_id.eq(tenant))
        .filter(boards::id.eq(id))
        .select(boards::name)
        .first(tx.conn())
        .await
        .optional()?)
}

/// The name of a user who can be given work.
pub(super) async fn technician_name(tx: &mut TenantTx, id: UserId) -> Result<Option<String>> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::id.eq(id))
        .filter(users::status.eq("active"))
        .select(users::name)
        .first(tx.conn())
        .await
        .optional()?)
}

/// Id and name of a client that is not archived, by its number.
pub(super) async fn client_by_number(
    tx: &mut TenantTx,
    number: u64,
) -> Result<Option<(ClientId, String)>> {
    let tenant = tx.tenant();
    Ok(clients::table
        .filter(clients::tenant_id.eq(tenant))
        .filter(clients::number.eq(number))
        .filter(clients::archived_at.is_null())
        .select((clients::id, clients::name))
        .first(tx.conn())
        .await
        .optional()?)
}

/// The name of a contact of the client.
pub(super) async fn contact_name(
    tx: &mut TenantTx,
    client: ClientId,
    id: ContactId,
) -> Result<Option<String>> {
    let tenant = tx.tenant();
    Ok(contacts::table
        .filter(contacts::tenant_id.eq(tenant))
        .filter(contacts::client_id.eq(client))
        .filter(contacts::id.eq(id))
        .select(contacts::name)
        .first(tx.conn())
        .await
        .optional()?)
}

/// Days after closing in which a contact's reply opens the ticket again.
pub(super) async fn reopen_window_days(tx: &mut TenantTx) -> Result<u16> {
    let tenant = tx.tenant();
    Ok(tenants::table
        .filter(tenants::id.eq(tenant))
        .select(tenants::reopen_window_days)
        .first(tx.conn())
        .await?)
}
