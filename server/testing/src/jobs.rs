//! Running the jobs that a test has caused.

use crate::Kit;
use server_core::Core;
use server_integrations::files::BoxFuture;
use server_world::Scope;
use std::collections::BTreeMap;

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

/// Runs `job` once, then again, then twice at once, and compares the whole database but for
/// instants and the jobs themselves.
///
/// # Panics
/// When a later run changes something, naming the table; when the job fails.
pub async fn assert_idempotent<J: server_db::Job>(
    kit: &Kit,
    registry: &server_core::jobs::Registry,
    tenant: app_types::id::TenantId,
    job: &J,
) {
    run_once(kit, registry, tenant, job).await;
    let first = digest(kit).await;
    run_once(kit, registry, tenant, job).await;
    same(&first, &digest(kit).await, "the second run");
    enqueue_twin(kit, tenant, job).await;
    enqueue_twin(kit, tenant, job).await;
    let (one, two) = tokio::join!(
        server_core::jobs::run_due(&kit.core, registry),
        server_core::jobs::run_due(&kit.core, registry),
    );
    let failures = [one.expect("run").failures, two.expect("run").failures].concat();
    assert!(failures.is_empty(), "{failures:?}");
    same(&first, &digest(kit).await, "two runs at once");
}

async fn run_once<J: server_db::Job>(
    kit: &Kit,
    registry: &server_core::jobs::Registry,
    tenant: app_types::id::TenantId,
    job: &J,
) {
    enqueue_twin(kit, tenant, job).await;
    let report = server_core::jobs::run_due(&kit.core, registry)
        .await
        .expect("run what is due");
    assert!(report.failures.is_empty(), "{:?}", report.failures);
    assert!(report.ran > 0, "the job ran");
}

/// Without its unique key, so that two may run at once.
async fn enqueue_twin<J: server_db::Job>(kit: &Kit, tenant: app_types::id::TenantId, job: &J) {
    let mut tx = kit.begin(server_db::Actor::system(tenant, "test")).await;
    let twin = server_db::NewJob {
        unique_key: None,
        ..server_db::NewJob::of(job).expect("a payload")
    };
    tx.enqueue_new(twin).await.expect("enqueue");
    tx.commit().await.expect("commit");
}

/// What all jobs together have done so far.
///
/// # Panics
/// When the database is away.
pub async fn digest(kit: &Kit) -> BTreeMap<String, String> {
    let mut conn = kit.connect().await;
    let digest = server_world::digest(&mut conn, Scope::Effects).await;
    digest.expect("read every table")
}

fn same(first: &BTreeMap<String, String>, second: &BTreeMap<String, String>, when: &str) {
    for (before, after) in first.iter().zip(second) {
        assert_eq!(before, after, "{when} changed a table");
    }
}
