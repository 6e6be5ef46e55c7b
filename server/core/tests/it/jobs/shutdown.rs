//! Stopping workers.

use super::engine::{Engine, T1, options};
use super::kinds::*;
use server_core::jobs::WorkerOptions;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn g35_shutdown_loses_nothing_and_starts_nothing_new() {
    let engine = Engine::with_redis().await;
    let workers = engine.work_with(WorkerOptions {
        concurrency: 8,
        grace: Duration::from_secs(1),
        ..options()
    });
    // Four finish within the grace, four do not; the rest never starts.
    for i in 0..4 {
        engine.enqueue(T1, &mark(format!("short {i}"), 500)).await;
        engine.enqueue(T1, &mark(format!("long {i}"), 20_000)).await;
    }
    let running = "SELECT COUNT(*) FROM jobs WHERE state = 'running'";
    engine.until(Duration::from_secs(2), running, 8).await;
    for i in 0..42 {
        engine.enqueue(T1, &mark(format!("waiting {i}"), 1)).await;
    }
    let started = Instant::now();
    workers.stop().await;
    assert!(
        started.elapsed() < Duration::from_millis(2500),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(
        engine.count("running").await,
        0,
        "finding 19: everything was given back"
    );
    assert_eq!(
        engine
            .number("SELECT COUNT(*) FROM test_effects WHERE label LIKE 'short%'")
            .await,
        4
    );
    assert_eq!(
        engine
            .number("SELECT COUNT(*) FROM test_effects WHERE label LIKE 'long%'")
            .await,
        0
    );
    let untouched = "SELECT COUNT(*) FROM jobs WHERE state = 'queued' AND attempts = 0";
    // Places that short jobs freed before the stop may have let waiting ones through.
    let through = engine
        .number("SELECT COUNT(*) FROM test_effects WHERE label LIKE 'waiting%'")
        .await;
    assert_eq!(
        engine.number(untouched).await,
        4 + 42 - through,
        "attempts given back"
    );
    engine
        .kit
        .db
        .execute("UPDATE jobs SET payload = JSON_SET(payload, '$.ms', 1) WHERE state = 'queued'")
        .await;
    let workers = engine.work();
    engine.drained(Duration::from_secs(4)).await;
    engine.assert_effects_once(50).await;
    workers.stop().await;
}
