//! Statements on tags, one each.

use super::rules::CheckedTag;
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::TagId;
use app_types::tags::{TagTone, TagView};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::tags;
use server_db::{DbError, TenantTx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = tags)]
pub(super) struct TagRow {
    pub id: TagId,
    pub name: String,
    pub tone: TagTone,
    pub version: u32,
    pub archived_at: Option<Timestamp>,
}

impl From<TagRow> for TagView {
    fn from(row: TagRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            tone: row.tone,
            archived: row.archived_at.is_some(),
        }
    }
}

pub(super) async fn all(tx: &mut TenantTx) -> Result<Vec<TagRow>> {
    let tenant = tx.tenant();
    Ok(tags::table
        .filter(tags::tenant_id.eq(tenant))
        .order((tags::archived_at.is_not_null().asc(), tags::name.asc()))
        .select(TagRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn get(tx: &mut TenantTx, id: TagId) -> Result<TagRow> {
    let tenant = tx.tenant();
    Ok(tags::table
        .filter(tags::tenant_id.eq(tenant))
        .filter(tags::id.eq(id))
        .select(TagRow::as_select())
        .first(tx.conn())
        .await?)
}

pub(super) async fn lock(tx: &mut TenantTx, id: TagId) -> Result<TagRow> {
    let tenant = tx.tenant();
    Ok(tags::table
        .filter(tags::tenant_id.eq(tenant))
        .filter(tags::id.eq(id))
        .select(TagRow::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

/// `false`: the name is taken.
pub(super) async fn insert(tx: &mut TenantTx, id: TagId, tag: &CheckedTag) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let inserted = diesel::insert_into(tags::table)
        .values((
            tags::tenant_id.eq(tenant),
            tags::id.eq(id),
            tags::name.eq(&tag.name),
            tags::tone.eq(tag.tone),
            tags::created_at.eq(now),
            tags::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await;
    free_name(inserted)
}

/// `false`: the name is taken.
pub(super) async fn update(tx: &mut TenantTx, id: TagId, tag: &CheckedTag) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = tags::table
        .filter(tags::tenant_id.eq(tenant))
        .filter(tags::id.eq(id));
    let updated = diesel::update(row)
        .set((
            tags::name.eq(&tag.name),
            tags::tone.eq(tag.tone),
            tags::version.eq(tags::version + 1),
            tags::updated_at.eq(now),
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

pub(super) async fn set_archived(tx: &mut TenantTx, id: TagId, archived: bool) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = tags::table
        .filter(tags::tenant_id.eq(tenant))
        .filter(tags::id.eq(id));
    diesel::update(row)
        .set((
            tags::archived_at.eq(archived.then_some(now)),
            tags::version.eq(tags::version + 1),
            tags::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
