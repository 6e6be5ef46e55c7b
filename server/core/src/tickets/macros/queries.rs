//! Statements on macros, one each.

use super::rules::CheckedMacro;
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{MacroId, TicketId};
use app_types::macros::{MacroView, Steps};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{clients, contacts, macros, tenants, tickets};
use server_db::{DbError, TenantTx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = macros)]
pub(in crate::tickets) struct MacroRow {
    pub id: MacroId,
    pub name: String,
    pub steps: String,
    pub post_kind: String,
    pub body: String,
    pub version: u32,
    pub archived_at: Option<Timestamp>,
}

impl MacroRow {
    /// Steps that cannot be read any more set nothing.
    pub fn steps(&self) -> Steps {
        serde_json::from_str(&self.steps).unwrap_or_default()
    }

    pub fn view(&self) -> MacroView {
        MacroView {
            id: self.id,
            name: self.name.clone(),
            post: self.post_kind.clone(),
            archived: self.archived_at.is_some(),
        }
    }
}

pub(super) async fn all(tx: &mut TenantTx) -> Result<Vec<MacroRow>> {
    let tenant = tx.tenant();
    Ok(macros::table
        .filter(macros::tenant_id.eq(tenant))
        .order((macros::archived_at.is_not_null().asc(), macros::name.asc()))
        .select(MacroRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn get(tx: &mut TenantTx, id: MacroId) -> Result<MacroRow> {
    let tenant = tx.tenant();
    Ok(macros::table
        .filter(macros::tenant_id.eq(tenant))
        .filter(macros::id.eq(id))
        .select(MacroRow::as_select())
        .first(tx.conn())
        .await?)
}

pub(super) async fn lock(tx: &mut TenantTx, id: MacroId) -> Result<MacroRow> {
    let tenant = tx.tenant();
    Ok(macros::table
        .filter(macros::tenant_id.eq(tenant))
        .filter(macros::id.eq(id))
        .select(MacroRow::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

/// `false`: the name is taken.
pub(super) async fn insert(
    tx: &mut TenantTx,
    id: MacroId,
    new: &CheckedMacro,
    steps: &str,
) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let inserted = diesel::insert_into(macros::table)
        .values((
            macros::tenant_id.eq(tenant),
            macros::id.eq(id),
            macros::name.eq(&new.name),
            macros::steps.eq(steps),
            macros::post_kind.eq(new.post.map_or("", |kind| kind.as_str())),
            macros::body.eq(&new.body),
            macros::created_at.eq(now),
            macros::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await;
    free_name(inserted)
}

/// `false`: the name is taken.
pub(super) async fn update(
    tx: &mut TenantTx,
    id: MacroId,
    new: &CheckedMacro,
    steps: &str,
) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = macros::table
        .filter(macros::tenant_id.eq(tenant))
        .filter(macros::id.eq(id));
    let updated = diesel::update(row)
        .set((
            macros::name.eq(&new.name),
            macros::steps.eq(steps),
            macros::post_kind.eq(new.post.map_or("", |kind| kind.as_str())),
            macros::body.eq(&new.body),
            macros::version.eq(macros::version + 1),
            macros::updated_at.eq(now),
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

pub(super) async fn set_archived(tx: &mut TenantTx, id: MacroId, archived: bool) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = macros::table
        .filter(macros::tenant_id.eq(tenant))
        .filter(macros::id.eq(id));
    diesel::update(row)
        .set((
            macros::archived_at.eq(archived.then_some(now)),
            macros::version.eq(macros::version + 1),
            macros::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What the variables of a text stand for.
pub(super) struct Names {
    pub number: u64,
    pub subject: String,
    pub client: Option<String>,
    pub contact: Option<String>,
    pub workspace: String,
}

pub(super) async fn names(tx: &mut TenantTx, ticket: TicketId) -> Result<Names> {
    let tenant = tx.tenant();
    let row: (u64, String, Option<String>, Option<String>, String) = tickets::table
        .inner_join(tenants::table.on(tenants::id.eq(tickets::tenant_id)))
        .left_join(
            clients::table.on(clients::tenant_id
                .eq(tickets::tenant_id)
                .and(clients::id.nullable().eq(tickets::client_id))),
        )
        .left_join(
            contacts::table.on(contacts::tenant_id
                .eq(tickets::tenant_id)
                .and(contacts::id.nullable().eq(tickets::contact_id))),
        )
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::id.eq(ticket))
        .select((
            tickets::number,
            tickets::subject,
            clients::name.nullable(),
            contacts::name.nullable(),
            tenants::name,
        ))
        .first(tx.conn())
        .await?;
    let (number, subject, client, contact, workspace) = row;
    Ok(Names {
        number,
        subject,
        client,
        contact,
        workspace,
    })
}
