//! One statement each.

use super::rows::{NewAttachmentRow, NewPostRow, NewTicketRow};
use crate::error::Result;
use app_types::Timestamp;
use app_types::follow_ups::FollowUpState;
use app_types::id::{BoardId, ClientId, ContactId, LocationId, TicketId, UserId};
use app_types::tickets::{Priority, StatusCategory, TicketType};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Datetime, Integer, Nullable, Unsigned};
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
    pub merged_into_id: Option<TicketId>,
    pub reply_token: String,
    pub version: u32,
    pub post_count: u32,
    pub created_at: Timestamp,
    pub responded_at: Option<Timestamp>,
    pub resolved_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub follow_up_at: Option<Timestamp>,
    pub follow_up_state: FollowUpState,
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
    pub ticket_type: Option<TicketType>,
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
    pub follow_up_at: Option<Option<Timestamp>>,
    pub follow_up_by: Option<Option<UserId>>,
    pub follow_up_state: Option<FollowUpState>,
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
    // Whatever a list shows moves the ticket in it, and the copies in the list by tag too.
    if changes.updated_at.is_some() {
        super::tags::follow(tx, id).await?;
    }
    Ok(())
}

pub(super) async fn ticket_type(tx: &mut TenantTx, id: TicketId) -> Result<TicketType> {
    let tenant = tx.tenant();
    Ok(tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::id.eq(id))
        .select(tickets::ticket_type)
        .first(tx.conn())
        .await?)
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

/// Number and id of the clients with these numbers that are not archived.
pub(super) async fn clients_by_numbers(
    tx: &mut TenantTx,
    numbers: &[u64],
) -> Result<Vec<(u64, ClientId)>> {
    let tenant = tx.tenant();
    Ok(clients::table
        .filter(clients::tenant_id.eq(tenant))
        .filter(clients::number.eq_any(numbers))
        .filter(clients::archived_at.is_null())
        .select((clients::number, clients::id))
        .load(tx.conn())
        .await?)
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

/// The workspace's zone, for times that stand in a conversation.
pub(super) async fn time_zone(tx: &mut TenantTx) -> Result<String> {
    let tenant = tx.tenant();
    Ok(tenants::table
        .filter(tenants::id.eq(tenant))
        .select(tenants::time_zone)
        .first(tx.conn())
        .await?)
}

/// Whether a follow-up is due at `until`.
pub(super) async fn any_follow_up_until(tx: &mut TenantTx, until: Timestamp) -> Result<bool> {
    let tenant = tx.tenant();
    let found: Option<TicketId> = tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::follow_up_state.eq(FollowUpState::Waiting))
        .filter(tickets::follow_up_at.le(until))
        .select(tickets::id)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(found.is_some())
}

#[derive(QueryableByName)]
struct FollowUpRow {
    #[diesel(sql_type = Binary)]
    id: TicketId,
    #[diesel(sql_type = Nullable<Binary>)]
    follow_up_by: Option<UserId>,
}

/// Tickets whose follow-up is due at `until` and who asked for it, the longest ones first, locked.
/// Those that others hold are passed over. The index is named for the reason that lists do it.
pub(super) async fn lock_follow_ups_until(
    tx: &mut TenantTx,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<(TicketId, Option<UserId>)>> {
    let tenant = tx.tenant();
    let rows: Vec<FollowUpRow> = diesel::sql_query(
        "SELECT id, follow_up_by FROM tickets FORCE INDEX (tickets_follow_up_due) WHERE tenant_id = ? \
         AND follow_up_state = 'waiting' AND follow_up_at <= ? \
         ORDER BY follow_up_at, id LIMIT ? FOR UPDATE SKIP LOCKED",
    )
    .bind::<Unsigned<Integer>, _>(tenant)
    .bind::<Datetime, _>(until)
    .bind::<BigInt, _>(limit as i64)
    .load(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.follow_up_by))
        .collect())
}

/// Days after which a resolved ticket closes itself; 0: never.
pub(super) async fn auto_close_days(tx: &mut TenantTx) -> Result<u16> {
    let tenant = tx.tenant();
    Ok(tenants::table
        .filter(tenants::id.eq(tenant))
        .select(tenants::auto_close_days)
        .first(tx.conn())
        .await?)
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = Binary)]
    id: TicketId,
}

/// Tickets resolved at `until` or before, the longest ones first, locked. Those that others hold
/// are passed over. It names its index for the reason that lists do (docs/performance.md).
pub(super) async fn lock_resolved_until(
    tx: &mut TenantTx,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<TicketId>> {
    let tenant = tx.tenant();
    let rows: Vec<IdRow> = diesel::sql_query(
        "SELECT id FROM tickets FORCE INDEX (tickets_resolved) WHERE tenant_id = ? \
         AND category = 'resolved' AND resolved_at <= ? \
         ORDER BY resolved_at, id LIMIT ? FOR UPDATE SKIP LOCKED",
    )
    .bind::<Unsigned<Integer>, _>(tenant)
    .bind::<Datetime, _>(until)
    .bind::<BigInt, _>(limit as i64)
    .load(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
