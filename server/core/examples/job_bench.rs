//! Measures the job engine: no-op jobs per second with all bookkeeping, and the time from commit
//! to start, with Redis and without.
//!
//! `TEST_DATABASE_URL=… TEST_REDIS_URL=… cargo run -p server-core --example job_bench`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use serde::{Deserialize, Serialize};
use server_core::Core;
use server_core::jobs::{JobContext, JobResult, Registry, WorkerOptions, run_workers};
use server_db::redis::Redis;
use server_db::{Actor, Clock, Job};
use server_testing::kit::core_over;
use server_testing::{Kit, TestDb, environment};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const TENANT: app_types::id::TenantId = app_types::id::TenantId(1);
const JOBS: usize = 20_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Noop {
    number: usize,
}

impl Job for Noop {
    const KIND: &'static str = "bench.noop";
    const QUEUE: &'static str = "bench";
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Timed {
    number: usize,
}

impl Job for Timed {
    const KIND: &'static str = "bench.timed";
    const QUEUE: &'static str = "bench";
}

#[derive(Clone, Default)]
struct Seen {
    done: Arc<AtomicUsize>,
    started: Arc<Mutex<Vec<(usize, Instant)>>>,
}

fn registry(seen: &Seen) -> Registry {
    let mut registry = Registry::new();
    let counted = seen.clone();
    registry.on::<Noop>(move |_: JobContext, _: Noop| {
        counted.done.fetch_add(1, Ordering::Relaxed);
        async { JobResult::Ok(()) }
    });
    let timed = seen.clone();
    registry.on::<Timed>(move |_: JobContext, job: Timed| {
        timed
            .started
            .lock()
            .unwrap()
            .push((job.number, Instant::now()));
        async { JobResult::Ok(()) }
    });
    registry
}

#[tokio::main]
async fn main() {
    let kit = Kit::new().await;
    let tenant = "INSERT INTO tenants (id, slug, name, created_at) VALUES (1, 'b', 'B', NOW(6))";
    TestDb::execute(&kit.db, tenant).await;
    let redis = Redis::new(&environment::redis()).unwrap();
    for (name, redis) in [("with Redis", redis), ("without Redis", Redis::off())] {
        let core = core_over(&kit.db.url(), redis, Clock::System);
        let rate = throughput(&core, &kit).await;
        println!("{name}: {rate:.0} no-op jobs/s ({JOBS} jobs, one process)");
        let (p50, p99, max) = latency(&core).await;
        println!("{name}: commit to start p50 {p50:?}, p99 {p99:?}, longest {max:?}");
    }
}

fn options() -> WorkerOptions {
    WorkerOptions {
        concurrency: 64,
        ..WorkerOptions::default()
    }
}

async fn throughput(core: &Core, kit: &Kit) -> f64 {
    for chunk in 0..JOBS / 1000 {
        let mut tx = core.db.begin(Actor::system(TENANT, "bench")).await.unwrap();
        for number in 0..1000 {
            let number = chunk * 1000 + number;
            tx.enqueue(&Noop { number }).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let seen = Seen::default();
    let started = Instant::now();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let workers = tokio::spawn(run_workers(
        core.clone(),
        registry(&seen),
        options(),
        async {
            let _ = stopped.await;
        },
    ));
    while open_jobs(kit).await > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let took = started.elapsed();
    assert_eq!(seen.done.load(Ordering::Relaxed), JOBS, "each job ran once");
    stop.send(()).unwrap();
    workers.await.unwrap();
    JOBS as f64 / took.as_secs_f64()
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    open: i64,
}

async fn open_jobs(kit: &Kit) -> i64 {
    use diesel_async::RunQueryDsl;
    let sql = "SELECT COUNT(*) AS open FROM jobs WHERE state IN ('queued', 'running')";
    let mut conn = kit.connect().await;
    let count: Count = diesel::sql_query(sql).get_result(&mut conn).await.unwrap();
    count.open
}

/// One commit every 23 ms or so, for about 12 s.
async fn latency(core: &Core) -> (Duration, Duration, Duration) {
    const COMMITS: usize = 500;
    let seen = Seen::default();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let workers = tokio::spawn(run_workers(
        core.clone(),
        registry(&seen),
        options(),
        async {
            let _ = stopped.await;
        },
    ));
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut committed = Vec::new();
    for number in 0..COMMITS {
        let mut tx = core.db.begin(Actor::system(TENANT, "bench")).await.unwrap();
        tx.enqueue(&Timed { number }).await.unwrap();
        // Before the commit and not after: the announcement is part of what is measured.
        let at = Instant::now();
        tx.commit().await.unwrap();
        committed.push(at);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(1500)).await;
    stop.send(()).unwrap();
    workers.await.unwrap();
    let mut waits: Vec<Duration> = seen
        .started
        .lock()
        .unwrap()
        .iter()
        .map(|(number, at)| at.saturating_duration_since(committed[*number]))
        .collect();
    assert_eq!(waits.len(), COMMITS);
    waits.sort_unstable();
    (
        waits[COMMITS / 2],
        waits[COMMITS * 99 / 100],
        waits[COMMITS - 1],
    )
}
