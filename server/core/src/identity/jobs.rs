//! Jobs of identity.

use super::queries;
use super::resets::{self, SendReset};
use crate::jobs::{JobContext, JobResult, Registry};
use serde::{Deserialize, Serialize};
use server_db::Job;

/// Registers the handlers.
pub fn register(registry: &mut Registry) {
    registry.on::<SendReset>(send_reset);
    registry.on::<PruneSessions>(prune_sessions);
}

/// Looks an address up and mails a reset link if somebody has it.
///
/// # Errors
/// When the database is away.
pub async fn send_reset(ctx: JobContext, job: SendReset) -> JobResult {
    let mut tx = ctx.begin().await?;
    resets::run_send_reset(&ctx.core, &mut tx, &job).await?;
    ctx.finish(tx).await
}

/// Deletes one tenant's sessions and links that ended more than [`KEPT_DAYS`] ago.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PruneSessions {}

impl Job for PruneSessions {
    const KIND: &'static str = "sessions.prune";
    const QUEUE: &'static str = "housekeeping";

    fn unique_key(&self) -> Option<String> {
        Some(Self::KIND.into())
    }
}

/// A session seen less than 30 days ago makes an address a known one; so does its row.
const KEPT_DAYS: i64 = 35;

/// # Errors
/// When the database is away.
pub async fn prune_sessions(ctx: JobContext, _job: PruneSessions) -> JobResult {
    let mut tx = ctx.begin().await?;
    let before = tx.now().plus_days(-KEPT_DAYS);
    queries::delete_old_sessions(&mut tx, before).await?;
    queries::delete_old_tokens(&mut tx, before).await?;
    ctx.finish(tx).await
}
