//! One statement each, on `push_devices`.

use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{NotificationId, PushDeviceId, SessionId, TenantId, UserId};
use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{push_devices, users};

#[derive(Insertable)]
#[diesel(table_name = push_devices)]
pub(super) struct NewDevice<'a> {
    pub tenant_id: TenantId,
    pub id: PushDeviceId,
    pub user_id: UserId,
    pub session_id: SessionId,
    pub endpoint_hash: &'a [u8],
    pub sealed: &'a [u8],
    pub label: &'a str,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = push_devices, check_for_backend(Mysql))]
pub(super) struct DeviceRow {
    pub id: PushDeviceId,
    pub user_id: UserId,
    pub session_id: SessionId,
    pub sealed: Vec<u8>,
    pub label: String,
    pub last_notification_id: Option<NotificationId>,
    pub trouble: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub pushed_at: Option<Timestamp>,
}

pub(super) async fn insert(tx: &mut TenantTx, row: &NewDevice<'_>) -> Result<()> {
    diesel::insert_into(push_devices::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A user's browsers, oldest first.
pub(super) async fn of_user(tx: &mut TenantTx, user: UserId) -> Result<Vec<DeviceRow>> {
    let tenant = tx.tenant();
    Ok(push_devices::table
        .filter(push_devices::tenant_id.eq(tenant))
        .filter(push_devices::user_id.eq(user))
        .order((push_devices::created_at, push_devices::id))
        .select(DeviceRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn device(tx: &mut TenantTx, id: PushDeviceId) -> Result<Option<DeviceRow>> {
    let tenant = tx.tenant();
    Ok(push_devices::table
        .filter(push_devices::tenant_id.eq(tenant))
        .filter(push_devices::id.eq(id))
        .select(DeviceRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// The browser with this endpoint, whosever it is.
pub(super) async fn by_endpoint(tx: &mut TenantTx, hash: &[u8]) -> Result<Option<DeviceRow>> {
    let tenant = tx.tenant();
    Ok(push_devices::table
        .filter(push_devices::tenant_id.eq(tenant))
        .filter(push_devices::endpoint_hash.eq(hash))
        .select(DeviceRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// Locks a user until the end of the transaction.
pub(super) async fn lock_user(tx: &mut TenantTx, user: UserId) -> Result<()> {
    let tenant = tx.tenant();
    let _: UserId = users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::id.eq(user))
        .select(users::id)
        .for_update()
        .first(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn set_seen(
    tx: &mut TenantTx,
    id: PushDeviceId,
    session: SessionId,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    diesel::update(push_devices::table)
        .filter(push_devices::tenant_id.eq(tenant))
        .filter(push_devices::id.eq(id))
        .set((
            push_devices::session_id.eq(session),
            push_devices::seen_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The push service took a message: `None` for a test.
pub(super) async fn set_pushed(
    tx: &mut TenantTx,
    id: PushDeviceId,
    notification: Option<NotificationId>,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = push_devices::table
        .filter(push_devices::tenant_id.eq(tenant))
        .filter(push_devices::id.eq(id));
    let taken = (
        push_devices::pushed_at.eq(now),
        push_devices::trouble.eq(""),
    );
    match notification {
        None => diesel::update(row).set(taken).execute(tx.conn()).await?,
        Some(last) => {
            let last = push_devices::last_notification_id.eq(last);
            let taken = (taken, last);
            diesel::update(row).set(taken).execute(tx.conn()).await?
        }
    };
    Ok(())
}

pub(super) async fn set_trouble(tx: &mut TenantTx, id: PushDeviceId, trouble: &str) -> Result<()> {
    let tenant = tx.tenant();
    diesel::update(push_devices::table)
        .filter(push_devices::tenant_id.eq(tenant))
        .filter(push_devices::id.eq(id))
        .set(push_devices::trouble.eq(trouble))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut TenantTx, id: PushDeviceId) -> Result<()> {
    let tenant = tx.tenant();
    diesel::delete(push_devices::table)
        .filter(push_devices::tenant_id.eq(tenant))
        .filter(push_devices::id.eq(id))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn delete_of_session(tx: &mut TenantTx, session: SessionId) -> Result<()> {
    let tenant = tx.tenant();
    diesel::delete(push_devices::table)
        .filter(push_devices::tenant_id.eq(tenant))
        .filter(push_devices::session_id.eq(session))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// All of a user's, but for the one of the session `keep`.
pub(super) async fn delete_of_user(
    tx: &mut TenantTx,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<()> {
    let tenant = tx.tenant();
    let all = push_devices::table
        .filter(push_devices::tenant_id.eq(tenant))
        .filter(push_devices::user_id.eq(user));
    match keep {
        None => diesel::delete(all).execute(tx.conn()).await?,
        Some(keep) => {
            let others = all.filter(push_devices::session_id.ne(keep));
            diesel::delete(others).execute(tx.conn()).await?
        }
    };
    Ok(())
}
