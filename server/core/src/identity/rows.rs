//! Rows of the identity tables. None of them is `Debug`: they carry hashes and sealed secrets.

use app_types::Timestamp;
use app_types::id::{RoleId, SessionId, TenantId, TokenId, UserId};
use app_types::identity::{Accent, Density, TenantStatus, Theme, UserStatus};
use diesel::prelude::*;
use server_db::schema::{roles, tenants, user_recovery_codes, user_sessions, user_tokens, users};

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
#[diesel(check_for_backend(diesel::mysql::Mysql))]
pub(super) struct UserRow {
    pub tenant_id: TenantId,
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub role_id: RoleId,
    pub status: UserStatus,
    pub password_hash: Option<String>,
    pub totp_secret: Option<Vec<u8>>,
    pub totp_enabled_at: Option<Timestamp>,
    pub totp_last_step: u64,
    pub failed_sign_ins: u32,
    pub locked_until: Option<Timestamp>,
    pub time_zone: Option<String>,
    pub theme: Theme,
    pub density: Density,
    pub shortcuts: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = user_sessions)]
#[diesel(check_for_backend(diesel::mysql::Mysql))]
pub(super) struct SessionRow {
    pub tenant_id: TenantId,
    pub id: SessionId,
    pub user_id: UserId,
    pub token_hash: Vec<u8>,
    pub ip: String,
    pub user_agent: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
    pub awaiting_totp: bool,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = roles)]
#[diesel(check_for_backend(diesel::mysql::Mysql))]
pub(super) struct RoleRow {
    pub tenant_id: TenantId,
    pub id: RoleId,
    pub name: String,
    pub built_in: Option<String>,
    pub permissions: String,
    pub version: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = user_tokens)]
#[diesel(check_for_backend(diesel::mysql::Mysql))]
pub(super) struct TokenRow {
    pub tenant_id: TenantId,
    pub id: TokenId,
    pub user_id: UserId,
    pub purpose: String,
    pub token_hash: Vec<u8>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

#[derive(Insertable)]
#[diesel(table_name = user_recovery_codes)]
pub(super) struct RecoveryCodeRow {
    pub tenant_id: TenantId,
    pub id: TokenId,
    pub user_id: UserId,
    pub code_hash: Vec<u8>,
    pub created_at: Timestamp,
}

/// What sign-in needs of a tenant.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = tenants)]
#[diesel(check_for_backend(diesel::mysql::Mysql))]
pub(super) struct TenantPart {
    pub id: TenantId,
    pub slug: String,
    pub name: String,
    pub accent: Accent,
    pub ticket_prefix: String,
    pub status: TenantStatus,
    pub time_zone: String,
    pub require_totp: bool,
}

/// A session with everything that decides what it may do.
#[derive(Clone, Queryable, Selectable)]
#[diesel(check_for_backend(diesel::mysql::Mysql))]
pub(super) struct SessionParts {
    #[diesel(embed)]
    pub session: SessionRow,
    #[diesel(embed)]
    pub user: UserRow,
    #[diesel(embed)]
    pub role: RoleRow,
    #[diesel(embed)]
    pub tenant: TenantPart,
}
