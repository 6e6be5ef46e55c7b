//! Reading the audit log, and proving that nobody touched it.
//!
//! Entries are written by [`server_db::TenantTx::record`]; each carries the hash of the one before
//! (`server_db::audit`). Nothing in the product changes or deletes one.

mod queries;

use crate::clocktext::ClockText;
use crate::error::{Result, require};
use app_types::Permission;
use app_types::common::Page;
use app_types::identity::{AuditFilter, AuditRow, AuditVerdict};
use server_db::TenantTx;
use server_db::audit::{AuditEntry, GENESIS};
use uuid::Uuid;

const PAGE: usize = 50;
/// Entries that an export reads at a time.
const EXPORT_ROWS: usize = 500;
/// Entries read at once while the chain is walked.
const BATCH: u64 = 1_000;

/// Where a page of the log begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    Newest,
    /// Entries older than this one.
    Before(u64),
    /// Entries newer than this one.
    After(u64),
}

/// Entries that pass the filter, latest first.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub async fn list(
    tx: &mut TenantTx,
    filter: &AuditFilter,
    from: From,
    clock: &ClockText,
) -> Result<Page<AuditRow>> {
    require(tx, Permission::AuditView)?;
    page(tx, filter, from, clock, PAGE).await
}

/// A page for an export, latest first.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub(crate) async fn export_page(
    tx: &mut TenantTx,
    filter: &AuditFilter,
    from: From,
    clock: &ClockText,
) -> Result<Page<AuditRow>> {
    require(tx, Permission::AuditView)?;
    page(tx, filter, from, clock, EXPORT_ROWS).await
}

async fn page(
    tx: &mut TenantTx,
    filter: &AuditFilter,
    from: From,
    clock: &ClockText,
    size: usize,
) -> Result<Page<AuditRow>> {
    let entity_id = match filter.entity_id.trim() {
        "" => None,
        // A text that is no id is the id of nothing.
        text => Some(Uuid::try_parse(text).unwrap_or_else(|_| Uuid::nil())),
    };
    let mut rows = queries::page(tx, filter, entity_id, from, size as i64 + 1).await?;
    let more = rows.len() > size;
    rows.truncate(size);
    if matches!(from, From::After(_)) {
        rows.reverse();
    }
    let newest = rows.first().map(|row| row.seq.to_string());
    let oldest = rows.last().map(|row| row.seq.to_string());
    let (newer, older) = match from {
        From::Newest => (false, more),
        From::Before(_) => (true, more),
        From::After(_) => (more, true),
    };
    Ok(Page {
        previous: newest.filter(|_| newer),
        next: oldest.filter(|_| older),
        rows: rows.into_iter().map(|row| audit_row(row, clock)).collect(),
    })
}

fn audit_row(entry: AuditEntry, clock: &ClockText) -> AuditRow {
    let entity_id = entry.entity_id.as_deref();
    AuditRow {
        seq: entry.seq,
        at: clock.when(entry.at),
        actor_kind: entry.actor_kind,
        actor: entry.actor_name,
        action: entry.action,
        entity: entry.entity,
        entity_id: entity_id
            .and_then(|bytes| Uuid::from_slice(bytes).ok())
            .map(|id| id.to_string()),
        summary: entry.summary,
        ip: entry.ip,
        request_id: entry.request_id,
    }
}

/// Walks the tenant's chain from its first entry to its head. Call it on a transaction of the
/// primary: a replica may not have the latest entries yet.
///
/// # Errors
/// [`crate::Error::Forbidden`]; any database error.
pub async fn verify(tx: &mut TenantTx) -> Result<AuditVerdict> {
    require(tx, Permission::AuditView)?;
    let (head_seq, head_hash) = queries::head(tx).await?.unwrap_or((0, GENESIS.to_vec()));
    let mut walk = Walk {
        seq: 0,
        hash: GENESIS.to_vec(),
    };
    while walk.seq < head_seq {
        let until = head_seq.min(walk.seq + BATCH);
        let entries = queries::between(tx, walk.seq, until).await?;
        for entry in &entries {
            if let Err(reason) = walk.step(entry) {
                return Ok(broken(walk.seq + 1, reason));
            }
        }
        if walk.seq < until {
            return Ok(broken(walk.seq + 1, "the entry is missing"));
        }
    }
    if walk.hash != head_hash {
        return Ok(broken(
            walk.seq,
            "the last entry is not the one the chain ends with",
        ));
    }
    if queries::exists_after(tx, head_seq).await? {
        return Ok(broken(
            head_seq + 1,
            "the entry was added past the end of the chain",
        ));
    }
    Ok(AuditVerdict::Intact { entries: head_seq })
}

fn broken(seq: u64, reason: &str) -> AuditVerdict {
    AuditVerdict::Broken {
        seq,
        reason: reason.into(),
    }
}

/// How far the chain has been found right.
struct Walk {
    seq: u64,
    hash: Vec<u8>,
}

impl Walk {
    fn step(&mut self, entry: &AuditEntry) -> std::result::Result<(), &'static str> {
        if entry.seq != self.seq + 1 {
            return Err("the entry is missing");
        }
        if entry.prev_hash != self.hash {
            return Err("the entry does not follow the one before it");
        }
        if entry.hash != entry.expected_hash(&self.hash) {
            return Err("the entry was changed after it was written");
        }
        self.seq = entry.seq;
        self.hash.clone_from(&entry.hash);
        Ok(())
    }
}
