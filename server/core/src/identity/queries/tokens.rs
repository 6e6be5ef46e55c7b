//! Statements on mailed tokens and recovery codes.

use crate::identity::rows::{RecoveryCodeRow, TenantPart, TokenRow};
use app_types::Timestamp;
use app_types::id::{TokenId, UserId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{tenants, user_recovery_codes, user_tokens};
use server_db::{DbError, TenantTx};

pub(in crate::identity) async fn tenant(tx: &mut TenantTx) -> Result<Option<TenantPart>, DbError> {
    let tenant = tx.tenant();
    Ok(tenants::table
        .filter(tenants::id.eq(tenant))
        .select(TenantPart::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

pub(in crate::identity) async fn insert_token(
    tx: &mut TenantTx,
    row: &TokenRow,
) -> Result<(), DbError> {
    diesel::insert_into(user_tokens::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::identity) async fn is_token_since(
    tx: &mut TenantTx,
    user: UserId,
    purpose: &str,
    since: Timestamp,
) -> Result<bool, DbError> {
    let tenant = tx.tenant();
    let tokens = user_tokens::table
        .filter(user_tokens::tenant_id.eq(tenant))
        .filter(user_tokens::user_id.eq(user))
        .filter(user_tokens::purpose.eq(purpose))
        .filter(user_tokens::created_at.ge(since));
    Ok(diesel::select(diesel::dsl::exists(tokens))
        .get_result(tx.conn())
        .await?)
}

/// A token that is not used; the caller looks at its end.
pub(in crate::identity) async fn unused_token(
    tx: &mut TenantTx,
    purpose: &str,
    hash: &[u8],
) -> Result<Option<TokenRow>, DbError> {
    let tenant = tx.tenant();
    Ok(user_tokens::table
        .filter(user_tokens::tenant_id.eq(tenant))
        .filter(user_tokens::token_hash.eq(hash))
        .filter(user_tokens::purpose.eq(purpose))
        .filter(user_tokens::used_at.is_null())
        .select(TokenRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// 1 for the one who used it, 0 for everybody after.
pub(in crate::identity) async fn use_token(
    tx: &mut TenantTx,
    token: TokenId,
) -> Result<usize, DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    Ok(diesel::update(user_tokens::table)
        .filter(user_tokens::tenant_id.eq(tenant))
        .filter(user_tokens::id.eq(token))
        .filter(user_tokens::used_at.is_null())
        .set(user_tokens::used_at.eq(now))
        .execute(tx.conn())
        .await?)
}

/// Voids the user's open tokens of any purpose.
pub(in crate::identity) async fn void_tokens(
    tx: &mut TenantTx,
    user: UserId,
) -> Result<usize, DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    Ok(diesel::update(user_tokens::table)
        .filter(user_tokens::tenant_id.eq(tenant))
        .filter(user_tokens::user_id.eq(user))
        .filter(user_tokens::used_at.is_null())
        .set(user_tokens::used_at.eq(now))
        .execute(tx.conn())
        .await?)
}

pub(in crate::identity) async fn replace_recovery_codes(
    tx: &mut TenantTx,
    user: UserId,
    rows: &[RecoveryCodeRow],
) -> Result<(), DbError> {
    let tenant = tx.tenant();
    diesel::delete(user_recovery_codes::table)
        .filter(user_recovery_codes::tenant_id.eq(tenant))
        .filter(user_recovery_codes::user_id.eq(user))
        .execute(tx.conn())
        .await?;
    diesel::insert_into(user_recovery_codes::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::identity) async fn recovery_codes_left(
    tx: &mut TenantTx,
    user: UserId,
) -> Result<i64, DbError> {
    let tenant = tx.tenant();
    Ok(user_recovery_codes::table
        .filter(user_recovery_codes::tenant_id.eq(tenant))
        .filter(user_recovery_codes::user_id.eq(user))
        .filter(user_recovery_codes::used_at.is_null())
        .count()
        .get_result(tx.conn())
        .await?)
}

/// 1 when the code was there and unused.
pub(in crate::identity) async fn use_recovery_code(
    tx: &mut TenantTx,
    user: UserId,
    hash: &[u8],
) -> Result<usize, DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    Ok(diesel::update(user_recovery_codes::table)
        .filter(user_recovery_codes::tenant_id.eq(tenant))
        .filter(user_recovery_codes::user_id.eq(user))
        .filter(user_recovery_codes::code_hash.eq(hash))
        .filter(user_recovery_codes::used_at.is_null())
        .set(user_recovery_codes::used_at.eq(now))
        .execute(tx.conn())
        .await?)
}

/// Deletes links that ended before `before`.
pub(in crate::identity) async fn delete_old_tokens(
    tx: &mut TenantTx,
    before: Timestamp,
) -> Result<usize, DbError> {
    let tenant = tx.tenant();
    Ok(diesel::delete(user_tokens::table)
        .filter(user_tokens::tenant_id.eq(tenant))
        .filter(user_tokens::expires_at.lt(before))
        .execute(tx.conn())
        .await?)
}
