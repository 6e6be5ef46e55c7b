//! Roles: sets of permissions that a tenant can edit.
//!
//! Guard rails: nobody grants what they do not hold, nobody touches a person or role that can do
//! more than they can, the owner role stays as it is, and the last owner stays.

use super::built_in_roles::{BuiltInRole, OWNER};
use super::permissions::{read_permissions, write_permissions};
use super::rows::RoleRow;
use super::{queries, sessions};
use crate::error::{Error, Result, require};
use app_types::common::Choice;
use app_types::id::RoleId;
use app_types::identity::RoleDetail;
use app_types::{Invalid, Permission, Permissions};
use server_db::audit::AuditRecord;
use server_db::{DbError, TenantTx};

/// The roles form as it was typed.
#[derive(Debug, Clone, Default)]
pub struct RoleForm {
    pub name: String,
    pub permissions: Permissions,
    pub version: u32,
}

/// Every role of the tenant, built-in ones first.
///
/// # Errors
/// [`Error::Forbidden`] without the right to see users.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<RoleDetail>> {
    require(tx, Permission::UsersView)?;
    let rows = queries::roles(tx).await?;
    Ok(rows
        .into_iter()
        .map(|(row, users)| RoleDetail {
            users: u64::try_from(users).unwrap_or_default(),
            id: row.id,
            name: row.name,
            built_in: row.built_in,
            permissions: read_permissions(&row.permissions),
            version: row.version,
        })
        .collect())
}

/// Id and name of every role, for the forms of other domains; their verbs have asked for the
/// permission.
pub(crate) async fn names(tx: &mut TenantTx) -> Result<Vec<Choice>> {
    let rows = queries::roles(tx).await?;
    Ok(rows
        .into_iter()
        .map(|(row, _)| Choice::new(row.id, row.name))
        .collect())
}

/// Makes a role of the tenant's own.
///
/// # Errors
/// [`Error::Forbidden`], also for permissions the actor does not hold; [`Error::Invalid`] on `name`.
pub async fn create(tx: &mut TenantTx, form: &RoleForm) -> Result<RoleId> {
    require(tx, Permission::RolesManage)?;
    let name = name_of(form)?;
    may_grant(tx, form.permissions)?;
    let row = RoleRow {
        tenant_id: tx.tenant(),
        id: RoleId::new(),
        name,
        built_in: None,
        permissions: write_permissions(form.permissions),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    queries::insert_role(tx, &row).await.map_err(name_taken)?;
    record(tx, row.id, "role.create", format!("Role {} made", row.name));
    Ok(row.id)
}

/// Changes a role's name and permissions; it counts at its users' next request.
///
/// # Errors
/// [`Error::Conflict`] for the owner role or when someone else changed it; else as [`create`].
pub async fn change(tx: &mut TenantTx, role: RoleId, form: &RoleForm) -> Result<()> {
    require(tx, Permission::RolesManage)?;
    let row = queries::role(tx, role).await?.ok_or(Error::NotFound)?;
    if row.built_in.as_deref() == Some(OWNER) {
        return Err(Error::Conflict(
            "The owner role always holds every permission.".into(),
        ));
    }
    let name = name_of(form)?;
    let before = read_permissions(&row.permissions);
    may_grant(tx, before)?;
    may_grant(tx, form.permissions)?;
    let permissions = write_permissions(form.permissions);
    let changed = queries::change_role(tx, role, form.version, &name, &permissions)
        .await
        .map_err(name_taken)?;
    if changed == 0 {
        return Err(Error::Conflict(
            "Someone else changed this role. Load the page again and repeat your change.".into(),
        ));
    }
    sessions::access_changed(tx);
    record(
        tx,
        role,
        "role.change",
        difference(&name, before, form.permissions),
    );
    Ok(())
}

/// Deletes a role that nobody holds and that is not built in.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it is built in or held by somebody.
pub async fn delete(tx: &mut TenantTx, role: RoleId) -> Result<()> {
    require(tx, Permission::RolesManage)?;
    let row = queries::role(tx, role).await?.ok_or(Error::NotFound)?;
    may_grant(tx, read_permissions(&row.permissions))?;
    if row.built_in.is_some() {
        return Err(Error::Conflict("Built-in roles stay.".into()));
    }
    let held = queries::roles(tx).await?;
    if held.iter().any(|(row, users)| row.id == role && *users > 0) {
        return Err(Error::Conflict(
            "People hold this role. Give them another one first.".into(),
        ));
    }
    queries::delete_role(tx, role).await?;
    record(
        tx,
        role,
        "role.delete",
        format!("Role {} deleted", row.name),
    );
    Ok(())
}

/// Writes a built-in role into a new tenant.
pub(crate) async fn insert_built_in(tx: &mut TenantTx, role: &BuiltInRole) -> Result<RoleId> {
    let row = RoleRow {
        tenant_id: tx.tenant(),
        id: RoleId::new(),
        name: role.name.clone(),
        built_in: Some(role.key.to_string()),
        permissions: write_permissions(role.permissions),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    queries::insert_role(tx, &row).await?;
    Ok(row.id)
}

/// The role, if the actor may give it to somebody.
pub(super) async fn role_to_give(tx: &mut TenantTx, role: Option<RoleId>) -> Result<RoleRow> {
    let unknown = || Error::invalid("role", "Choose a role");
    let role = role.ok_or_else(unknown)?;
    let row = queries::role(tx, role).await?.ok_or_else(unknown)?;
    if may_grant(tx, read_permissions(&row.permissions)).is_err() {
        return Err(Error::invalid(
            "role",
            "Choose a role that can do no more than your own",
        ));
    }
    Ok(row)
}

/// Refuses the actor who holds less than the role.
pub(super) async fn require_rank_over(tx: &mut TenantTx, role: RoleId) -> Result<()> {
    let row = queries::role(tx, role).await?.ok_or(Error::NotFound)?;
    may_grant(tx, read_permissions(&row.permissions))
}

fn may_grant(tx: &TenantTx, permissions: Permissions) -> Result<()> {
    match permissions.iter().find(|permission| !tx.can(*permission)) {
        Some(missing) => Err(Error::Forbidden(missing)),
        None => Ok(()),
    }
}

fn name_of(form: &RoleForm) -> Result<String> {
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "a name for the role", &form.name, 60);
    invalid.into_result()?;
    Ok(name)
}

fn name_taken(error: DbError) -> Error {
    if error.is_unique_violation() {
        Error::invalid("name", "Choose another name: a role with this one exists")
    } else {
        error.into()
    }
}

/// `Technician: +clients_edit -mail_view`
fn difference(name: &str, before: Permissions, after: Permissions) -> String {
    let signed = |sign: char, of: Permissions, without: Permissions| -> Vec<String> {
        of.iter()
            .filter(|permission| !without.has(*permission))
            .map(|permission| format!("{sign}{permission}"))
            .collect()
    };
    let mut changes = signed('+', after, before);
    changes.extend(signed('-', before, after));
    format!("{name}: {}", changes.join(" "))
}

fn record(tx: &mut TenantTx, role: RoleId, action: &'static str, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "role",
        entity_id: Some(role.0),
        summary,
    });
}
