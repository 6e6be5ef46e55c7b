//! A database with tenants and effects, and workers on it.

use super::kinds::{EFFECTS, registry};
use app_types::id::{JobId, TenantId};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use server_core::Core;
use server_core::jobs::{Registry, WorkerOptions, run_workers};
use server_db::redis::Redis;
use server_db::{Actor, Clock, Job};
use server_testing::PrivateRedis;
use server_testing::kit::core_over;
use server_testing::{Kit, TestDb};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const T1: TenantId = TenantId(1);
pub const T2: TenantId = TenantId(2);

pub struct Engine {
    pub kit: Kit,
    pub core: Core,
    pub redis: Option<PrivateRedis>,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Nullable<Text>)]
    text: Option<String>,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl Engine {
    /// Without Redis: the sweep finds the jobs.
    pub async fn new() -> Self {
        Self::over(None, Redis::off()).await
    }

    pub async fn with_redis() -> Self {
        let redis = PrivateRedis::start();
        let lane = Redis::new(&redis.url()).unwrap();
        Self::over(Some(redis), lane).await
    }

    /// With a Redis of several servers, which the test holds itself.
    pub async fn with_lane(lane: Redis) -> Self {
        Self::over(None, lane).await
    }

    async fn over(redis: Option<PrivateRedis>, lane: Redis) -> Self {
        let kit = Kit::new().await;
        TestDb::execute(&kit.db, EFFECTS).await;
        let tenants = "INSERT INTO tenants (id, slug, name, created_at) VALUES \
             (1, 'one', 'One', NOW(6)), (2, 'two', 'Two', NOW(6))";
        TestDb::execute(&kit.db, tenants).await;
        let core = core_over(&kit.db.url(), lane, Clock::System);
        Self { kit, core, redis }
    }

    pub async fn enqueue<J: Job>(&self, tenant: TenantId, job: &J) -> Option<JobId> {
        enqueue_on(&self.core, tenant, job).await
    }

    pub fn work(&self) -> Workers {
        self.work_with(options())
    }

    pub fn work_with(&self, options: WorkerOptions) -> Workers {
        Workers::start(self.core.clone(), registry(), options)
    }

    async fn lines(&self, sql: &str) -> Vec<(String, i64)> {
        let mut conn = self.kit.connect().await;
        let lines: Vec<Line> = diesel::sql_query(sql).load(&mut conn).await.unwrap();
        lines
            .into_iter()
            .map(|line| (line.text.unwrap_or_default(), line.number))
            .collect()
    }

    /// Jobs by state.
    pub async fn states(&self) -> BTreeMap<String, i64> {
        self.lines("SELECT state AS text, COUNT(*) AS number FROM jobs GROUP BY state")
            .await
            .into_iter()
            .collect()
    }

    pub async fn count(&self, state: &str) -> i64 {
        self.states().await.get(state).copied().unwrap_or(0)
    }

    /// One number by SQL.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = format!("SELECT '' AS text, CAST(({sql}) AS SIGNED) AS number");
        self.lines(&sql).await[0].1
    }

    /// One text by SQL.
    pub async fn text(&self, sql: &str) -> String {
        let sql = format!("SELECT ({sql}) AS text, 0 AS number");
        self.lines(&sql).await.remove(0).0
    }

    /// Effects per job.
    pub async fn effects(&self) -> BTreeMap<String, i64> {
        self.lines("SELECT job AS text, COUNT(*) AS number FROM test_effects GROUP BY job")
            .await
            .into_iter()
            .collect()
    }

    /// `count` jobs have had exactly one effect each, and no job another number of them.
    pub async fn assert_effects_once(&self, count: usize) {
        let effects = self.effects().await;
        let doubled: Vec<_> = effects.iter().filter(|(_, n)| **n != 1).collect();
        assert!(doubled.is_empty(), "effects more than once: {doubled:?}");
        assert_eq!(effects.len(), count, "jobs with an effect");
    }

    /// Waits until no job is queued or running.
    pub async fn drained(&self, patience: Duration) {
        let open = "SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running')";
        self.until(patience, open, 0).await;
    }

    /// Waits until the number is there.
    pub async fn until(&self, patience: Duration, sql: &str, expected: i64) {
        let started = Instant::now();
        loop {
            let found = self.number(sql).await;
            if found == expected {
                return;
            }
            assert!(
                started.elapsed() < patience,
                "after {patience:?}: {found}, not {expected}: {sql}; {:?}",
                self.states().await
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

pub async fn enqueue_on<J: Job>(core: &Core, tenant: TenantId, job: &J) -> Option<JobId> {
    let mut tx = core.db.begin(Actor::system(tenant, "test")).await.unwrap();
    let id = tx.enqueue(job).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Quick enough for tests, with the proportions of production.
pub fn options() -> WorkerOptions {
    WorkerOptions {
        concurrency: 4,
        lease: Duration::from_millis(1200),
        sweep: Duration::from_millis(200),
        grace: Duration::from_secs(2),
        ..WorkerOptions::default()
    }
}

pub struct Workers {
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

impl Workers {
    pub fn start(core: Core, registry: Registry, options: WorkerOptions) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(run_workers(core, registry, options, async {
            let _ = stopped.await;
        }));
        Self {
            stop: Some(stop),
            running,
        }
    }

    pub async fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        (&mut self.running).await.unwrap();
    }
}
