//! One change of many tickets: asked for, done ticket by ticket, told by name where it failed, and
//! taken back.

mod queries;
mod rules;
mod work;

pub use rules::MAX_TICKETS;
pub use work::{register, work_now};

use super::{list, macros};
use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::id::{BulkRunId, MacroId, TicketId, UserId};
use app_types::macros::{BulkFailure, BulkInput, BulkRunView, Steps};
use app_types::tickets::TicketFilter;
use queries::{NewItem, Run};
use serde::{Deserialize, Serialize};
use server_db::audit::AuditRecord;
use server_db::{Job, TenantTx};

/// Live topic: a run has come further. Its key is the run's id.
pub const BULK_TOPIC: &str = "bulk";
/// Failures that are told by name.
const FAILURES_SHOWN: i64 = 100;
/// Seconds after which the job looks for what a broken-off short run has left.
const SAFETY_NET: i64 = 60;

/// The job of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunBulk {
    pub run: BulkRunId,
}

impl Job for RunBulk {
    const KIND: &'static str = "tickets.bulk";
    const QUEUE: &'static str = "desk";

    fn unique_key(&self) -> Option<String> {
        Some(format!("tickets.bulk:{}", self.run))
    }
}

/// A run just made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    pub id: BulkRunId,
    /// Short enough to be done while the person waits: call [`work_now`].
    pub at_once: bool,
}

/// Asks for a change of many tickets. One ticket that is not there refuses the whole.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`]; [`Error::NotFound`] for a macro that is not there;
/// [`Error::Conflict`] for more than [`MAX_TICKETS`].
pub async fn begin(tx: &mut TenantTx, input: &BulkInput) -> Result<Begun> {
    require(tx, Permission::TicketsEdit)?;
    let user = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    let plan = plan(tx, input).await?;
    let targets = if input.all {
        matching(tx, &input.filter).await?
    } else {
        chosen(tx, &input.tickets).await?
    };
    let items: Vec<NewItem> = targets
        .into_iter()
        .map(|(ticket, seen_version)| NewItem {
            ticket,
            seen_version,
            changes: String::new(),
        })
        .collect();
    let run = new_run(tx, user, plan, items.len());
    start(tx, &run, &items).await
}

/// How far a run of the reader's own has come.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn progress(tx: &mut TenantTx, id: BulkRunId) -> Result<BulkRunView> {
    require(tx, Permission::TicketsEdit)?;
    let run = queries::run(tx, id).await?;
    let run = own(tx, run)?;
    let (mut done, mut failed) = (0, 0);
    for (state, count) in queries::states(tx, id).await? {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match state.as_str() {
            "done" => done = count,
            "failed" => failed = count,
            _ => {}
        }
    }
    let failures = match failed {
        0 => Vec::new(),
        _ => queries::failures(tx, id, FAILURES_SHOWN).await?,
    };
    let waiting = run.total.saturating_sub(done + failed);
    Ok(BulkRunView {
        may_undo: rules::may_undo(
            run.created_at,
            tx.now(),
            !run.post_kind.is_empty(),
            run.undone_at.is_some() || run.undo_of.is_some(),
            waiting,
            done,
        ),
        id,
        name: run.name,
        total: run.total,
        done,
        failed,
        failures: failures
            .into_iter()
            .map(|(number, subject, why)| BulkFailure {
                number,
                subject,
                why,
            })
            .collect(),
    })
}

/// Takes a run back: a run of its own, which leaves alone what others have changed since.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when it is too late.
pub async fn undo(tx: &mut TenantTx, id: BulkRunId) -> Result<Begun> {
    require(tx, Permission::TicketsEdit)?;
    let run = queries::lock_run(tx, id).await?;
    let run = own(tx, run)?;
    if !progress(tx, id).await?.may_undo {
        let words = "This can no longer be taken back. Change the tickets themselves.";
        return Err(Error::Conflict(words.into()));
    }
    let items: Vec<NewItem> = queries::changed(tx, id)
        .await?
        .into_iter()
        .map(|item| NewItem {
            ticket: item.ticket_id,
            seen_version: item.made_version,
            changes: item.changes,
        })
        .collect();
    queries::set_undone(tx, id).await?;
    let plan = Plan {
        name: format!("Undo: {}", run.name).chars().take(255).collect(),
        ..Plan::default()
    };
    let undo = Run {
        undo_of: Some(id),
        ..new_run(tx, run.user_id, plan, items.len())
    };
    start(tx, &undo, &items).await
}

/// How many tickets a filter matches, counted up to one more than a run can take.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`].
pub async fn count(tx: &mut TenantTx, filter: &TicketFilter) -> Result<u32> {
    require(tx, Permission::TicketsEdit)?;
    let found = list::matching(tx, filter, MAX_TICKETS + 1).await?;
    Ok(found.len() as u32)
}

