//! The people of a tenant, and what each may change about themselves.

use super::built_in_roles::OWNER;
use super::permissions::read_permissions;
use super::queries;
use super::queries::Preferences;
use super::roles::{require_rank_over, role_to_give};
use super::rows::{RoleRow, UserRow};
use super::sessions::{self, own_user};
use crate::clocktext::{ClockText, is_zone};
use crate::error::{Error, Result, require};
use app_types::common::{Choice, Page};
use app_types::id::{RoleId, UserId};
use app_types::identity::{Density, Profile, ProfileForm, Theme, UserListRow, UserStatus};
use app_types::{Invalid, Permission, Permissions, Timestamp};
use server_db::audit::AuditRecord;
use server_db::{Actor, TenantTx, Who};

const PAGE: usize = 50;

/// Users by name; `after` is the id of the last one of the page before.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(
    tx: &mut TenantTx,
    after: Option<UserId>,
    clock: &ClockText,
) -> Result<Page<UserListRow>> {
    require(tx, Permission::UsersView)?;
    let anchor = match after {
        Some(id) => Some(queries::user(tx, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let start = anchor.as_ref().map(|user| (user.name.as_str(), user.id));
    let mut rows = queries::users_page(tx, start, PAGE as i64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().map(|(user, _, _)| user.id.to_string());
    let next = last.filter(|_| more);
    let rows = rows
        .into_iter()
        .map(|(user, role, seen)| list_row(user, role, seen, clock))
        .collect();
    Ok(Page {
        rows,
        previous: None,
        next,
    })
}

fn list_row(
    user: UserRow,
    role: RoleRow,
    seen: Option<Timestamp>,
    clock: &ClockText,
) -> UserListRow {
    UserListRow {
        id: user.id,
        name: user.name,
        email: user.email,
        role: role.id,
        role_name: role.name,
        status: user.status,
        has_totp: user.totp_enabled_at.is_some(),
        last_seen: seen.map(|at| clock.when(at)),
    }
}

/// One user.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn detail(tx: &mut TenantTx, user: UserId, clock: &ClockText) -> Result<UserListRow> {
    require(tx, Permission::UsersView)?;
    let row = queries::user(tx, user).await?.ok_or(Error::NotFound)?;
    let role = queries::role(tx, row.role_id)
        .await?
        .ok_or(Error::NotFound)?;
    let seen = queries::last_seen(tx, user).await?;
    Ok(list_row(row, role, seen, clock))
}

/// Active people as entries of a select box: those who can be given a ticket.
///
/// # Errors
/// Any database error.
pub async fn choices(tx: &mut TenantTx) -> Result<Vec<Choice>> {
    let users = queries::active_users(tx).await?;
    Ok(users
        .into_iter()
        .map(|(id, name)| Choice::new(id, name))
        .collect())
}

/// Changes somebody's name and role. Another role ends their sessions: they sign in anew.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for somebody who can do more than the actor;
/// [`Error::Conflict`] for the last owner.
pub async fn change(tx: &mut TenantTx, user: UserId, name: &str, role: &str) -> Result<()> {
    require(tx, Permission::UsersManage)?;
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "a name", name, 120);
    invalid.into_result()?;
    let row = manageable(tx, user).await?;
    let role = role_to_give(tx, RoleId::parse(role)).await?;
    if role.id != row.role_id {
        keep_an_owner(tx, &row).await?;
        sessions::revoke_all(tx, user).await?;
    }
    queries::set_name_and_role(tx, user, &name, role.id).await?;
    sessions::access_changed(tx);
    record(
        tx,
        user,
        "user.change",
        format!("{name}: role {}", role.name),
    );
    Ok(())
}

/// Disables somebody: their sessions end at once, what they wrote stays.
///
/// # Errors
/// As [`change`]; [`Error::Conflict`] for oneself.
pub async fn disable(tx: &mut TenantTx, user: UserId) -> Result<()> {
    require(tx, Permission::UsersManage)?;
    if tx.actor().user_id() == Some(user) {
        return Err(Error::Conflict("You cannot disable yourself.".into()));
    }
    let row = manageable(tx, user).await?;
    keep_an_owner(tx, &row).await?;
    queries::set_status(tx, user, UserStatus::Disabled).await?;
    queries::void_tokens(tx, user).await?;
    sessions::revoke_all(tx, user).await?;
    record(tx, user, "user.disable", format!("{} disabled", row.name));
    Ok(())
}

/// Lets a disabled person in again; whoever never chose a password is invited again.
///
/// # Errors
/// As [`change`].
pub async fn enable(tx: &mut TenantTx, user: UserId) -> Result<()> {
    require(tx, Permission::UsersManage)?;
    let row = manageable(tx, user).await?;
    if row.status != UserStatus::Disabled {
        return Err(Error::Conflict(format!("{} is not disabled.", row.name)));
    }
    let status = match row.password_hash {
        Some(_) => UserStatus::Active,
        None => UserStatus::Invited,
    };
    queries::set_status(tx, user, status).await?;
    record(tx, user, "user.enable", format!("{} enabled", row.name));
    Ok(())
}

/// Takes away a lost second factor, so that the person can sign in and set up another.
///
/// # Errors
/// As [`change`].
pub async fn reset_totp(tx: &mut TenantTx, user: UserId) -> Result<()> {
    require(tx, Permission::UsersManage)?;
    let row = manageable(tx, user).await?;
    queries::set_totp_secret(tx, user, None).await?;
    sessions::revoke_all(tx, user).await?;
    record(
        tx,
        user,
        "user.totp_reset",
        format!("Two-step sign-in of {} taken away", row.name),
    );
    Ok(())
}

/// The user, locked, if the actor can do all that they can do.
pub(super) async fn manageable(tx: &mut TenantTx, user: UserId) -> Result<UserRow> {
    let row = queries::user_for_update(tx, user).await?;
    let row = row.ok_or(Error::NotFound)?;
    require_rank_over(tx, row.role_id).await?;
    Ok(row)
}

/// Refuses to take away the last active owner. The owner role's row is locked first, so that two
/// owners cannot remove each other at the same moment.
async fn keep_an_owner(tx: &mut TenantTx, user: &UserRow) -> Result<()> {
    let owner = queries::lock_owner_role(tx).await?;
    let Some(owner) = owner.filter(|role| role.id == user.role_id) else {
        return Ok(());
    };
    debug_assert_eq!(owner.built_in.as_deref(), Some(OWNER));
    let owners = queries::active_holders(tx, owner.id).await?;
    if user.status == UserStatus::Active && owners <= 1 {
        return Err(Error::Conflict(
            "This is the last owner. Make somebody else an owner first.".into(),
        ));
    }
    Ok(())
}

/// The signed-in person's own settings.
///
/// # Errors
/// [`Error::Unauthenticated`] when the actor is no user.
pub async fn profile(tx: &mut TenantTx) -> Result<Profile> {
    let user = own_user(tx)?;
    let row = queries::user(tx, user).await?.ok_or(Error::NotFound)?;
    Ok(Profile {
        name: row.name,
        email: row.email,
        time_zone: row.time_zone.unwrap_or_default(),
        theme: row.theme,
        density: row.density,
        shortcuts: row.shortcuts,
    })
}

/// Changes the signed-in person's own settings.
///
/// # Errors
/// [`Error::Invalid`].
pub async fn change_profile(tx: &mut TenantTx, form: &ProfileForm) -> Result<()> {
    let user = own_user(tx)?;
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "your name", &form.name, 120);
    let zone = form.time_zone.trim();
    if !zone.is_empty() && (zone.len() > 64 || !is_zone(zone)) {
        invalid.add("time_zone", "Choose a time zone from the list");
    }
    let theme = Theme::parse(&form.theme);
    let density = Density::parse(&form.density);
    if theme.is_none() {
        invalid.add("theme", "Choose a theme");
    }
    if density.is_none() {
        invalid.add("density", "Choose a density");
    }
    invalid.into_result()?;
    let preferences = Preferences {
        name: &name,
        time_zone: (!zone.is_empty()).then_some(zone),
        theme: theme.unwrap_or(Theme::System),
        density: density.unwrap_or(Density::Comfortable),
        shortcuts: form.shortcuts.is_some(),
    };
    queries::set_preferences(tx, user, preferences).await?;
    sessions::access_changed(tx);
    record(tx, user, "user.profile", "Own settings changed".into());
    Ok(())
}

/// Changes how densely the signed-in person's pages are set.
///
/// # Errors
/// [`Error::Unauthenticated`] when the actor is no user.
pub async fn set_density(tx: &mut TenantTx, density: Density) -> Result<()> {
    let user = own_user(tx)?;
    queries::set_density(tx, user, density).await?;
    sessions::access_changed(tx);
    Ok(())
}

/// A person as they may act now, for work that goes on after their request. Whoever cannot sign in
/// any more may do nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn actor_of(tx: &mut TenantTx, user: UserId) -> Result<Actor> {
    let found = queries::acting(tx, user).await?.ok_or(Error::NotFound)?;
    let (name, status, permissions) = found;
    Ok(Actor {
        tenant: tx.tenant(),
        who: Who::User { id: user, name },
        permissions: match status {
            UserStatus::Active => read_permissions(&permissions),
            _ => Permissions::NONE,
        },
        origin: tx.actor().origin.clone(),
    })
}

fn record(tx: &mut TenantTx, user: UserId, action: &'static str, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "user",
        entity_id: Some(user.0),
        summary,
    });
}
