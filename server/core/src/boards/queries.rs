//! Statements on boards, one each.

use crate::error::Result;
use app_types::id::BoardId;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{boards, mailboxes};
use server_db::{DbError, TenantTx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = boards)]
pub(super) struct BoardRow {
    pub id: BoardId,
    pub name: String,
    pub position: u16,
    pub version: u32,
}

pub(super) async fn all(tx: &mut TenantTx) -> Result<Vec<BoardRow>> {
    let tenant = tx.tenant();
    Ok(boards::table
        .filter(boards::tenant_id.eq(tenant))
        .order((boards::position.asc(), boards::name.asc()))
        .select(BoardRow::as_select())
        .load(tx.conn())
        .await?)
}

/// The mailboxes in use, with their boards.
pub(super) async fn addresses(tx: &mut TenantTx) -> Result<Vec<(BoardId, String)>> {
    let tenant = tx.tenant();
    Ok(mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .filter(mailboxes::archived_at.is_null())
        .order(mailboxes::created_at.asc())
        .select((mailboxes::board_id, mailboxes::address))
        .limit(200)
        .load(tx.conn())
        .await?)
}

pub(super) async fn lock(tx: &mut TenantTx, id: BoardId) -> Result<BoardRow> {
    let tenant = tx.tenant();
    Ok(boards::table
        .filter(boards::tenant_id.eq(tenant))
        .filter(boards::id.eq(id))
        .select(BoardRow::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

/// `false`: the name is taken.
pub(super) async fn insert(
    tx: &mut TenantTx,
    id: BoardId,
    name: &str,
    position: u16,
) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let inserted = diesel::insert_into(boards::table)
        .values((
            boards::tenant_id.eq(tenant),
            boards::id.eq(id),
            boards::name.eq(name),
            boards::position.eq(position),
            boards::created_at.eq(now),
        ))
        .execute(tx.conn())
        .await;
    free_name(inserted)
}

/// `false`: the name is taken.
pub(super) async fn rename(tx: &mut TenantTx, id: BoardId, name: &str) -> Result<bool> {
    let tenant = tx.tenant();
    let row = boards::table
        .filter(boards::tenant_id.eq(tenant))
        .filter(boards::id.eq(id));
    let updated = diesel::update(row)
        .set((
            boards::name.eq(name),
            boards::version.eq(boards::version + 1),
        ))
        .execute(tx.conn())
        .await;
    free_name(updated)
}

fn free_name(result: QueryResult<usize>) -> Result<bool> {
    match result.map_err(DbError::from) {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}
