//! Recurring tickets: tickets that a schedule of the tenant's own makes from a template, for one
//! client or several. Managed in the settings.
//!
//! Each minute a job makes what is due. A due time, its tickets and the next due time are one
//! transaction under the schedule's lock, and `(schedule, due time, client)` is unique: whatever is
//! repeated, killed or run twice at once, a due time makes its tickets once.

mod form;
mod jobs;
mod queries;
mod rules;
#[cfg(test)]
mod rules_tests;
mod show;

pub(super) use jobs::make_recurring;
pub use jobs::{MakeRecurring, recurring_task};
pub use show::{Edit, drafted, edit, form, list, written};

use super::templates;
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use app_types::id::{ClientId, RecurringTicketId};
use app_types::recurring::RecurringInput;
use app_types::{Invalid, Permission, Timestamp};
use form::Checked;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use queries::{NewRecurring, RecurringChanges, RecurringRecord};
use rules::Recurrence;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Schedules of a tenant, archived ones included.
pub const MAX_RECURRING: usize = 200;

/// Adds a schedule; its first due time is the first one from now on.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`]; [`Error::Conflict`] when there are [`MAX_RECURRING`].
pub async fn create(tx: &mut TenantTx, input: &RecurringInput) -> Result<RecurringTicketId> {
    require(tx, Permission::SettingsManage)?;
    let own_zone = queries::time_zone(tx).await?;
    let new = form::check(input, today(tx, &own_zone))?;
    let clients = check_values(tx, &new).await?;
    if queries::count(tx, MAX_RECURRING as i64).await? >= MAX_RECURRING {
        let words = format!("There are {MAX_RECURRING} recurring tickets already. Change one.");
        return Err(Error::Conflict(words));
    }
    let id = RecurringTicketId::new();
    let row = NewRecurring {
        tenant_id: tx.tenant(),
        id,
        name: &new.name,
        template_id: new.template,
        rule: &json(&new.rule)?,
        time_zone: &new.time_zone,
        next_at: next_of(&new, &own_zone, tx.now())?,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    if !queries::insert(tx, &row).await? {
        return Err(taken());
    }
    queries::set_clients(tx, id, &clients).await?;
    let summary = format!("Added the recurring ticket {}", new.name);
    recorded(tx, "recurring_ticket.create", id, summary);
    Ok(id)
}

/// Changes a schedule; what was due before is not made up for.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when someone
/// else changed it in the meantime.
pub async fn update(
    tx: &mut TenantTx,
    id: RecurringTicketId,
    version: u32,
    input: &RecurringInput,
) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let old = lock(tx, id, version).await?;
    let own_zone = queries::time_zone(tx).await?;
    let new = form::check(input, today(tx, &own_zone))?;
    let clients = check_values(tx, &new).await?;
    let next = next_of(&new, &own_zone, tx.now())?;
    let rests = old.paused_at.is_some() || old.archived_at.is_some();
    let rule = json(&new.rule)?;
    let changes = RecurringChanges {
        name: Some(&new.name),
        template_id: Some(new.template),
        rule: Some(&rule),
        time_zone: Some(&new.time_zone),
        next_at: Some(next.filter(|_| !rests)),
        ..counted(tx, &old)
    };
    if !queries::update(tx, id, &changes).await? {
        return Err(taken());
    }
    queries::set_clients(tx, id, &clients).await?;
    let summary = format!("Changed the recurring ticket {}", new.name);
    recorded(tx, "recurring_ticket.update", id, summary);
    Ok(())
}

/// What a button beside the form does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Pause,
    /// Goes on from now: what passed meanwhile is not made up for.
    Resume,
    Archive,
    Restore,
    /// Makes the tickets once more, now; the schedule goes on as before.
    RunNow,
}

impl Act {
    /// `None` for a button that does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "pause" => Self::Pause,
            "resume" => Self::Resume,
            "archive" => Self::Archive,
            "restore" => Self::Restore,
            "run" => Self::RunNow,
            _ => return None,
        })
    }
}

/// Pauses, archives or runs a schedule; answers what to say. The version keeps a button that is
/// pressed twice from running it twice.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when it was changed in the
/// meantime, or when there is nothing to run.
pub async fn act(
    tx: &mut TenantTx,
    id: RecurringTicketId,
    version: u32,
    act: Act,
) -> Result<String> {
    require(tx, Permission::SettingsManage)?;
    let known = lock(tx, id, version).await?;
    let now = tx.now();
    if act == Act::RunNow {
        return run_now(tx, &known).await;
    }
    let mut changes = counted(tx, &known);
    let (action, said) = match act {
        Act::Pause => {
            changes.paused_at = Some(Some(now));
            ("recurring_ticket.pause", "Paused")
        }
        Act::Resume => {
            changes.paused_at = Some(None);
            ("recurring_ticket.resume", "Resumed")
        }
        Act::Archive => {
            changes.archived_at = Some(Some(now));
            ("recurring_ticket.archive", "Archived")
        }
        _ => {
            changes.archived_at = Some(None);
            ("recurring_ticket.restore", "Restored")
        }
    };
    let rests = |before: Option<Timestamp>, after: Option<Option<Timestamp>>| {
        after.unwrap_or(before).is_some()
    };
    let next = if rests(known.paused_at, changes.paused_at)
        || rests(known.archived_at, changes.archived_at)
    {
        None
    } else {
        let own_zone = queries::time_zone(tx).await?;
        known.rule()?.next_after(&known.zone(&own_zone), now)
    };
    changes.next_at = Some(next);
    queries::update(tx, id, &changes).await?;
    let summary = format!("{said} the recurring ticket {}", known.name);
    recorded(tx, action, id, summary);
    Ok(said.to_string())
}

