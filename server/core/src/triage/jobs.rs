//! The job that looks at the rules after something happened to a ticket.

use super::act::act_out;
use super::facts::Moment;
use super::rows::{NewFiring, ReadyRule};
use super::rules::decide;
use super::{MAX_DEPTH, queries, sight};
use crate::Core;
use crate::error::Result;
use crate::jobs::{JobContext, JobResult};
use crate::mail::words::single_line;
use crate::tickets::ByRule;
use app_types::Timestamp;
use app_types::id::{PostId, TicketId, TriageEventId, TriageFiringId, TriageRuleId};
use app_types::triage::Trigger;
use serde::{Deserialize, Serialize};
use server_db::{Job, TenantTx};

/// Something that happened. Its id makes sure that a rule acts on it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookAtRules {
    pub event: TriageEventId,
    pub ticket: TicketId,
    pub trigger: Trigger,
    pub post: Option<PostId>,
    /// The one rule to look at, where time has set it off; else all that wait for the trigger.
    #[serde(default)]
    pub rule: Option<TriageRuleId>,
    pub at: Timestamp,
    /// How many rules lie behind it: 0 for what people do.
    pub depth: u8,
}

impl Job for LookAtRules {
    const KIND: &'static str = "triage.rules";
    const QUEUE: &'static str = "triage";

    fn unique_key(&self) -> Option<String> {
        Some(format!("triage.rules:{}", self.event))
    }
}

/// Longest list of effects kept with a firing.
const MAX_EFFECTS: usize = 1000;

/// Looks at the rules and acts them out, in one transaction with the job's own end: a crash at
/// any point leaves everything to the next run, and nothing twice.
///
/// # Errors
/// [`crate::jobs::JobError::Retry`] while the database is away.
pub async fn look(ctx: JobContext, job: LookAtRules) -> JobResult {
    let mut tx = ctx.begin().await?;
    if !queries::has_fired(&mut tx, job.event).await? {
        look_at_rules(&ctx.core, &mut tx, &job).await?;
    }
    ctx.finish(tx).await
}

async fn look_at_rules(core: &Core, tx: &mut TenantTx, job: &LookAtRules) -> Result<()> {
    let mut rules = queries::active(tx, job.trigger).await?;
    if let Some(one) = job.rule {
        rules.retain(|rule| rule.id == one);
        // What the rule itself wrote is no sign of life: once until somebody writes again.
        if queries::acted_since_people(tx, one, job.ticket).await? {
            return Ok(());
        }
    }
    if rules.is_empty() {
        return Ok(());
    }
    // Locked first, so that nobody changes the ticket between the look and the deed.
    let mut hand = ByRule::begin(tx, job.ticket).await?;
    let moment = Moment::of(job.at, &queries::time_zone(tx).await?);
    let message = sight::message(tx, job.ticket, job.post).await?;
    let (mut raised, mut last) = (Vec::new(), String::new());
    for rule in rules {
        let rule = match rule.ready() {
            Ok(rule) => rule,
            Err(error) => {
                tracing::error!(rule = %rule.id, %error, "a triage rule is passed over");
                continue;
            }
        };
        let seen = sight::ticket(tx, job.ticket).await?;
        if !decide(rule.match_kind, &rule.tests, &seen.facts(&message, moment)).fits {
            continue;
        }
        let values = seen.values(&core.settings.base_url);
        let outcome = act_out(core, tx, &mut hand, &rule, &values).await?;
        fired(tx, job, &rule, &outcome.effects).await?;
        raised.extend(outcome.raised);
        last = rule.name;
        if rule.stops {
            break;
        }
    }
    pass_on(tx, job, &mut hand, raised, &last).await?;
    hand.end(tx).await
}

async fn fired(
    tx: &mut TenantTx,
    job: &LookAtRules,
    rule: &ReadyRule,
    effects: &[String],
) -> Result<()> {
    let effects = single_line(&effects.join("; "), MAX_EFFECTS);
    let row = NewFiring {
        tenant_id: tx.tenant(),
        id: TriageFiringId::new(),
        event_id: job.event,
        rule_id: rule.id,
        ticket_id: job.ticket,
        effects: &effects,
        created_at: tx.now(),
    };
    queries::insert_firing(tx, &row).await?;
    queries::count_firing(tx, rule.id).await
}

/// What the rules did may set off others, up to a limit that only rules without end reach.
async fn pass_on(
    tx: &mut TenantTx,
    job: &LookAtRules,
    hand: &mut ByRule,
    mut raised: Vec<Trigger>,
    last: &str,
) -> Result<()> {
    raised.sort_by_key(|trigger| trigger.as_str());
    raised.dedup();
    let depth = job.depth.saturating_add(1);
    for trigger in raised {
        if !queries::any_active(tx, trigger).await? {
            continue;
        }
        if depth >= MAX_DEPTH {
            let what =
                format!("was the last of {MAX_DEPTH} in a row: no further rule was looked at");
            return hand.say(tx, last, &what).await;
        }
        let next = LookAtRules {
            event: TriageEventId::new(),
            trigger,
            at: tx.now(),
            depth,
            post: None,
            rule: None,
            ..job.clone()
        };
        tx.enqueue(&next).await?;
    }
    Ok(())
}
