//! A committed change has its jobs; a job has one effect.

use super::engine::{Engine, T1, T2};
use super::kinds::*;
use super::process::Process;
use app_types::Timestamp;
use server_core::jobs::housekeeping::PruneJobs;
use server_core::jobs::{self, Registry};
use server_db::{Actor, Clock, NewJob};
use server_testing::jobs::assert_idempotent;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn g10_a_commit_brings_its_jobs_and_a_rollback_none() {
    let engine = Engine::new().await;
    for round in 0..4 {
        let mut producer = Process::producer(&engine);
        let changes = "SELECT COUNT(*) FROM test_effects";
        let before = engine.number(changes).await;
        while engine.number(changes).await < before + 15 {
            tokio::time::sleep(Duration::from_millis(3 + round * 2)).await;
        }
        producer.kill();
    }
    let of = |label: &str, table: &str| match table {
        "jobs" => {
            format!("SELECT COUNT(*) FROM jobs WHERE JSON_VALUE(payload, '$.label') = '{label}'")
        }
        _ => format!("SELECT COUNT(*) FROM test_effects WHERE label = '{label}'"),
    };
    let changes = engine.number(&of("committed", "effects")).await;
    assert!(changes >= 40);
    assert_eq!(engine.number(&of("committed", "jobs")).await, changes);
    assert_eq!(engine.number(&of("rolled back", "effects")).await, 0);
    assert_eq!(engine.number(&of("rolled back", "jobs")).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_job_cannot_commit() {
    let engine = Engine::new().await;
    let workers = engine.work();
    engine.enqueue(T1, &mark("robbed", 600)).await;
    let running = "SELECT COUNT(*) FROM jobs WHERE state = 'running'";
    engine.until(Duration::from_secs(3), running, 1).await;
    // Another holder with a long lease, as after a pause beyond the lease.
    engine
        .kit
        .db
        .execute("UPDATE jobs SET lease_token = UNHEX(REPLACE(UUID(), '-', '')), lease_until = NOW(6) + INTERVAL 1 HOUR")
        .await;
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(
        engine.effects().await.len(),
        0,
        "its effect was rolled back"
    );
    assert_eq!(
        engine.count("running").await,
        1,
        "the other holder keeps it"
    );
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tenants_backlog_does_not_starve_another() {
    let engine = Engine::new().await;
    engine
        .kit
        .db
        .execute(
            "INSERT INTO jobs (tenant_id, id, queue, kind, payload, state, run_at, created_at) \
             SELECT 1, UNHEX(MD5(a.n * 1000 + b.n)), 'test', 'test.plain', '{\"ms\":5}', 'queued', \
             NOW(6) - INTERVAL 1 HOUR, NOW(6) FROM \
             (WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < 59) SELECT n FROM s) a, \
             (WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < 99) SELECT n FROM s) b",
        )
        .await;
    for i in 0..10 {
        engine.enqueue(T2, &mark(i, 0)).await;
    }
    let workers = engine.work();
    let others = "SELECT COUNT(*) FROM jobs WHERE tenant_id = 2 AND state = 'done'";
    engine.until(Duration::from_secs(2), others, 10).await;
    let left = engine
        .number("SELECT COUNT(*) FROM jobs WHERE tenant_id = 1 AND state = 'queued'")
        .await;
    assert!(left > 3000, "the backlog was still long: {left}");
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_a_suspended_tenant_wait() {
    let engine = Engine::with_redis().await;
    engine
        .kit
        .db
        .execute("UPDATE tenants SET status = 'suspended' WHERE id = 2")
        .await;
    let workers = engine.work();
    engine.enqueue(T2, &mark("waits", 0)).await;
    engine.enqueue(T1, &mark("runs", 0)).await;
    engine
        .until(
            Duration::from_secs(2),
            "SELECT COUNT(*) FROM test_effects",
            1,
        )
        .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(engine.count("queued").await, 1);
    engine
        .kit
        .db
        .execute("UPDATE tenants SET status = 'active' WHERE id = 2")
        .await;
    engine.drained(Duration::from_secs(2)).await;
    engine.assert_effects_once(2).await;
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parked_jobs_are_left_alone_and_later_ones_wait() {
    let engine = Engine::new().await;
    engine.enqueue(T1, &mark("parked", 0)).await;
    engine
        .kit
        .db
        .execute("UPDATE jobs SET state = 'parked'")
        .await;
    let later = Clock::System.now().plus_seconds(3600);
    let mut tx = engine
        .core
        .db
        .begin(Actor::system(T1, "test"))
        .await
        .unwrap();
    tx.enqueue_new(NewJob::of(&mark("later", 0)).unwrap().at(later))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let workers = engine.work();
    engine.enqueue(T1, &mark("now", 0)).await;
    engine
        .until(
            Duration::from_secs(2),
            "SELECT COUNT(*) FROM jobs WHERE state = 'done'",
            1,
        )
        .await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(
        (engine.count("parked").await, engine.count("queued").await),
        (1, 1)
    );
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_kit_runs_jobs_by_the_tests_clock() {
    let engine = Engine::new().await;
    let mut registry: Registry = registry();
    jobs::housekeeping::register(&mut registry);
    let clock = engine.kit.clock.clone();
    let core = engine.kit.core.clone();
    let mut tx = engine.kit.begin(Actor::system(T1, "test")).await;
    let tomorrow: Timestamp = tx.now().plus_days(1);
    tx.enqueue_new(NewJob::of(&mark("tomorrow", 0)).unwrap().at(tomorrow))
        .await
        .unwrap();
    tx.enqueue(&fail("today")).await.unwrap();
    tx.commit().await.unwrap();
    let report = jobs::run_due(&core, &registry).await.unwrap();
    assert_eq!(
        (report.ran, report.failures.as_slice()),
        (1, ["test.fail: today".to_string()].as_slice())
    );
    clock.advance_seconds(86_400);
    assert_eq!(jobs::run_due(&core, &registry).await.unwrap().ran, 2);
    engine
        .kit
        .db
        .execute("DELETE FROM test_effects WHERE label = 'began'")
        .await;
    engine.assert_effects_once(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g12_the_engines_own_jobs_are_idempotent() {
    let engine = Engine::new().await;
    let mut registry = registry();
    jobs::housekeeping::register(&mut registry);
    engine
        .kit
        .db
        .execute(
            "INSERT INTO jobs (tenant_id, id, queue, kind, payload, state, run_at, created_at, finished_at) VALUES \
             (1, UNHEX(MD5('old')), 'test', 'x', '{}', 'done', NOW(6) - INTERVAL 9 DAY, NOW(6), NOW(6) - INTERVAL 9 DAY), \
             (1, UNHEX(MD5('new')), 'test', 'x', '{}', 'done', NOW(6) - INTERVAL 5 DAY, NOW(6), NOW(6) - INTERVAL 5 DAY), \
             (2, UNHEX(MD5('other')), 'test', 'x', '{}', 'done', NOW(6) - INTERVAL 9 DAY, NOW(6), NOW(6) - INTERVAL 9 DAY); \
             INSERT INTO schedule_runs VALUES (1, 't', NOW(6) - INTERVAL 9 DAY, NOW(6)), (1, 't', NOW(6) - INTERVAL 8 DAY, NOW(6))",
        )
        .await;
    assert_idempotent(&engine.kit, &registry, T1, &PruneJobs {}).await;
    let kept = "SELECT COUNT(*) FROM jobs WHERE kind = 'x'";
    assert_eq!(engine.number(kept).await, 2, "one tenant's old one is gone");
    assert_eq!(
        engine.number("SELECT COUNT(*) FROM schedule_runs").await,
        1,
        "the latest stays"
    );
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "test_effects")]
async fn g12_a_job_that_adds_something_each_time_is_found_out() {
    let engine = Engine::new().await;
    assert_idempotent(&engine.kit, &registry(), T1, &mark("again", 0)).await;
}