/// What shall be done, before it is known to which tickets.
#[derive(Default)]
struct Plan {
    name: String,
    steps: String,
    post_kind: String,
    body: String,
}

async fn plan(tx: &mut TenantTx, input: &BulkInput) -> Result<Plan> {
    if !input.run_macro.is_empty() {
        let id = MacroId::parse(&input.run_macro).ok_or(Error::NotFound)?;
        let found = macros::runnable(tx, id).await?;
        if !found.post_kind.is_empty() {
            require(tx, Permission::TicketsReply)?;
        }
        return Ok(Plan {
            name: found.name,
            steps: found.steps,
            post_kind: found.post_kind,
            body: found.body,
        });
    }
    if input.steps.is_empty() {
        return Err(Error::invalid("", "Choose what to change"));
    }
    macros::changes(&input.steps, None)?;
    macros::check_values(tx, &input.steps).await?;
    Ok(Plan {
        name: name_of(&input.steps),
        steps: serde_json::to_string(&input.steps)
            .map_err(|error| Error::Internal(error.to_string()))?,
        ..Plan::default()
    })
}

/// `Change of status and priority`.
fn name_of(steps: &Steps) -> String {
    let fields: Vec<_> = steps
        .fields()
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(field, _)| match *field {
            "add_tag" | "remove_tag" => "tags",
            field => field,
        })
        .collect();
    format!("Change of {}", fields.join(" and "))
}

async fn matching(
    tx: &mut TenantTx,
    filter: &TicketFilter,
) -> Result<Vec<(TicketId, Option<u32>)>> {
    let found = list::matching(tx, filter, MAX_TICKETS + 1).await?;
    if found.len() > MAX_TICKETS {
        let words = format!("More than {MAX_TICKETS} tickets match. Narrow the filter first.");
        return Err(Error::Conflict(words));
    }
    if found.is_empty() {
        return Err(Error::invalid("tickets", "No ticket matches"));
    }
    Ok(found.into_iter().map(|id| (id, None)).collect())
}

async fn chosen(tx: &mut TenantTx, tickets: &[String]) -> Result<Vec<(TicketId, Option<u32>)>> {
    if tickets.is_empty() {
        return Err(Error::invalid("tickets", "Select tickets first"));
    }
    if tickets.len() > MAX_TICKETS {
        let words = format!("Select at most {MAX_TICKETS} tickets at a time.");
        return Err(Error::Conflict(words));
    }
    let unknown = || {
        Error::invalid(
            "tickets",
            "One of the tickets is not there. Load the list again.",
        )
    };
    let mut targets = Vec::new();
    for text in tickets {
        let target = rules::target(text).ok_or_else(unknown)?;
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    let numbers: Vec<u64> = targets.iter().map(|(number, _)| *number).collect();
    let found = queries::by_numbers(tx, &numbers).await?;
    targets
        .into_iter()
        .map(|(number, version)| {
            let known = found.iter().find(|(known, _)| *known == number);
            let (_, id) = known.ok_or_else(unknown)?;
            Ok::<_, Error>((*id, version))
        })
        .collect()
}

fn new_run(tx: &TenantTx, user_id: UserId, plan: Plan, total: usize) -> Run {
    Run {
        id: BulkRunId::new(),
        user_id,
        name: plan.name,
        steps: plan.steps,
        post_kind: plan.post_kind,
        body: plan.body,
        total: total as u32,
        undo_of: None,
        created_at: tx.now(),
        undone_at: None,
    }
}

/// Writes the run and its job. A short run's job comes a little later: it finds nothing left to do
/// unless the process has died under the run.
async fn start(tx: &mut TenantTx, run: &Run, items: &[NewItem]) -> Result<Begun> {
    queries::insert_run(tx, run).await?;
    queries::insert_items(tx, run.id, items).await?;
    let at_once = items.len() <= rules::AT_ONCE;
    let job = server_db::NewJob::of(&RunBulk { run: run.id })?;
    let job = if at_once {
        job.at(tx.now().plus_seconds(SAFETY_NET))
    } else {
        job
    };
    tx.enqueue_new(job).await?;
    tx.record(AuditRecord {
        action: "ticket.bulk",
        entity: "bulk_run",
        entity_id: Some(run.id.0),
        summary: format!("{} for {} tickets", run.name, run.total),
    });
    Ok(Begun {
        id: run.id,
        at_once,
    })
}

/// A run is its maker's: nobody else has begun it.
fn own(tx: &TenantTx, run: Run) -> Result<Run> {
    if Some(run.user_id) == tx.actor().user_id() {
        return Ok(run);
    }
    Err(Error::NotFound)
}
