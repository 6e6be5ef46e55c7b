//! Statements on custom fields, one each.

use super::rules::CheckedField;
use crate::error::Result;
use app_types::Timestamp;
use app_types::custom::{CustomField, CustomFieldForm, FieldKind, FieldOf};
use app_types::id::CustomFieldId;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::custom_fields;
use server_db::{DbError, TenantTx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = custom_fields)]
pub(super) struct FieldRow {
    pub id: CustomFieldId,
    pub field_of: FieldOf,
    pub name: String,
    pub kind: FieldKind,
    pub choices: String,
    pub required: bool,
    pub position: u32,
    pub version: u32,
    pub archived_at: Option<Timestamp>,
}

impl From<FieldRow> for CustomFieldForm {
    fn from(row: FieldRow) -> Self {
        Self {
            of: row.field_of,
            position: row.position,
            version: row.version,
            field: row.into(),
        }
    }
}

impl From<FieldRow> for CustomField {
    fn from(row: FieldRow) -> Self {
        Self {
            id: row.id,
            choices: super::values::choices(&row.choices),
            name: row.name,
            kind: row.kind,
            required: row.required,
            archived: row.archived_at.is_some(),
        }
    }
}

pub(super) async fn all(tx: &mut TenantTx) -> Result<Vec<FieldRow>> {
    let tenant = tx.tenant();
    Ok(custom_fields::table
        .filter(custom_fields::tenant_id.eq(tenant))
        .order((
            custom_fields::archived_at.is_not_null().asc(),
            custom_fields::field_of.desc(),
            custom_fields::position.asc(),
            custom_fields::name.asc(),
        ))
        .select(FieldRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn get(tx: &mut TenantTx, id: CustomFieldId) -> Result<FieldRow> {
    let tenant = tx.tenant();
    Ok(custom_fields::table
        .filter(custom_fields::tenant_id.eq(tenant))
        .filter(custom_fields::id.eq(id))
        .select(FieldRow::as_select())
        .first(tx.conn())
        .await?)
}

pub(super) async fn lock(tx: &mut TenantTx, id: CustomFieldId) -> Result<FieldRow> {
    let tenant = tx.tenant();
    Ok(custom_fields::table
        .filter(custom_fields::tenant_id.eq(tenant))
        .filter(custom_fields::id.eq(id))
        .select(FieldRow::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

/// `false`: the name is taken.
pub(super) async fn insert(
    tx: &mut TenantTx,
    id: CustomFieldId,
    field: &CheckedField,
) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let inserted = diesel::insert_into(custom_fields::table)
        .values((
            custom_fields::tenant_id.eq(tenant),
            custom_fields::id.eq(id),
            custom_fields::field_of.eq(field.of),
            custom_fields::name.eq(&field.name),
            custom_fields::kind.eq(field.kind),
            custom_fields::choices.eq(field.choices.join("\n")),
            custom_fields::required.eq(field.required),
            custom_fields::position.eq(field.position),
            custom_fields::created_at.eq(now),
            custom_fields::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await;
    free_name(inserted)
}

/// `false`: the name is taken.
pub(super) async fn update(
    tx: &mut TenantTx,
    id: CustomFieldId,
    field: &CheckedField,
) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = custom_fields::table
        .filter(custom_fields::tenant_id.eq(tenant))
        .filter(custom_fields::id.eq(id));
    let updated = diesel::update(row)
        .set((
            custom_fields::name.eq(&field.name),
            custom_fields::choices.eq(field.choices.join("\n")),
            custom_fields::required.eq(field.required),
            custom_fields::position.eq(field.position),
            custom_fields::version.eq(custom_fields::version + 1),
            custom_fields::updated_at.eq(now),
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

pub(super) async fn set_archived(
    tx: &mut TenantTx,
    id: CustomFieldId,
    archived: bool,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = custom_fields::table
        .filter(custom_fields::tenant_id.eq(tenant))
        .filter(custom_fields::id.eq(id));
    diesel::update(row)
        .set((
            custom_fields::archived_at.eq(archived.then_some(now)),
            custom_fields::version.eq(custom_fields::version + 1),
            custom_fields::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
