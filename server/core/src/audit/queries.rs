//! Statements on the audit log.

use super::From;
use app_types::identity::AuditFilter;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::audit::AuditEntry;
use server_db::schema::{audit_entries, audit_heads};
use server_db::{DbError, TenantTx};
use uuid::Uuid;

/// Up to `limit` entries next to `from`: latest first, but oldest first after [`From::After`].
pub(super) async fn page(
    tx: &mut TenantTx,
    filter: &AuditFilter,
    entity_id: Option<Uuid>,
    from: From,
    limit: i64,
) -> Result<Vec<AuditEntry>, DbError> {
    let tenant = tx.tenant();
    let mut query = audit_entries::table
        .filter(audit_entries::tenant_id.eq(tenant))
        .select(AuditEntry::as_select())
        .limit(limit)
        .into_boxed();
    query = match from {
        From::Newest => query.order(audit_entries::seq.desc()),
        From::Before(seq) => query
            .filter(audit_entries::seq.lt(seq))
            .order(audit_entries::seq.desc()),
        From::After(seq) => query
            .filter(audit_entries::seq.gt(seq))
            .order(audit_entries::seq.asc()),
    };
    let (action, actor, entity) = (
        filter.action.trim(),
        filter.actor.trim(),
        filter.entity.trim(),
    );
    if !action.is_empty() {
        query = query.filter(audit_entries::action.like(format!("{}%", literal(action))));
    }
    if !actor.is_empty() {
        query = query.filter(audit_entries::actor_name.like(format!("%{}%", literal(actor))));
    }
    if !entity.is_empty() {
        query = query.filter(audit_entries::entity.eq(entity.to_string()));
    }
    if let Some(id) = entity_id {
        query = query.filter(audit_entries::entity_id.eq(id.as_bytes().to_vec()));
    }
    Ok(query.load(tx.conn()).await?)
}

/// A text for LIKE in which no character is special.
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

pub(super) async fn head(tx: &mut TenantTx) -> Result<Option<(u64, Vec<u8>)>, DbError> {
    let tenant = tx.tenant();
    Ok(audit_heads::table
        .filter(audit_heads::tenant_id.eq(tenant))
        .select((audit_heads::seq, audit_heads::hash))
        .first(tx.conn())
        .await
        .optional()?)
}

/// Entries with `after < seq <= until`, in order.
pub(super) async fn between(
    tx: &mut TenantTx,
    after: u64,
    until: u64,
) -> Result<Vec<AuditEntry>, DbError> {
    let tenant = tx.tenant();
    Ok(audit_entries::table
        .filter(audit_entries::tenant_id.eq(tenant))
        .filter(audit_entries::seq.gt(after))
        .filter(audit_entries::seq.le(until))
        .order(audit_entries::seq.asc())
        .select(AuditEntry::as_select())
        .load(tx.conn())
        .await?)
}

/// Whether an entry stands past the head as it is now. Read in one statement with the head, so
/// that an entry being added meanwhile is no false alarm.
pub(super) async fn exists_after(tx: &mut TenantTx, seen: u64) -> Result<bool, DbError> {
    let tenant = tx.tenant();
    let past: Option<u64> = audit_entries::table
        .left_join(audit_heads::table.on(audit_heads::tenant_id.eq(audit_entries::tenant_id)))
        .filter(audit_entries::tenant_id.eq(tenant))
        .filter(audit_entries::seq.gt(seen))
        .filter(
            audit_heads::seq
                .is_null()
                .or(audit_heads::seq.assume_not_null().lt(audit_entries::seq)),
        )
        .select(audit_entries::seq)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(past.is_some())
}
