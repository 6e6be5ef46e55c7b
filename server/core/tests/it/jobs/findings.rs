//! What went wrong in apalis-redis 1.0, tried on this engine (the list is in `docs/jobs.md`).

use super::engine::{Engine, T1, options};
use super::kinds::*;
use server_core::jobs::WorkerOptions;
use server_core::jobs::{self};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn finding_01_healthy_workers_run_each_job_once() {
    let engine = Engine::with_redis().await;
    let one_by_one = WorkerOptions {
        concurrency: 1,
        lease: Duration::from_millis(600),
        ..options()
    };
    let workers = [
        engine.work_with(one_by_one.clone()),
        engine.work_with(one_by_one),
    ];
    for i in 0..10 {
        engine.enqueue(T1, &mark(i, 300)).await;
    }
    engine.drained(Duration::from_secs(8)).await;
    engine.assert_effects_once(10).await;
    assert_eq!(engine.number("SELECT MAX(attempts) FROM jobs").await, 1);
    for worker in workers {
        worker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_04_a_unique_key_holds_until_the_job_has_ended() {
    let engine = Engine::new().await;
    let job = Keyed { key: "k".into() };
    assert!(engine.enqueue(T1, &job).await.is_some());
    assert!(engine.enqueue(T1, &job).await.is_none());
    assert!(engine.enqueue(T1, &job).await.is_none());
    assert!(
        engine.enqueue(super::engine::T2, &job).await.is_some(),
        "keys are a tenant's own"
    );
    let workers = engine.work();
    engine.drained(Duration::from_secs(2)).await;
    assert!(engine.enqueue(T1, &job).await.is_some());
    engine.drained(Duration::from_secs(2)).await;
    assert_eq!(engine.count("done").await, 3);
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_05_nine_thousand_due_jobs() {
    let engine = Engine::with_redis().await;
    let actor = server_db::Actor::system(T1, "test");
    engine
        .kit
        .db
        .execute(
            "INSERT INTO jobs (tenant_id, id, queue, kind, payload, state, run_at, created_at) \
             SELECT 1 + (b.n % 2), UNHEX(MD5(a.n * 1000 + b.n)), 'test', 'test.plain', '{\"ms\":0}', 'queued', \
             NOW(6), NOW(6) FROM \
             (WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < 89) SELECT n FROM s) a, \
             (WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < 99) SELECT n FROM s) b",
        )
        .await;
    drop(actor);
    let started = Instant::now();
    let workers = engine.work_with(WorkerOptions {
        concurrency: 32,
        ..options()
    });
    engine.drained(Duration::from_secs(40)).await;
    eprintln!("9,000 jobs in {:?}", started.elapsed());
    assert_eq!(engine.count("done").await, 9000);
    assert_eq!(engine.number("SELECT MAX(attempts) FROM jobs").await, 1);
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_07_workers_start_again_at_once() {
    let engine = Engine::with_redis().await;
    for i in 0..4 {
        let workers = engine.work();
        let started = Instant::now();
        engine.enqueue(T1, &mark(i, 0)).await;
        engine.drained(Duration::from_secs(2)).await;
        assert!(started.elapsed() < Duration::from_secs(1));
        workers.stop().await;
    }
    engine.assert_effects_once(4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_11_pruning_spares_jobs_that_wait_for_their_retry() {
    let engine = Engine::new().await;
    let mut registry = registry();
    jobs::housekeeping::register(&mut registry);
    engine.enqueue(T1, &fail("try again")).await;
    let core = &engine.core;
    jobs::run_due(core, &registry).await.unwrap();
    engine.kit.db.execute("UPDATE jobs SET created_at = NOW(6) - INTERVAL 30 DAY, run_at = NOW(6) - INTERVAL 20 DAY").await;
    engine.enqueue(T1, &jobs::housekeeping::PruneJobs {}).await;
    jobs::run_due(core, &registry).await.unwrap();
    assert_eq!(
        engine
            .number("SELECT COUNT(*) FROM jobs WHERE kind = 'test.fail' AND attempts = 2")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_21_one_lost_lease_in_a_batch_spares_the_others() {
    let engine = Engine::new().await;
    let workers = engine.work_with(WorkerOptions {
        concurrency: 10,
        ..options()
    });
    let actor = server_db::Actor::system(T1, "test");
    let mut tx = engine.core.db.begin(actor).await.unwrap();
    for _ in 0..10 {
        tx.enqueue(&Plain { ms: 600 }).await.unwrap();
    }
    tx.commit().await.unwrap();
    let running = "SELECT COUNT(*) FROM jobs WHERE state = 'running'";
    engine.until(Duration::from_secs(2), running, 10).await;
    engine
        .kit
        .db
        .execute("UPDATE jobs SET lease_token = UNHEX(MD5('thief')), lease_until = NOW(6) + INTERVAL 1 HOUR ORDER BY id LIMIT 1")
        .await;
    engine
        .until(
            Duration::from_secs(3),
            "SELECT COUNT(*) FROM jobs WHERE state = 'done'",
            9,
        )
        .await;
    assert_eq!(engine.count("running").await, 1);
    workers.stop().await;
    assert_eq!(
        engine.count("running").await,
        1,
        "the thief's job was not given back by us"
    );
}
