//! Statements on runs over many tickets, one each.

use crate::error::Result;
use crate::tickets::apply::Applied;
use app_types::Timestamp;
use app_types::id::{BulkRunId, TicketId, UserId};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{bulk_items, bulk_runs, tickets};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bulk_runs)]
pub(super) struct Run {
    pub id: BulkRunId,
    pub user_id: UserId,
    pub name: String,
    pub steps: String,
    pub post_kind: String,
    pub body: String,
    pub total: u32,
    pub undo_of: Option<BulkRunId>,
    pub created_at: Timestamp,
    pub undone_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bulk_items)]
pub(super) struct Item {
    pub ticket_id: TicketId,
    pub seen_version: Option<u32>,
    pub changes: String,
    pub made_version: Option<u32>,
}

/// A ticket about to be changed.
pub(super) struct NewItem {
    pub ticket: TicketId,
    pub seen_version: Option<u32>,
    pub changes: String,
}

pub(super) async fn insert_run(tx: &mut TenantTx, run: &Run) -> Result<()> {
    let tenant = tx.tenant();
    diesel::insert_into(bulk_runs::table)
        .values((
            bulk_runs::tenant_id.eq(tenant),
            bulk_runs::id.eq(run.id),
            bulk_runs::user_id.eq(run.user_id),
            bulk_runs::name.eq(&run.name),
            bulk_runs::steps.eq(&run.steps),
            bulk_runs::post_kind.eq(&run.post_kind),
            bulk_runs::body.eq(&run.body),
            bulk_runs::total.eq(run.total),
            bulk_runs::undo_of.eq(run.undo_of),
            bulk_runs::created_at.eq(run.created_at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_items(
    tx: &mut TenantTx,
    run: BulkRunId,
    items: &[NewItem],
) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let tenant = tx.tenant();
    let rows: Vec<_> = (1u32..)
        .zip(items)
        .map(|(position, item)| {
            (
                bulk_items::tenant_id.eq(tenant),
                bulk_items::run_id.eq(run),
                bulk_items::position.eq(position),
                bulk_items::ticket_id.eq(item.ticket),
                bulk_items::seen_version.eq(item.seen_version),
                bulk_items::changes.eq(&item.changes),
            )
        })
        .collect();
    diesel::insert_into(bulk_items::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn run(tx: &mut TenantTx, id: BulkRunId) -> Result<Run> {
    let tenant = tx.tenant();
    Ok(bulk_runs::table
        .filter(bulk_runs::tenant_id.eq(tenant))
        .filter(bulk_runs::id.eq(id))
        .select(Run::as_select())
        .first(tx.conn())
        .await?)
}

pub(super) async fn lock_run(tx: &mut TenantTx, id: BulkRunId) -> Result<Run> {
    let tenant = tx.tenant();
    Ok(bulk_runs::table
        .filter(bulk_runs::tenant_id.eq(tenant))
        .filter(bulk_runs::id.eq(id))
        .select(Run::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

pub(super) async fn set_undone(tx: &mut TenantTx, id: BulkRunId) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = bulk_runs::table
        .filter(bulk_runs::tenant_id.eq(tenant))
        .filter(bulk_runs::id.eq(id));
    diesel::update(row)
        .set(bulk_runs::undone_at.eq(now))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Positions of the items that nobody has looked at yet.
pub(super) async fn waiting(tx: &mut TenantTx, run: BulkRunId) -> Result<Vec<u32>> {
    let tenant = tx.tenant();
    Ok(bulk_items::table
        .filter(bulk_items::tenant_id.eq(tenant))
        .filter(bulk_items::run_id.eq(run))
        .filter(bulk_items::state.eq("waiting"))
        .order(bulk_items::position.asc())
        .select(bulk_items::position)
        .load(tx.conn())
        .await?)
}

/// Locks an item that still waits. `None`: another worker was quicker.
pub(super) async fn lock_waiting(
    tx: &mut TenantTx,
    run: BulkRunId,
    position: u32,
) -> Result<Option<Item>> {
    let tenant = tx.tenant();
    Ok(bulk_items::table
        .filter(bulk_items::tenant_id.eq(tenant))
        .filter(bulk_items::run_id.eq(run))
        .filter(bulk_items::position.eq(position))
        .filter(bulk_items::state.eq("waiting"))
        .select(Item::as_select())
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn set_done(
    tx: &mut TenantTx,
    run: BulkRunId,
    position: u32,
    applied: &Applied,
    undo: &str,
) -> Result<()> {
    let tenant = tx.tenant();
    let row = bulk_items::table
        .filter(bulk_items::tenant_id.eq(tenant))
        .filter(bulk_items::run_id.eq(run))
        .filter(bulk_items::position.eq(position));
    diesel::update(row)
        .set((
            bulk_items::state.eq("done"),
            bulk_items::changes.eq(undo),
            bulk_items::made_version.eq(applied.version),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn set_failed(
    tx: &mut TenantTx,
    run: BulkRunId,
    position: u32,
    why: &str,
) -> Result<()> {
    let tenant = tx.tenant();
    let row = bulk_items::table
        .filter(bulk_items::tenant_id.eq(tenant))
        .filter(bulk_items::run_id.eq(run))
        .filter(bulk_items::position.eq(position))
        .filter(bulk_items::state.eq("waiting"));
    diesel::update(row)
        .set((
            bulk_items::state.eq("failed"),
            bulk_items::error.eq(why),
            bulk_items::changes.eq(""),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// How many items are in each state.
pub(super) async fn states(tx: &mut TenantTx, run: BulkRunId) -> Result<Vec<(String, i64)>> {
    let tenant = tx.tenant();
    Ok(bulk_items::table
        .filter(bulk_items::tenant_id.eq(tenant))
        .filter(bulk_items::run_id.eq(run))
        .group_by(bulk_items::state)
        .select((bulk_items::state, count_star()))
        .load(tx.conn())
        .await?)
}

/// Number, subject and reason of the first items that failed.
pub(super) async fn failures(
    tx: &mut TenantTx,
    run: BulkRunId,
    limit: i64,
) -> Result<Vec<(u64, String, String)>> {
    let tenant = tx.tenant();
    Ok(bulk_items::table
        .inner_join(
            tickets::table.on(tickets::tenant_id
                .eq(bulk_items::tenant_id)
                .and(tickets::id.eq(bulk_items::ticket_id))),
        )
        .filter(bulk_items::tenant_id.eq(tenant))
        .filter(bulk_items::run_id.eq(run))
        .filter(bulk_items::state.eq("failed"))
        .order(bulk_items::position.asc())
        .limit(limit)
        .select((tickets::number, tickets::subject, bulk_items::error))
        .load(tx.conn())
        .await?)
}

/// The items that changed something, for their undo.
pub(super) async fn changed(tx: &mut TenantTx, run: BulkRunId) -> Result<Vec<Item>> {
    let tenant = tx.tenant();
    Ok(bulk_items::table
        .filter(bulk_items::tenant_id.eq(tenant))
        .filter(bulk_items::run_id.eq(run))
        .filter(bulk_items::state.eq("done"))
        .filter(bulk_items::changes.ne("[]"))
        .order(bulk_items::position.asc())
        .select(Item::as_select())
        .load(tx.conn())
        .await?)
}

/// Id of each of these tickets.
pub(super) async fn by_numbers(tx: &mut TenantTx, numbers: &[u64]) -> Result<Vec<(u64, TicketId)>> {
    let tenant = tx.tenant();
    Ok(tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::number.eq_any(numbers))
        .select((tickets::number, tickets::id))
        .load(tx.conn())
        .await?)
}
