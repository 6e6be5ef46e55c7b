//! Running the jobs that a test has caused.

use crate::Kit;
use server_core::Core;
use server_integrations::files::BoxFuture;

/// Runs what is due once and says how many jobs that were.
pub trait JobRunner {
    fn run_due<'a>(&'a self, core: &'a Core) -> BoxFuture<'a, usize>;
}

/// Rounds after which something must be making jobs forever.
const MAX_ROUNDS: usize = 100;

/// Runs due jobs, and those that they cause, until none is left. Returns how many ran.
///
/// # Panics
/// When there is no end to it.
pub async fn run_jobs(kit: &Kit, runner: &impl JobRunner) -> usize {
    let mut total = 0;
    for _ in 0..MAX_ROUNDS {
        match runner.run_due(&kit.core).await {
            0 => return total,
            ran => total += ran,
        }
    }
    panic!("{total} jobs ran and still more are due");
}

/// The program's own engine.
impl JobRunner for server_core::jobs::Registry {
    fn run_due<'a>(&'a self, core: &'a Core) -> BoxFuture<'a, usize> {
        Box::pin(async move {
            let report = server_core::jobs::run_due(core, self)
                .await
                .expect("the bookkeeping of jobs");
            for failure in &report.failures {
                eprintln!("a job failed: {failure}");
            }
            report.ran
        })
    }
}
