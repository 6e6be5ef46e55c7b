//! Statements on the list of tenants, and the rows a new tenant starts with.

use super::rows::{NewTenantRow, TenantRow};
use app_types::id::{BoardId, MailboxId, StatusId, TenantId};
use app_types::identity::{TenantStatus, Workspace};
use app_types::tickets::StatusCategory;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{boards, mailboxes, tenants, ticket_statuses};
use server_db::{DbError, SystemTx, TenantTx};

pub(super) async fn insert(tx: &mut SystemTx, row: &NewTenantRow) -> Result<(), DbError> {
    diesel::insert_into(tenants::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn delete_suspended(tx: &mut SystemTx, tenant: TenantId) -> Result<(), DbError> {
    diesel::delete(tenants::table)
        .filter(tenants::id.eq(tenant))
        .filter(tenants::status.eq(TenantStatus::Suspended))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn by_slug(tx: &mut SystemTx, slug: &str) -> Result<Option<TenantRow>, DbError> {
    Ok(tenants::table
        .filter(tenants::slug.eq(slug))
        .select(TenantRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn by_host(tx: &mut SystemTx, host: &str) -> Result<Option<TenantRow>, DbError> {
    Ok(tenants::table
        .filter(tenants::host.eq(host))
        .select(TenantRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn all(tx: &mut SystemTx) -> Result<Vec<TenantRow>, DbError> {
    Ok(tenants::table
        .order(tenants::id)
        .select(TenantRow::as_select())
        .load(tx.conn())
        .await?)
}

/// The transaction's own tenant.
pub(super) async fn tenant(tx: &mut TenantTx) -> Result<Option<TenantRow>, DbError> {
    let tenant = tx.tenant();
    Ok(tenants::table
        .filter(tenants::id.eq(tenant))
        .select(TenantRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn set_status(tx: &mut TenantTx, status: TenantStatus) -> Result<(), DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let suspended_at = (status == TenantStatus::Suspended).then_some(now);
    diesel::update(tenants::table.filter(tenants::id.eq(tenant)))
        .set((
            tenants::status.eq(status),
            tenants::suspended_at.eq(suspended_at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn set_workspace(tx: &mut TenantTx, new: &Workspace) -> Result<(), DbError> {
    let tenant = tx.tenant();
    diesel::update(tenants::table.filter(tenants::id.eq(tenant)))
        .set((
            tenants::name.eq(&new.name),
            tenants::time_zone.eq(&new.time_zone),
            tenants::accent.eq(new.accent),
            tenants::ticket_prefix.eq(&new.ticket_prefix),
            tenants::unknown_sender.eq(new.unknown_sender),
            tenants::reopen_window_days.eq(new.reopen_window_days),
            tenants::auto_close_days.eq(new.auto_close_days),
            tenants::require_totp.eq(new.require_totp),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// One status per category, named after it.
pub(super) async fn insert_statuses(tx: &mut TenantTx) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let rows: Vec<_> = (1u16..)
        .zip(StatusCategory::ALL)
        .map(|(position, category)| {
            (
                ticket_statuses::tenant_id.eq(tenant),
                ticket_statuses::id.eq(StatusId::new()),
                ticket_statuses::status_key.eq(category.as_str()),
                ticket_statuses::name.eq(category.label()),
                ticket_statuses::category.eq(category.as_str()),
                ticket_statuses::position.eq(position),
            )
        })
        .collect();
    diesel::insert_into(ticket_statuses::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_board(tx: &mut TenantTx, name: &str) -> Result<BoardId, DbError> {
    let (tenant, now, id) = (tx.tenant(), tx.now(), BoardId::new());
    diesel::insert_into(boards::table)
        .values((
            boards::tenant_id.eq(tenant),
            boards::id.eq(id),
            boards::name.eq(name),
            boards::position.eq(1u16),
            boards::created_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(id)
}

pub(super) async fn insert_mailbox(
    tx: &mut TenantTx,
    board: BoardId,
    address: &str,
    display_name: &str,
) -> Result<(), DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    diesel::insert_into(mailboxes::table)
        .values((
            mailboxes::tenant_id.eq(tenant),
            mailboxes::id.eq(MailboxId::new()),
            mailboxes::address.eq(address),
            mailboxes::display_name.eq(display_name),
            mailboxes::board_id.eq(board),
            mailboxes::created_at.eq(now),
            mailboxes::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
