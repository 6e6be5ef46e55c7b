//! Rules that wait for time to pass: nobody takes a ticket, or nothing happens to it.
//!
//! Each minute a job looks which tickets have crossed the limit of such a rule since it looked
//! last, and queues the ordinary look at that one rule. A rule begins to count when it is saved:
//! switching one on does not stir up the tickets of last year.

use super::jobs::LookAtRules;
use super::queries;
use super::rows::WaitingRule;
use crate::error::Result;
use crate::jobs::schedule::{CatchUp, Rule, Task};
use crate::jobs::{JobContext, JobResult};
use app_types::Timestamp;
use app_types::id::{TicketId, TriageEventId, TriageRuleId};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use server_db::{Job, TenantTx};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Looks at the clock for one tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookAtClock {}

impl Job for LookAtClock {
    const KIND: &'static str = "triage.clock";
    const QUEUE: &'static str = "triage";

    fn unique_key(&self) -> Option<String> {
        Some(Self::KIND.into())
    }
}

/// Tickets of one rule in one look; the rest comes with the next minute.
const BATCH: i64 = 500;

/// The line of the schedule.
pub fn task() -> Task {
    Task {
        key: LookAtClock::KIND,
        rule: Rule::Every(Duration::from_secs(60)),
        in_tenant_zone: false,
        // A look goes back to where the last one ended: one makes up for all missed ones.
        catch_up: CatchUp::Latest,
        fire: queue_look,
    }
}

fn queue_look(tx: &mut TenantTx, _due: Timestamp) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        if queries::any_waiting(tx).await? {
            tx.enqueue(&LookAtClock {}).await?;
        }
        Ok(())
    })
}

/// # Errors
/// [`crate::jobs::JobError::Retry`] while the database is away.
pub async fn look(ctx: JobContext, _job: LookAtClock) -> JobResult {
    let mut tx = ctx.begin().await?;
    for rule in queries::lock_waiting(&mut tx).await? {
        look_for(&mut tx, &rule).await?;
    }
    ctx.finish(tx).await
}

async fn look_for(tx: &mut TenantTx, rule: &WaitingRule) -> Result<()> {
    let until = tx.now().plus_seconds(-60 * i64::from(rule.after_minutes));
    let due = queries::crossed(tx, rule, until, BATCH).await?;
    for (ticket, at) in &due {
        let look = LookAtRules {
            event: event_of(rule.id, *ticket, *at),
            ticket: *ticket,
            trigger: rule.trigger_event,
            rule: Some(rule.id),
            post: None,
            at: tx.now(),
            depth: 0,
        };
        tx.enqueue(&look).await?;
    }
    let reached = reached(rule.looked_until, until, &due, BATCH);
    queries::set_looked_until(tx, rule.id, reached).await
}

/// Up to where a look has come. A full one ended somewhere among the tickets of its last instant:
/// the next look begins with that instant again, unless it would never get beyond it.
fn reached(
    from: Timestamp,
    until: Timestamp,
    due: &[(TicketId, Timestamp)],
    batch: i64,
) -> Timestamp {
    match due.last() {
        Some((_, last)) if due.len() as i64 >= batch => {
            let before = Timestamp::from_micros(last.micros() - 1);
            if before > from { before } else { *last }
        }
        _ => until.max(from),
    }
}

/// The same crossing is the same event, however often it is looked at.
fn event_of(rule: TriageRuleId, ticket: TicketId, at: Timestamp) -> TriageEventId {
    let digest = Sha256::digest(format!("{rule} {ticket} {}", at.micros()).as_bytes());
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    TriageEventId(uuid::Uuid::from_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn at(seconds: &[i64]) -> Vec<(TicketId, Timestamp)> {
        let at = seconds.iter().map(|seconds| NOW.plus_seconds(*seconds));
        at.map(|at| (TicketId::new(), at)).collect()
    }

    #[test]
    fn a_look_goes_on_where_the_last_one_ended() {
        let from = NOW.plus_days(-1);
        assert_eq!(reached(from, NOW, &at(&[-9, -5]), 3), NOW);
        let full = reached(from, NOW, &at(&[-9, -5, -5]), 3);
        assert!(full < NOW.plus_seconds(-5) && full > NOW.plus_seconds(-6));
        // All of one instant: on, rather than round and round.
        let same = NOW.plus_seconds(-5);
        let stuck = Timestamp::from_micros(same.micros() - 1);
        assert_eq!(reached(stuck, NOW, &at(&[-5, -5, -5]), 3), same);
        // A longer limit than before: what was looked at stays looked at.
        assert_eq!(reached(NOW, NOW.plus_days(-1), &[], 3), NOW);
    }

    #[test]
    fn a_crossing_has_one_name() {
        let (rule, ticket) = (TriageRuleId::new(), TicketId::new());
        assert_eq!(event_of(rule, ticket, NOW), event_of(rule, ticket, NOW));
        assert_ne!(
            event_of(rule, ticket, NOW),
            event_of(rule, ticket, NOW.plus_seconds(1))
        );
        assert_ne!(
            event_of(rule, ticket, NOW),
            event_of(TriageRuleId::new(), ticket, NOW)
        );
    }
}