async fn run_now(tx: &mut TenantTx, known: &RecurringRecord) -> Result<String> {
    if known.archived_at.is_some() {
        let words = "Restore this recurring ticket first.";
        return Err(Error::Conflict(words.into()));
    }
    let due = tx.now();
    let made = jobs::make(tx, known, due).await?;
    queries::update(tx, known.id, &counted(tx, known)).await?;
    let summary = format!("Ran the recurring ticket {}: {made} made", known.name);
    recorded(tx, "recurring_ticket.run", known.id, summary);
    Ok(match made {
        0 => "No ticket was made. The history says why".to_string(),
        1 => "1 ticket made".to_string(),
        many => format!("{many} tickets made"),
    })
}

/// The schedules that follow the workspace's zone are due by its new one.
///
/// # Errors
/// Any database error.
pub(crate) async fn zone_changed(tx: &mut TenantTx) -> Result<()> {
    let own_zone = queries::time_zone(tx).await?;
    for (known, _) in queries::all(tx).await? {
        if known.next_at.is_none() || !known.time_zone.is_empty() {
            continue;
        }
        let next = known.rule()?.next_after(&known.zone(&own_zone), tx.now());
        let changes = RecurringChanges {
            next_at: Some(next),
            ..RecurringChanges::default()
        };
        queries::update(tx, known.id, &changes).await?;
    }
    Ok(())
}

/// The next due times of a form, in words, in its zone.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] with every field of the schedule that is wrong.
pub async fn preview(tx: &mut TenantTx, input: &RecurringInput) -> Result<Vec<String>> {
    require(tx, Permission::SettingsManage)?;
    let own_zone = queries::time_zone(tx).await?;
    let (rule, zone) = form::check_schedule(input, today(tx, &own_zone))?;
    let zone = if zone.is_empty() { own_zone } else { zone };
    Ok(next_in_words(&rule, &zone, tx.now()))
}

/// Due times that the form shows.
const SHOWN: usize = 5;

fn next_in_words(rule: &Recurrence, zone: &str, now: Timestamp) -> Vec<String> {
    let text = ClockText::new(zone, now);
    let zone = time_zone(zone);
    let next = rule.all_after(&zone, now).take(SHOWN);
    next.map(|due| text.when(due).long).collect()
}

impl RecurringRecord {
    fn rule(&self) -> Result<Recurrence> {
        serde_json::from_str(&self.rule).map_err(|error| Error::Internal(error.to_string()))
    }

    /// Its own zone, or the workspace's.
    fn zone(&self, own_zone: &str) -> TimeZone {
        match self.time_zone.as_str() {
            "" => time_zone(own_zone),
            zone => time_zone(zone),
        }
    }
}

/// A zone that is not known any more counts as UTC.
fn time_zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

fn today(tx: &TenantTx, zone: &str) -> Date {
    let now = jiff::Timestamp::from_microsecond(tx.now().micros());
    let now = now.unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    now.to_zoned(time_zone(zone)).date()
}

/// # Errors
/// [`Error::Invalid`] for a schedule that never comes round.
fn next_of(new: &Checked, own_zone: &str, now: Timestamp) -> Result<Option<Timestamp>> {
    let zone = match new.time_zone.as_str() {
        "" => own_zone,
        zone => zone,
    };
    let next = new.rule.next_after(&time_zone(zone), now);
    if next.is_none() {
        let words = "Enter a later last day: with this one no ticket is ever made";
        return Err(Error::invalid("ends_on", words));
    }
    Ok(next)
}

async fn lock(tx: &mut TenantTx, id: RecurringTicketId, version: u32) -> Result<RecurringRecord> {
    let known = queries::lock(tx, id).await?;
    if known.version != version {
        let words = "Someone changed this recurring ticket in the meantime. Load the page again and repeat your change.";
        return Err(Error::Conflict(words.into()));
    }
    Ok(known)
}

/// The next version, and nothing else changed yet.
fn counted<'a>(tx: &TenantTx, known: &RecurringRecord) -> RecurringChanges<'a> {
    RecurringChanges {
        version: Some(known.version.saturating_add(1)),
        updated_at: Some(tx.now()),
        ..RecurringChanges::default()
    }
}

/// Refuses a template or clients that the tenant does not have in use.
async fn check_values(tx: &mut TenantTx, new: &Checked) -> Result<Vec<ClientId>> {
    let mut invalid = Invalid::new();
    match templates::usable(tx, new.template).await {
        Ok(_) => {}
        Err(Error::NotFound) => invalid.add("template", "Choose a template from the list"),
        Err(error) => return Err(error),
    }
    let found = super::queries::clients_by_numbers(tx, &new.clients).await?;
    if found.len() < new.clients.len() {
        let there = |number: &u64| found.iter().any(|(known, _)| known == number);
        let gone = new.clients.iter().find(|number| !there(number));
        let number = gone.copied().unwrap_or_default();
        let words = format!("Remove client {number}: it is not there, or archived");
        invalid.add("add_client", words);
    }
    invalid.into_result()?;
    Ok(found.into_iter().map(|(_, id)| id).collect())
}

fn json(rule: &Recurrence) -> Result<String> {
    serde_json::to_string(rule).map_err(|error| Error::Internal(error.to_string()))
}

fn taken() -> Error {
    let words = "Choose another name: there is a recurring ticket with this one";
    Error::invalid("name", words)
}

fn recorded(tx: &mut TenantTx, action: &'static str, id: RecurringTicketId, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "recurring_ticket",
        entity_id: Some(id.0),
        summary,
    });
}
