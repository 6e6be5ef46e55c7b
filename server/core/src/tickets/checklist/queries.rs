//! Statements on checklists, one each.

use crate::error::Result;
use app_types::Timestamp;
use app_types::checklists::ChecklistLine;
use app_types::id::{ChecklistItemId, TenantId, TicketId, UserId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::ticket_checklist_items as items;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = items)]
pub(super) struct ItemRow {
    pub id: ChecklistItemId,
    pub position: u32,
    pub text: String,
    pub required: bool,
    pub done_at: Option<Timestamp>,
    pub removed_at: Option<Timestamp>,
}

#[derive(Insertable)]
#[diesel(table_name = items)]
struct NewItemRow<'a> {
    tenant_id: TenantId,
    id: ChecklistItemId,
    ticket_id: TicketId,
    position: u32,
    text: &'a str,
    required: bool,
    created_at: Timestamp,
}

/// What may be written of an item. `None` leaves a column as it is.
#[derive(Default, AsChangeset)]
#[diesel(table_name = items)]
pub(super) struct ItemChanges {
    pub position: Option<u32>,
    pub required: Option<bool>,
    pub done_at: Option<Option<Timestamp>>,
    pub done_by: Option<Option<UserId>>,
    pub removed_at: Option<Option<Timestamp>>,
}

/// A ticket's items in their order, without the removed ones.
pub(super) async fn of_ticket(tx: &mut TenantTx, ticket: TicketId) -> Result<Vec<ItemRow>> {
    let tenant = tx.tenant();
    Ok(items::table
        .filter(items::tenant_id.eq(tenant))
        .filter(items::ticket_id.eq(ticket))
        .filter(items::removed_at.is_null())
        .order((items::position.asc(), items::id.asc()))
        .select(ItemRow::as_select())
        .load(tx.conn())
        .await?)
}

/// One of a ticket's items, a removed one too.
pub(super) async fn get(
    tx: &mut TenantTx,
    ticket: TicketId,
    id: ChecklistItemId,
) -> Result<ItemRow> {
    let tenant = tx.tenant();
    Ok(items::table
        .filter(items::tenant_id.eq(tenant))
        .filter(items::ticket_id.eq(ticket))
        .filter(items::id.eq(id))
        .select(ItemRow::as_select())
        .first(tx.conn())
        .await?)
}

/// The words of required items that are open, in their order.
pub(super) async fn required_open(
    tx: &mut TenantTx,
    ticket: TicketId,
    limit: i64,
) -> Result<Vec<String>> {
    let tenant = tx.tenant();
    Ok(items::table
        .filter(items::tenant_id.eq(tenant))
        .filter(items::ticket_id.eq(ticket))
        .filter(items::removed_at.is_null())
        .filter(items::required.eq(true))
        .filter(items::done_at.is_null())
        .order((items::position.asc(), items::id.asc()))
        .select(items::text)
        .limit(limit)
        .load(tx.conn())
        .await?)
}

/// Adds items behind `after`.
pub(super) async fn insert(
    tx: &mut TenantTx,
    ticket: TicketId,
    after: u32,
    lines: &[ChecklistLine],
) -> Result<()> {
    let (tenant_id, created_at) = (tx.tenant(), tx.now());
    let rows: Vec<_> = (after.saturating_add(1)..)
        .zip(lines)
        .map(|(position, line)| NewItemRow {
            tenant_id,
            id: ChecklistItemId::new(),
            ticket_id: ticket,
            position,
            text: &line.text,
            required: line.required,
            created_at,
        })
        .collect();
    diesel::insert_into(items::table)
        .values(&rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn update(
    tx: &mut TenantTx,
    id: ChecklistItemId,
    changes: &ItemChanges,
) -> Result<()> {
    let tenant = tx.tenant();
    let row = items::table
        .filter(items::tenant_id.eq(tenant))
        .filter(items::id.eq(id));
    diesel::update(row).set(changes).execute(tx.conn()).await?;
    Ok(())
}
