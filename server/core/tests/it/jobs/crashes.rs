//! Workers that are killed, stopped or slow.

use super::engine::{Engine, T1, T2};
use super::kinds::*;
use super::process::Process;
use std::time::Duration;

/// Kills a worker at a crash point of the handler, then lets another one finish.
async fn dies_at(point: u32) -> Engine {
    let engine = Engine::new().await;
    engine.enqueue(T1, &mark("x", 0)).await;
    let mut doomed = Process::worker_that_dies_at(&engine, point);
    for _ in 0..500 {
        if doomed.has_ended() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(doomed.has_ended(), "it died at {point}");
    let workers = engine.work();
    engine.drained(Duration::from_secs(5)).await;
    workers.stop().await;
    engine.assert_effects_once(1).await;
    engine
}

#[tokio::test(flavor = "multi_thread")]
async fn g11_killed_before_the_effect() {
    let engine = dies_at(1).await;
    assert_eq!(engine.number("SELECT crashes FROM jobs").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn g11_killed_between_effect_and_commit() {
    let engine = dies_at(2).await;
    assert_eq!(engine.number("SELECT attempts FROM jobs").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_02_a_finished_job_is_not_repeated_after_kill() {
    let engine = dies_at(3).await;
    assert_eq!(engine.number("SELECT attempts FROM jobs").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn g11_workers_killed_at_random_lose_and_double_nothing() {
    const JOBS: usize = 300;
    let engine = Engine::new().await;
    for i in 0..JOBS {
        let tenant = if i % 2 == 0 { T1 } else { T2 };
        engine.enqueue(tenant, &mark(i, 15)).await;
    }
    let mut workers = [Process::worker(&engine), Process::worker(&engine)];
    let done = "SELECT COUNT(*) FROM jobs WHERE state = 'done'";
    engine
        .until(
            Duration::from_secs(10),
            "SELECT COUNT(*) > 0 FROM test_effects",
            1,
        )
        .await;
    for round in 0..8u64 {
        tokio::time::sleep(Duration::from_millis(60 + rand::random::<u64>() % 250)).await;
        let victim = &mut workers[round as usize % 2];
        victim.kill();
        *victim = Process::worker(&engine);
    }
    engine.drained(Duration::from_secs(20)).await;
    let (finished, dead) = (engine.number(done).await, engine.count("dead").await);
    // A job that was under three kills is taken out of the queue by rule; nothing else is.
    assert_eq!(finished + dead, JOBS as i64);
    assert!(dead <= 3, "{dead} dead");
    engine.assert_effects_once(finished as usize).await;
    assert!(
        engine.number("SELECT SUM(crashes) FROM jobs").await > 0,
        "kills hit running jobs"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn g13_a_slow_job_keeps_its_lease() {
    let engine = Engine::new().await;
    let (first, second) = (engine.work(), engine.work());
    // Three times the lease.
    engine.enqueue(T1, &mark("slow", 3600)).await;
    engine.drained(Duration::from_secs(8)).await;
    engine.assert_effects_once(1).await;
    assert_eq!(engine.number("SELECT attempts FROM jobs").await, 1);
    first.stop().await;
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_16_sigstop_beyond_the_lease_hands_the_job_over() {
    let engine = Engine::new().await;
    engine.enqueue(T1, &mark("frozen", 700)).await;
    let frozen = Process::worker(&engine);
    let running = "SELECT COUNT(*) FROM jobs WHERE state = 'running'";
    engine.until(Duration::from_secs(8), running, 1).await;
    frozen.signal("-STOP");
    let workers = engine.work();
    engine.drained(Duration::from_secs(6)).await;
    frozen.signal("-CONT");
    // Longer than the frozen handler needs to reach its commit.
    tokio::time::sleep(Duration::from_millis(1200)).await;
    engine.assert_effects_once(1).await;
    assert_eq!(engine.number("SELECT attempts FROM jobs").await, 2);
    // It lives on and takes the next job.
    workers.stop().await;
    engine.enqueue(T1, &mark("after", 0)).await;
    engine.drained(Duration::from_secs(4)).await;
    engine.assert_effects_once(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_database_connections_do_not_end_the_workers() {
    let engine = Engine::new().await;
    let workers = engine.work();
    for i in 0..30 {
        engine.enqueue(T1, &mark(i, 20)).await;
        if i % 10 == 5 {
            let name = engine.kit.db.name();
            let mine = "SELECT GROUP_CONCAT(id) FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND db = ";
            let ids = engine.text(&format!("{mine}'{name}'")).await;
            for id in ids.split(',').filter(|id| !id.is_empty()) {
                // Some are gone by the time.
                let kill = format!(
                    "BEGIN NOT ATOMIC DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END; KILL {id}; END"
                );
                engine.kit.db.execute(&kill).await;
            }
        }
    }
    engine.drained(Duration::from_secs(10)).await;
    engine.assert_effects_once(30).await;
    workers.stop().await;
}
