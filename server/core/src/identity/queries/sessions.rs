//! Statements on sessions.

use crate::identity::rows::{SessionParts, SessionRow};
use app_types::Timestamp;
use app_types::id::{SessionId, UserId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{roles, tenants, user_sessions, users};
use server_db::{DbError, TenantTx};

pub(in crate::identity) async fn session_by_hash(
    tx: &mut TenantTx,
    hash: &[u8],
) -> Result<Option<SessionParts>, DbError> {
    let tenant = tx.tenant();
    Ok(user_sessions::table
        .inner_join(
            users::table.on(users::tenant_id
                .eq(user_sessions::tenant_id)
                .and(users::id.eq(user_sessions::user_id))),
        )
        .inner_join(
            roles::table.on(roles::tenant_id
                .eq(users::tenant_id)
                .and(roles::id.eq(users::role_id))),
        )
        .inner_join(tenants::table.on(tenants::id.eq(user_sessions::tenant_id)))
        .filter(user_sessions::tenant_id.eq(tenant))
        .filter(user_sessions::token_hash.eq(hash))
        .select(SessionParts::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

pub(in crate::identity) async fn insert_session(
    tx: &mut TenantTx,
    row: &SessionRow,
) -> Result<(), DbError> {
    diesel::insert_into(user_sessions::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Only a session that is still alive: a request that runs beside a sign-out must not revive it.
pub(in crate::identity) async fn touch_session(
    tx: &mut TenantTx,
    session: SessionId,
    now: Timestamp,
) -> Result<(), DbError> {
    let tenant = tx.tenant();
    diesel::update(user_sessions::table)
        .filter(user_sessions::tenant_id.eq(tenant))
        .filter(user_sessions::id.eq(session))
        .filter(user_sessions::revoked_at.is_null())
        .set(user_sessions::last_seen_at.eq(now))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::identity) async fn session(
    tx: &mut TenantTx,
    session: SessionId,
) -> Result<Option<SessionRow>, DbError> {
    let tenant = tx.tenant();
    Ok(user_sessions::table
        .filter(user_sessions::tenant_id.eq(tenant))
        .filter(user_sessions::id.eq(session))
        .select(SessionRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// Revokes the user's live sessions except `keep`; how many there were.
pub(in crate::identity) async fn revoke_sessions(
    tx: &mut TenantTx,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<usize, DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let kept = keep.unwrap_or_else(|| SessionId(uuid::Uuid::nil()));
    Ok(diesel::update(user_sessions::table)
        .filter(user_sessions::tenant_id.eq(tenant))
        .filter(user_sessions::user_id.eq(user))
        .filter(user_sessions::id.ne(kept))
        .filter(user_sessions::revoked_at.is_null())
        .set(user_sessions::revoked_at.eq(now))
        .execute(tx.conn())
        .await?)
}

pub(in crate::identity) async fn revoke_session(
    tx: &mut TenantTx,
    session: SessionId,
) -> Result<usize, DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    Ok(diesel::update(user_sessions::table)
        .filter(user_sessions::tenant_id.eq(tenant))
        .filter(user_sessions::id.eq(session))
        .filter(user_sessions::revoked_at.is_null())
        .set(user_sessions::revoked_at.eq(now))
        .execute(tx.conn())
        .await?)
}

/// The user's live sessions, latest first; at most 100.
pub(in crate::identity) async fn live_sessions(
    tx: &mut TenantTx,
    user: UserId,
    seen_after: Timestamp,
) -> Result<Vec<SessionRow>, DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    Ok(user_sessions::table
        .filter(user_sessions::tenant_id.eq(tenant))
        .filter(user_sessions::user_id.eq(user))
        .filter(user_sessions::revoked_at.is_null())
        .filter(user_sessions::awaiting_totp.eq(false))
        .filter(user_sessions::expires_at.gt(now))
        .filter(user_sessions::last_seen_at.gt(seen_after))
        .order((user_sessions::last_seen_at.desc(), user_sessions::id.desc()))
        .limit(100)
        .select(SessionRow::as_select())
        .load(tx.conn())
        .await?)
}

/// Deletes sessions that ended, by revocation or by time, before `before`.
pub(in crate::identity) async fn delete_old_sessions(
    tx: &mut TenantTx,
    before: Timestamp,
) -> Result<usize, DbError> {
    let tenant = tx.tenant();
    Ok(diesel::delete(user_sessions::table)
        .filter(user_sessions::tenant_id.eq(tenant))
        .filter(user_sessions::expires_at.lt(before))
        .filter(user_sessions::last_seen_at.lt(before))
        .execute(tx.conn())
        .await?)
}
