//! What people see of the queues and may do there: look, run again, put aside.

mod queries;
mod rows;

use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::common::{Choice, Cursor, Page};
use app_types::id::JobId;
use app_types::jobs::{JobFilter, JobList, JobRecord, JobRow, JobState, QueueLine};
use rows::{CountRow, ListedRow};
use server_db::TenantTx;
use server_db::audit::AuditRecord;
use std::collections::BTreeMap;

pub use queries::RERUN_AT_ONCE;

/// The queues at a glance and one page of jobs, the latest first.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] when the filter is none.
pub async fn list(tx: &mut TenantTx, filter: &JobFilter, text: &ClockText) -> Result<JobList> {
    require(tx, Permission::JobsView)?;
    let state = state_of(filter)?;
    let position = Position::parse(filter)?;
    let counts = queries::counts(tx).await?;
    let kinds = queries::kinds_of(tx, state).await?;
    let rows = queries::listed(tx, state, &filter.kind, position).await?;
    Ok(JobList {
        queues: queue_lines(counts, tx, text),
        kinds: kinds
            .into_iter()
            .map(|row| Choice::new(&row.kind, &row.kind))
            .collect(),
        page: position.page(rows, text),
    })
}

/// One job in full.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn record(tx: &mut TenantTx, id: JobId, text: &ClockText) -> Result<JobRecord> {
    require(tx, Permission::JobsView)?;
    let row = queries::job(tx, id).await?;
    Ok(row.record(text))
}

/// Queues a dead, parked or waiting job for now, with all its attempts before it.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Conflict`] when it is running or done.
pub async fn rerun(tx: &mut TenantTx, id: JobId) -> Result<()> {
    require(tx, Permission::JobsManage)?;
    let row = queries::job(tx, id).await?;
    if !queries::queue_again(tx, id).await? {
        return Err(no_longer(row.state));
    }
    audit(
        tx,
        "job.rerun",
        id,
        format!("Ran the job {} again", row.kind),
    );
    Ok(())
}

/// Puts a dead or waiting job aside until somebody runs it again.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Conflict`] when it is running or done.
pub async fn park(tx: &mut TenantTx, id: JobId) -> Result<()> {
    require(tx, Permission::JobsManage)?;
    let row = queries::job(tx, id).await?;
    if !queries::park(tx, id).await? {
        return Err(no_longer(row.state));
    }
    audit(tx, "job.park", id, format!("Parked the job {}", row.kind));
    Ok(())
}

/// Queues all dead jobs of a kind again, spread over half a minute, at most [`RERUN_AT_ONCE`].
/// Returns how many.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] without a kind.
pub async fn rerun_dead(tx: &mut TenantTx, kind: &str) -> Result<usize> {
    require(tx, Permission::JobsManage)?;
    if kind.is_empty() {
        return Err(Error::invalid("kind", "Choose a kind first"));
    }
    let count = queries::queue_dead_again(tx, kind).await?;
    if count > 0 {
        tx.record(AuditRecord {
            action: "job.rerun_dead",
            entity: "job",
            entity_id: None,
            summary: format!("Ran {count} dead jobs of the kind {kind} again"),
        });
    }
    Ok(count)
}

fn audit(tx: &mut TenantTx, action: &'static str, id: JobId, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "job",
        entity_id: Some(id.0),
        summary,
    });
}

fn no_longer(seen: JobState) -> Error {
    Error::Conflict(format!(
        "The job is {} by now. Look at it again before you decide.",
        match seen {
            JobState::Running | JobState::Done | JobState::Parked => seen.label().to_lowercase(),
            _ => "in another state".into(),
        }
    ))
}

fn state_of(filter: &JobFilter) -> Result<JobState> {
    if filter.state.is_empty() {
        return Ok(JobState::Queued);
    }
    JobState::parse(&filter.state)
        .ok_or_else(|| Error::invalid("state", "Choose one of the states above the list"))
}

/// Where in the list the page begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum Position {
    First,
    After(Cursor),
    Before(Cursor),
}

impl Position {
    fn parse(filter: &JobFilter) -> Result<Self> {
        let damaged = || {
            Error::invalid(
                "after",
                "This link is damaged; start from the first page of the list",
            )
        };
        match (filter.after.as_str(), filter.before.as_str()) {
            ("", "") => Ok(Self::First),
            ("", before) => Cursor::decode(before).map(Self::Before).ok_or_else(damaged),
            (after, _) => Cursor::decode(after).map(Self::After).ok_or_else(damaged),
        }
    }

    /// From up to one row more than a page holds, in the order of the statement.
    fn page(self, mut rows: Vec<ListedRow>, text: &ClockText) -> Page<JobRow> {
        let more = rows.len() > queries::ROWS;
        rows.truncate(queries::ROWS);
        if matches!(self, Self::Before(_)) {
            rows.reverse();
        }
        let (has_previous, has_next) = match self {
            Self::First => (false, more),
            Self::After(_) => (true, more),
            Self::Before(_) => (more, true),
        };
        let first = rows.first().map(ListedRow::cursor);
        let last = rows.last().map(ListedRow::cursor);
        Page {
            rows: rows.into_iter().map(|row| row.listed(text)).collect(),
            previous: first.filter(|_| has_previous),
            next: last.filter(|_| has_next),
        }
    }
}

fn queue_lines(counts: Vec<CountRow>, tx: &TenantTx, text: &ClockText) -> Vec<QueueLine> {
    let mut lines: BTreeMap<String, QueueLine> = BTreeMap::new();
    for row in counts {
        let line = lines.entry(row.queue.clone()).or_insert_with(|| QueueLine {
            queue: row.queue.clone(),
            counts: Vec::new(),
            oldest_due: None,
            oldest_seconds: 0,
        });
        line.counts
            .push((row.state, u32::try_from(row.jobs).unwrap_or(u32::MAX)));
        if row.state == JobState::Queued
            && let Some(oldest) = row.oldest.filter(|oldest| *oldest <= tx.now())
        {
            let seconds = tx.now().seconds_since(oldest);
            line.oldest_seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
            line.oldest_due = Some(text.when(oldest));
        }
    }
    lines.into_values().collect()
}
