//! Running what is due inside the calling task, without workers: for tests and for one-shot
//! command lines.

use super::claim::{self, Claim};
use super::registry::Registry;
use super::rows::Time;
use super::run::{Ending, Run, execute, write_failure};
use super::settle;
use crate::{Core, Result};
use futures::FutureExt;
use server_db::Clock;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

use super::error::JobError;

const BATCH: usize = 50;
const LEASE: Duration = Duration::from_secs(600);

/// What [`run_due`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DueReport {
    /// Runs of any end.
    pub ran: usize,
    /// One line per run that failed: kind and reason.
    pub failures: Vec<String>,
}

/// Claims and runs due jobs, and those that they cause, until none is left. With a manual clock
/// that clock decides what is due; a failed job is due again only when the clock has moved.
///
/// # Errors
/// Database errors of the bookkeeping; failures of jobs are in the report and in their rows.
pub async fn run_due(core: &Core, registry: &Registry) -> Result<DueReport> {
    let mut report = DueReport::default();
    loop {
        let mut idle = true;
        for queue in registry.queues() {
            let claim = Claim {
                queue,
                time: time(core),
                lease: LEASE,
            };
            for job in claim::from_table(&core.db, claim, BATCH).await? {
                idle = false;
                let run = Run::new(job, CancellationToken::new());
                run_one(core, registry, run, &mut report).await?;
            }
        }
        if idle {
            return Ok(report);
        }
    }
}

fn time(core: &Core) -> Time {
    match core.db.clock {
        Clock::System => Time::Database,
        Clock::Manual(_) => Time::At(core.db.clock.now()),
    }
}

async fn run_one(core: &Core, registry: &Registry, run: Run, report: &mut DueReport) -> Result<()> {
    report.ran += 1;
    let time = time(core);
    let work = AssertUnwindSafe(execute(core, registry, &run, time)).catch_unwind();
    let result = work
        .await
        .unwrap_or_else(|panic| Err(JobError::Retry(format!("panic: {}", panic_text(&*panic)))));
    match Ending::of(registry, &run, result) {
        Ending::Finished => {}
        Ending::Done => {
            settle::done(&core.db, &[run.claimed.lease], time).await?;
        }
        Ending::Failed { error, verdict } => {
            report
                .failures
                .push(format!("{}: {error}", run.claimed.kind));
            write_failure(&core.db, &run, &error, &verdict, time).await?;
        }
    }
    Ok(())
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_string())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no text".into())
}
