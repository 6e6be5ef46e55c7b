//! Statements on users.

use crate::identity::rows::{RoleRow, UserRow};
use app_types::Timestamp;
use app_types::id::{RoleId, UserId};
use app_types::identity::UserStatus;
use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{roles, user_sessions, users};
use server_db::{DbError, TenantTx};

/// Changes columns of one user of the transaction's tenant; how many rows there were.
macro_rules! change_user {
    ($tx:ident, $user:expr, $set:expr) => {{
        let tenant = $tx.tenant();
        diesel::update(users::table)
            .filter(users::tenant_id.eq(tenant))
            .filter(users::id.eq($user))
            .set($set)
            .execute($tx.conn())
            .await
            .map_err(DbError::from)
    }};
}

pub(in crate::identity) async fn user(
    tx: &mut TenantTx,
    user: UserId,
) -> Result<Option<UserRow>, DbError> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::id.eq(user))
        .select(UserRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

pub(in crate::identity) async fn user_for_update(
    tx: &mut TenantTx,
    user: UserId,
) -> Result<Option<UserRow>, DbError> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::id.eq(user))
        .select(UserRow::as_select())
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

pub(in crate::identity) async fn user_by_email(
    tx: &mut TenantTx,
    email: &str,
) -> Result<Option<UserRow>, DbError> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::email.eq(email))
        .select(UserRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// Whether this person has been signed in from this address since `since`.
pub(in crate::identity) async fn was_at_address(
    tx: &mut TenantTx,
    user: UserId,
    ip: &str,
    since: Timestamp,
) -> Result<bool, DbError> {
    let tenant = tx.tenant();
    let seen = user_sessions::table
        .filter(user_sessions::tenant_id.eq(tenant))
        .filter(user_sessions::user_id.eq(user))
        .filter(user_sessions::last_seen_at.gt(since))
        .filter(user_sessions::ip.eq(ip))
        .filter(user_sessions::awaiting_totp.eq(false))
        .select(user_sessions::id)
        .first::<app_types::id::SessionId>(tx.conn())
        .await
        .optional()?;
    Ok(seen.is_some())
}

pub(in crate::identity) async fn insert_user(
    tx: &mut TenantTx,
    row: &UserRow,
) -> Result<(), DbError> {
    diesel::insert_into(users::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::identity) async fn count_failure(
    tx: &mut TenantTx,
    email: &str,
) -> Result<(), DbError> {
    let tenant = tx.tenant();
    diesel::update(users::table)
        .filter(users::tenant_id.eq(tenant))
        .filter(users::email.eq(email))
        .set(users::failed_sign_ins.eq(users::failed_sign_ins + 1))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::identity) async fn set_signed_in(
    tx: &mut TenantTx,
    user: UserId,
) -> Result<usize, DbError> {
    change_user!(
        tx,
        user,
        (
            users::failed_sign_ins.eq(0),
            users::locked_until.eq(None::<Timestamp>),
        )
    )
}

pub(in crate::identity) async fn set_password_hash(
    tx: &mut TenantTx,
    user: UserId,
    hash: &str,
) -> Result<usize, DbError> {
    let now = tx.now();
    change_user!(
        tx,
        user,
        (
            users::password_hash.eq(hash),
            users::failed_sign_ins.eq(0),
            users::locked_until.eq(None::<Timestamp>),
            users::updated_at.eq(now),
        )
    )
}

pub(in crate::identity) async fn set_accepted(
    tx: &mut TenantTx,
    user: UserId,
    name: &str,
    hash: &str,
) -> Result<usize, DbError> {
    let now = tx.now();
    change_user!(
        tx,
        user,
        (
            users::name.eq(name),
            users::password_hash.eq(hash),
            users::status.eq(UserStatus::Active),
            users::updated_at.eq(now),
        )
    )
}

pub(in crate::identity) async fn set_totp_secret(
    tx: &mut TenantTx,
    user: UserId,
    sealed: Option<&[u8]>,
) -> Result<usize, DbError> {
    change_user!(
        tx,
        user,
        (
            users::totp_secret.eq(sealed),
            users::totp_enabled_at.eq(None::<Timestamp>),
        )
    )
}

pub(in crate::identity) async fn set_totp_enabled(
    tx: &mut TenantTx,
    user: UserId,
    step: u64,
) -> Result<usize, DbError> {
    let now = tx.now();
    change_user!(
        tx,
        user,
        (
            users::totp_enabled_at.eq(now),
            users::totp_last_step.eq(step),
        )
    )
}

/// Only forward: 0 rows when a code of this step, or a later one, was used already.
pub(in crate::identity) async fn use_totp_step(
    tx: &mut TenantTx,
    user: UserId,
    step: u64,
) -> Result<usize, DbError> {
    let tenant = tx.tenant();
    Ok(diesel::update(users::table)
        .filter(users::tenant_id.eq(tenant))
        .filter(users::id.eq(user))
        .filter(users::totp_last_step.lt(step))
        .set(users::totp_last_step.eq(step))
        .execute(tx.conn())
        .await?)
}

/// A person's own settings.
pub(in crate::identity) struct Preferences<'a> {
    pub name: &'a str,
    pub time_zone: Option<&'a str>,
    pub theme: app_types::identity::Theme,
    pub density: app_types::identity::Density,
    pub shortcuts: bool,
}

pub(in crate::identity) async fn set_preferences(
    tx: &mut TenantTx,
    user: UserId,
    new: Preferences<'_>,
) -> Result<usize, DbError> {
    let now = tx.now();
    change_user!(
        tx,
        user,
        (
            users::name.eq(new.name),
            users::time_zone.eq(new.time_zone),
            users::theme.eq(new.theme),
            users::density.eq(new.density),
            users::shortcuts.eq(new.shortcuts),
            users::updated_at.eq(now),
        )
    )
}

/// Name, status and the role's permissions of a user.
pub(in crate::identity) async fn acting(
    tx: &mut TenantTx,
    user: UserId,
) -> Result<Option<(String, UserStatus, String)>, DbError> {
    let tenant = tx.tenant();
    Ok(users::table
        .inner_join(
            roles::table.on(roles::tenant_id
                .eq(users::tenant_id)
                .and(roles::id.eq(users::role_id))),
        )
        .filter(users::tenant_id.eq(tenant))
        .filter(users::id.eq(user))
        .select((users::name, users::status, roles::permissions))
        .first(tx.conn())
        .await
        .optional()?)
}

pub(in crate::identity) async fn set_density(
    tx: &mut TenantTx,
    user: UserId,
    density: app_types::identity::Density,
) -> Result<usize, DbError> {
    let now = tx.now();
    change_user!(
        tx,
        user,
        (users::density.eq(density), users::updated_at.eq(now))
    )
}

pub(in crate::identity) async fn set_name_and_role(
    tx: &mut TenantTx,
    user: UserId,
    name: &str,
    role: RoleId,
) -> Result<usize, DbError> {
    let now = tx.now();
    change_user!(
        tx,
        user,
        (
            users::name.eq(name),
            users::role_id.eq(role),
            users::updated_at.eq(now),
        )
    )
}

pub(in crate::identity) async fn set_status(
    tx: &mut TenantTx,
    user: UserId,
    status: UserStatus,
) -> Result<usize, DbError> {
    let now = tx.now();
    let disabled_at = (status == UserStatus::Disabled).then_some(now);
    change_user!(
        tx,
        user,
        (
            users::status.eq(status),
            users::disabled_at.eq(disabled_at),
            users::updated_at.eq(now),
        )
    )
}

/// Users by name, after (`name`, `id`), each with the role and when they were last seen.
pub(in crate::identity) async fn users_page(
    tx: &mut TenantTx,
    after: Option<(&str, UserId)>,
    limit: i64,
) -> Result<Vec<(UserRow, RoleRow, Option<Timestamp>)>, DbError> {
    let tenant = tx.tenant();
    let seen = user_sessions::table
        .filter(user_sessions::tenant_id.eq(users::tenant_id))
        .filter(user_sessions::user_id.eq(users::id))
        .select(max(user_sessions::last_seen_at))
        .single_value();
    let mut query = users::table
        .inner_join(
            roles::table.on(roles::tenant_id
                .eq(users::tenant_id)
                .and(roles::id.eq(users::role_id))),
        )
        .filter(users::tenant_id.eq(tenant))
        .select((UserRow::as_select(), RoleRow::as_select(), seen))
        .order((users::name, users::id))
        .limit(limit)
        .into_boxed();
    if let Some((name, id)) = after {
        query = query.filter(
            users::name
                .gt(name.to_string())
                .or(users::name.eq(name.to_string()).and(users::id.gt(id))),
        );
    }
    Ok(query.load(tx.conn()).await?)
}

/// When the user was last seen.
pub(in crate::identity) async fn last_seen(
    tx: &mut TenantTx,
    user: UserId,
) -> Result<Option<Timestamp>, DbError> {
    let tenant = tx.tenant();
    Ok(user_sessions::table
        .filter(user_sessions::tenant_id.eq(tenant))
        .filter(user_sessions::user_id.eq(user))
        .select(max(user_sessions::last_seen_at))
        .first(tx.conn())
        .await?)
}

/// Ids and names of those who can be given work, by name; at most 500.
pub(in crate::identity) async fn active_users(
    tx: &mut TenantTx,
) -> Result<Vec<(UserId, String)>, DbError> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::status.eq(UserStatus::Active))
        .select((users::id, users::name))
        .order((users::name, users::id))
        .limit(500)
        .load(tx.conn())
        .await?)
}

/// How many active users hold the role.
pub(in crate::identity) async fn active_holders(
    tx: &mut TenantTx,
    role: RoleId,
) -> Result<i64, DbError> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::role_id.eq(role))
        .filter(users::status.eq(UserStatus::Active))
        .count()
        .get_result(tx.conn())
        .await?)
}
