//! Statements on templates, one each.

use super::rules::CheckedTemplate;
use crate::error::{Error, Result};
use app_types::Timestamp;
use app_types::checklists::ChecklistLine;
use app_types::common::Choice;
use app_types::id::{BoardId, TagId, TicketTemplateId, UserId};
use app_types::templates::TemplateRow;
use app_types::tickets::{Priority, TicketType};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use server_db::schema::ticket_templates as templates;
use server_db::{DbError, TenantTx};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = templates)]
pub(in crate::tickets) struct TemplateRecord {
    pub id: TicketTemplateId,
    pub name: String,
    pub subject: String,
    pub body: String,
    pub board_id: Option<BoardId>,
    pub technician_id: Option<UserId>,
    pub priority: Priority,
    pub ticket_type: TicketType,
    pub tag_ids: String,
    pub checklist: String,
    pub version: u32,
    pub archived_at: Option<Timestamp>,
}

impl TemplateRecord {
    /// Tags that cannot be read any more are none.
    pub fn tag_ids(&self) -> Vec<TagId> {
        serde_json::from_str(&self.tag_ids).unwrap_or_default()
    }

    pub fn lines(&self) -> Vec<ChecklistLine> {
        serde_json::from_str(&self.checklist).unwrap_or_default()
    }
}

/// All of them without their descriptions, by name, archived ones last.
pub(super) async fn all(tx: &mut TenantTx) -> Result<Vec<TemplateRow>> {
    let tenant = tx.tenant();
    let rows: Vec<(TicketTemplateId, String, String, String, Option<Timestamp>)> = templates::table
        .filter(templates::tenant_id.eq(tenant))
        .order((
            templates::archived_at.is_not_null().asc(),
            templates::name.asc(),
        ))
        .select((
            templates::id,
            templates::name,
            templates::subject,
            templates::checklist,
            templates::archived_at,
        ))
        .load(tx.conn())
        .await?;
    let view = |(id, name, subject, checklist, archived_at): (_, _, _, String, Option<_>)| {
        let lines: Vec<ChecklistLine> = serde_json::from_str(&checklist).unwrap_or_default();
        TemplateRow {
            id,
            name,
            subject,
            items: u32::try_from(lines.len()).unwrap_or_default(),
            archived: archived_at.is_some(),
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Id and name of those that are in use.
pub(super) async fn offered(tx: &mut TenantTx) -> Result<Vec<Choice>> {
    let tenant = tx.tenant();
    let rows: Vec<(TicketTemplateId, String)> = templates::table
        .filter(templates::tenant_id.eq(tenant))
        .filter(templates::archived_at.is_null())
        .order(templates::name.asc())
        .select((templates::id, templates::name))
        .load(tx.conn())
        .await?;
    let choice = |(id, name): (TicketTemplateId, String)| Choice::new(id, name);
    Ok(rows.into_iter().map(choice).collect())
}

pub(super) async fn get(tx: &mut TenantTx, id: TicketTemplateId) -> Result<TemplateRecord> {
    let tenant = tx.tenant();
    Ok(templates::table
        .filter(templates::tenant_id.eq(tenant))
        .filter(templates::id.eq(id))
        .select(TemplateRecord::as_select())
        .first(tx.conn())
        .await?)
}

pub(super) async fn lock(tx: &mut TenantTx, id: TicketTemplateId) -> Result<TemplateRecord> {
    let tenant = tx.tenant();
    Ok(templates::table
        .filter(templates::tenant_id.eq(tenant))
        .filter(templates::id.eq(id))
        .select(TemplateRecord::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

pub(super) async fn count(tx: &mut TenantTx, limit: i64) -> Result<usize> {
    let tenant = tx.tenant();
    let found: Vec<TicketTemplateId> = templates::table
        .filter(templates::tenant_id.eq(tenant))
        .select(templates::id)
        .limit(limit)
        .load(tx.conn())
        .await?;
    Ok(found.len())
}

/// `false`: the name is taken.
pub(super) async fn insert(
    tx: &mut TenantTx,
    id: TicketTemplateId,
    new: &CheckedTemplate,
) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let inserted = diesel::insert_into(templates::table)
        .values((
            templates::tenant_id.eq(tenant),
            templates::id.eq(id),
            templates::name.eq(&new.name),
            templates::subject.eq(&new.subject),
            templates::body.eq(&new.body),
            templates::board_id.eq(new.board),
            templates::technician_id.eq(new.technician),
            templates::priority.eq(new.priority),
            templates::ticket_type.eq(new.ticket_type),
            templates::tag_ids.eq(json(&new.tags)?),
            templates::checklist.eq(json(&new.checklist)?),
            templates::created_at.eq(now),
            templates::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await;
    free_name(inserted)
}

/// `false`: the name is taken.
pub(super) async fn update(
    tx: &mut TenantTx,
    id: TicketTemplateId,
    new: &CheckedTemplate,
) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = templates::table
        .filter(templates::tenant_id.eq(tenant))
        .filter(templates::id.eq(id));
    let updated = diesel::update(row)
        .set((
            templates::name.eq(&new.name),
            templates::subject.eq(&new.subject),
            templates::body.eq(&new.body),
            templates::board_id.eq(new.board),
            templates::technician_id.eq(new.technician),
            templates::priority.eq(new.priority),
            templates::ticket_type.eq(new.ticket_type),
            templates::tag_ids.eq(json(&new.tags)?),
            templates::checklist.eq(json(&new.checklist)?),
            templates::version.eq(templates::version + 1),
            templates::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await;
    free_name(updated)
}

pub(super) async fn set_archived(
    tx: &mut TenantTx,
    id: TicketTemplateId,
    archived: bool,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = templates::table
        .filter(templates::tenant_id.eq(tenant))
        .filter(templates::id.eq(id));
    diesel::update(row)
        .set((
            templates::archived_at.eq(archived.then_some(now)),
            templates::version.eq(templates::version + 1),
            templates::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}

fn free_name(result: QueryResult<usize>) -> Result<bool> {
    match result.map_err(DbError::from) {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}
