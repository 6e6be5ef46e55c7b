//! Triage: rules that act by themselves when something happens to a ticket.
//!
//! A verb of `tickets` calls [`raise`] in its transaction; where an active rule waits for that, a
//! job is queued beside the change. The job (`jobs.rs`) looks at the rules in their order: pure
//! decisions (`rules.rs`) over [`facts::Facts`], then the deeds (`act.rs`) in the rule's name.
//! Rules that could set each other off without end are refused before they are saved (`loops.rs`).

mod act;
mod assign;
mod check;
mod clock;
pub mod draft;
mod edit;
mod facts;
mod jobs;
mod loops;
pub mod people;
mod people_queries;
mod queries;
mod rows;
mod rules;
#[cfg(test)]
mod rules_tests;
mod sight;
mod simulate;
mod words;

pub use clock::{LookAtClock, task as clock_task};
pub use edit::{Direction, archive, create, move_by, update};
pub use jobs::{LookAtRules, look};
pub use simulate::{MAX_TICKETS as SIMULATED_TICKETS, simulate};

use crate::clocktext::ClockText;
use crate::error::{Result, require};
use app_types::Permission;
use app_types::id::{PostId, TicketId, TriageEventId, TriageRuleId};
use app_types::triage::{Firing, RuleForm, RuleRow, Trigger};
use server_db::TenantTx;

/// Rules that may follow from one another, whatever the picture in `loops.rs` leaves out.
pub const MAX_DEPTH: u8 = 5;
/// Rules of one tenant: each event looks at all that wait for it.
const MAX_RULES: usize = 200;
/// Firings shown on a rule's page.
const SHOWN_FIRINGS: i64 = 20;

/// The jobs of triage, for the program's list.
pub fn register(registry: &mut crate::jobs::Registry) {
    registry.on::<LookAtRules>(look);
    registry.on::<LookAtClock>(clock::look);
}

/// Notes that something happened to a ticket. Costs one short read where no rule waits for it.
///
/// # Errors
/// Any database error.
pub(crate) async fn raise(
    tx: &mut TenantTx,
    ticket: TicketId,
    trigger: Trigger,
    post: Option<PostId>,
) -> Result<()> {
    if !queries::any_active(tx, trigger).await? {
        return Ok(());
    }
    let happened = LookAtRules {
        event: TriageEventId::new(),
        ticket,
        trigger,
        post,
        rule: None,
        at: tx.now(),
        depth: 0,
    };
    tx.enqueue(&happened).await?;
    Ok(())
}

/// All rules in the order in which they are looked at.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub async fn list(tx: &mut TenantTx, text: &ClockText) -> Result<Vec<RuleRow>> {
    require(tx, Permission::SettingsManage)?;
    let rules = queries::all(tx).await?;
    let rows = rules.into_iter().map(|(rule, owner)| RuleRow {
        id: rule.id,
        name: rule.name,
        trigger: rule.trigger_event,
        active: rule.paused_at.is_none(),
        stops: rule.stops,
        owner,
        fired_count: rule.fired_count,
        last_fired: rule.last_fired_at.map(|at| text.when(at)),
        version: rule.version,
    });
    Ok(rows.collect())
}

/// What the page of a rule needs; `None`: of a new one.
///
/// # Errors
/// [`crate::Error::Forbidden`]; [`crate::Error::NotFound`].
pub async fn form(
    tx: &mut TenantTx,
    id: Option<TriageRuleId>,
    text: &ClockText,
) -> Result<RuleForm> {
    require(tx, Permission::SettingsManage)?;
    let mut form = RuleForm {
        id,
        choices: crate::tickets::choices(tx).await?,
        ..RuleForm::default()
    };
    let Some(id) = id else {
        form.input.active = true;
        return Ok(form);
    };
    let rule = queries::get(tx, id).await?;
    form.version = rule.version;
    form.input = rule.input()?;
    let firings = queries::firings(tx, id, SHOWN_FIRINGS).await?;
    let firings = firings
        .into_iter()
        .map(|(ticket, subject, effects, at)| Firing {
            ticket,
            subject,
            effects,
            at: text.when(at),
        });
    form.firings = firings.collect();
    Ok(form)
}
