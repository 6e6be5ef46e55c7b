//! The audit log: one hash chain per tenant.
//!
//! `hash = SHA-256(prev_hash ‖ canonical(entry))`. Changing, removing or swapping an entry breaks
//! the chain at that place; `audit_heads` shows a cut tail.

use crate::actor::{Actor, Who};
use crate::error::DbError;
use crate::schema::{audit_entries, audit_heads};
use app_types::Timestamp;
use app_types::id::{AuditEntryId, TenantId};
use diesel::prelude::*;
use diesel_async::{AsyncMysqlConnection, RunQueryDsl};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What happened, in the words of the trade.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// For example `ticket.close`.
    pub action: &'static str,
    /// For example `ticket`.
    pub entity: &'static str,
    pub entity_id: Option<Uuid>,
    /// One line for people; no secrets. Cut to 500 characters.
    pub summary: String,
}

/// A row of the log.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_entries)]
pub struct AuditEntry {
    pub tenant_id: TenantId,
    pub id: AuditEntryId,
    pub seq: u64,
    pub at: Timestamp,
    pub actor_kind: String,
    pub actor_id: Option<Vec<u8>>,
    pub actor_name: String,
    pub action: String,
    pub entity: String,
    pub entity_id: Option<Vec<u8>>,
    pub summary: String,
    pub ip: String,
    pub request_id: String,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

impl AuditEntry {
    /// The hash this entry must have after `prev_hash`. Every field goes in with its length, so
    /// that no two entries share a canonical form.
    pub fn expected_hash(&self, prev_hash: &[u8]) -> Vec<u8> {
        let mut digest = Sha256::new();
        let mut part = |bytes: &[u8]| {
            digest.update((bytes.len() as u64).to_be_bytes());
            digest.update(bytes);
        };
        part(prev_hash);
        part(&self.tenant_id.0.to_be_bytes());
        part(self.id.0.as_bytes());
        part(&self.seq.to_be_bytes());
        part(&self.at.micros().to_be_bytes());
        part(self.actor_kind.as_bytes());
        part(self.actor_id.as_deref().unwrap_or_default());
        part(self.actor_name.as_bytes());
        part(self.action.as_bytes());
        part(self.entity.as_bytes());
        part(self.entity_id.as_deref().unwrap_or_default());
        part(self.summary.as_bytes());
        part(self.ip.as_bytes());
        part(self.request_id.as_bytes());
        digest.finalize().to_vec()
    }
}

/// The hash before the first entry.
pub const GENESIS: [u8; 32] = [0; 32];

pub(crate) async fn append(
    conn: &mut AsyncMysqlConnection,
    actor: &Actor,
    now: Timestamp,
    records: Vec<AuditRecord>,
) -> Result<(), DbError> {
    if records.is_empty() {
        return Ok(());
    }
    let (mut seq, mut head) = lock_head(conn, actor.tenant).await?;
    let mut entries = Vec::with_capacity(records.len());
    for record in records {
        seq += 1;
        let entry = chained(actor, now, record, seq, head);
        head = entry.hash.clone();
        entries.push(entry);
    }
    diesel::insert_into(audit_entries::table)
        .values(&entries)
        .execute(conn)
        .await?;
    diesel::update(audit_heads::table.filter(audit_heads::tenant_id.eq(actor.tenant)))
        .set((audit_heads::seq.eq(seq), audit_heads::hash.eq(&head)))
        .execute(conn)
        .await?;
    Ok(())
}

fn chained(
    actor: &Actor,
    now: Timestamp,
    record: AuditRecord,
    seq: u64,
    prev: Vec<u8>,
) -> AuditEntry {
    let (kind, id) = match &actor.who {
        Who::User { id, .. } => ("user", Some(id.0)),
        Who::Contact { id, .. } => ("contact", Some(id.0)),
        Who::System { .. } => ("system", None),
    };
    let mut entry = AuditEntry {
        tenant_id: actor.tenant,
        id: AuditEntryId::new(),
        seq,
        at: now,
        actor_kind: kind.to_string(),
        actor_id: id.map(|id| id.as_bytes().to_vec()),
        actor_name: actor.name().chars().take(120).collect(),
        action: record.action.to_string(),
        entity: record.entity.to_string(),
        entity_id: record.entity_id.map(|id| id.as_bytes().to_vec()),
        summary: record.summary.chars().take(500).collect(),
        ip: actor.origin.ip.clone(),
        request_id: actor.origin.request_id.clone(),
        prev_hash: prev,
        hash: Vec::new(),
    };
    entry.hash = entry.expected_hash(&entry.prev_hash);
    entry
}

async fn lock_head(
    conn: &mut AsyncMysqlConnection,
    tenant: TenantId,
) -> Result<(u64, Vec<u8>), DbError> {
    let head = || {
        audit_heads::table
            .filter(audit_heads::tenant_id.eq(tenant))
            .select((audit_heads::seq, audit_heads::hash))
            .for_update()
    };
    if let Some(found) = head().first(conn).await.optional()? {
        return Ok(found);
    }
    // An upsert locks an existing row for writing at once. A plain insert that meets a duplicate
    // takes a shared lock first, and many first writers would deadlock on the way to the other.
    diesel::insert_into(audit_heads::table)
        .values((
            audit_heads::tenant_id.eq(tenant),
            audit_heads::seq.eq(0u64),
            audit_heads::hash.eq(GENESIS.to_vec()),
        ))
        .on_conflict(diesel::dsl::DuplicatedKeys)
        .do_update()
        .set(audit_heads::tenant_id.eq(tenant))
        .execute(conn)
        .await?;
    Ok(head().first(conn).await?)
}
