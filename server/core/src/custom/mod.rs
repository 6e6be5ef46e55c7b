//! Custom fields: which there are is decided in the settings; what a record has in them belongs to
//! the record and is written by the verbs of its domain.

mod queries;
mod rules;
mod values;

use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::custom::{CustomFieldForm, CustomFieldInput, FieldOf};
use app_types::id::CustomFieldId;
use server_db::TenantTx;
use server_db::audit::AuditRecord;
pub(crate) use values::{Owner, fields_of, load, of_many, packed, set};

/// Fields of one kind of record: every form shows all of them.
pub const MAX_FIELDS: usize = 30;

/// All fields: by what has them, in their order, archived ones last.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(tx: &mut TenantTx) -> Result<Vec<CustomFieldForm>> {
    require(tx, Permission::SettingsManage)?;
    let rows = queries::all(tx).await?;
    Ok(rows.into_iter().map(CustomFieldForm::from).collect())
}

/// One field for its form.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn form(tx: &mut TenantTx, id: CustomFieldId) -> Result<CustomFieldForm> {
    require(tx, Permission::SettingsManage)?;
    Ok(queries::get(tx, id).await?.into())
}

/// The empty fields that the form of a new record asks for.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn asked(tx: &mut TenantTx, of: FieldOf) -> Result<Vec<app_types::custom::CustomValue>> {
    require(tx, permission(of))?;
    load(tx, of, None).await
}

/// What it takes to fill fields of this kind of record in.
const fn permission(of: FieldOf) -> Permission {
    match of {
        FieldOf::Ticket => Permission::TicketsEdit,
        FieldOf::Client | FieldOf::Contact => Permission::ClientsEdit,
    }
}

/// Adds a field.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`]; [`Error::Conflict`] when there are [`MAX_FIELDS`].
pub async fn create(tx: &mut TenantTx, input: &CustomFieldInput) -> Result<CustomFieldId> {
    require(tx, Permission::SettingsManage)?;
    let checked = rules::check(input)?;
    let there = queries::all(tx).await?;
    let same = there.iter().filter(|row| row.field_of == checked.of);
    if same.filter(|row| row.archived_at.is_none()).count() >= MAX_FIELDS {
        return Err(full());
    }
    let id = CustomFieldId::new();
    if !queries::insert(tx, id, &checked).await? {
        return Err(taken());
    }
    let summary = format!("Added the field {} of {}", checked.name, checked.of);
    recorded(tx, "custom_field.create", id, summary);
    Ok(id)
}

/// Changes a field. What it is of and what it takes stay: values would not fit any more.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when someone
/// else changed it in the meantime.
pub async fn update(
    tx: &mut TenantTx,
    id: CustomFieldId,
    version: u32,
    input: &CustomFieldInput,
) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let old = queries::lock(tx, id).await?;
    if old.version != version {
        let words = "Someone changed this field while you were editing. Load the page again and repeat your change.";
        return Err(Error::Conflict(words.into()));
    }
    let checked = rules::check(&CustomFieldInput {
        of: old.field_of.to_string(),
        kind: old.kind.to_string(),
        ..input.clone()
    })?;
    if !queries::update(tx, id, &checked).await? {
        return Err(taken());
    }
    let summary = format!("Changed the field {} of {}", checked.name, checked.of);
    recorded(tx, "custom_field.update", id, summary);
    Ok(())
}

/// Asks for a field no longer, or again. What was filled in stays.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when there are [`MAX_FIELDS`].
pub async fn set_archived(tx: &mut TenantTx, id: CustomFieldId, archived: bool) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let row = queries::lock(tx, id).await?;
    if row.archived_at.is_some() == archived {
        return Ok(());
    }
    if !archived {
        let there = queries::all(tx).await?;
        let same = there.iter().filter(|other| other.field_of == row.field_of);
        if same.filter(|other| other.archived_at.is_none()).count() >= MAX_FIELDS {
            return Err(full());
        }
    }
    queries::set_archived(tx, id, archived).await?;
    let (action, word) = if archived {
        ("custom_field.archive", "Archived")
    } else {
        ("custom_field.restore", "Restored")
    };
    let summary = format!("{word} the field {} of {}", row.name, row.field_of);
    recorded(tx, action, id, summary);
    Ok(())
}

fn full() -> Error {
    Error::Conflict(format!(
        "There are {MAX_FIELDS} fields already. Archive one of them first."
    ))
}

fn taken() -> Error {
    Error::invalid(
        "name",
        "Choose another name: there is a field with this one",
    )
}

fn recorded(tx: &mut TenantTx, action: &'static str, id: CustomFieldId, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "custom_field",
        entity_id: Some(id.0),
        summary,
    });
}
