//! Jobs that fail: retried with pauses, then put aside, without harm to the others.

use super::engine::{Engine, T1};
use super::kinds::*;
use super::process::Process;
use server_db::NewJob;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn g14_failing_jobs_end_dead_and_the_others_go_on() {
    let engine = Engine::new().await;
    let workers = engine.work();
    for how in ["broken", "panic", "hang", "dead", "later"] {
        engine.enqueue(T1, &fail(how)).await;
    }
    let nonsense = NewJob {
        payload: "{\"label\": 5".into(),
        ..NewJob::of(&mark("", 0)).unwrap()
    };
    enqueue_new(&engine, nonsense).await;
    for i in 0..20 {
        engine.enqueue(T1, &mark(i, 10)).await;
    }
    let healthy = "SELECT COUNT(*) FROM jobs WHERE kind = 'test.mark' AND state = 'done'";
    engine.until(Duration::from_secs(3), healthy, 20).await;
    let dead = "SELECT COUNT(*) FROM jobs WHERE state = 'dead'";
    engine.until(Duration::from_secs(6), dead, 5).await;
    workers.stop().await;
    for (how, attempts, error) in [
        ("broken", 3, "broken"),
        ("panic", 3, "panic: "),
        ("hang", 3, "it took longer than"),
        ("dead", 1, "no use trying"),
        ("later", 0, "not now"),
    ] {
        let row = |column: &str| {
            format!("SELECT {column} FROM jobs WHERE JSON_VALUE(payload, '$.how') = '{how}'")
        };
        assert_eq!(engine.number(&row("attempts")).await, attempts, "{how}");
        let text = engine.text(&row("last_error")).await;
        assert!(text.starts_with(error), "{how}: {text}");
    }
    let unread = engine
        .text("SELECT last_error FROM jobs WHERE payload LIKE '%: 5'")
        .await;
    assert!(unread.starts_with("the payload cannot be read"), "{unread}");
}

async fn enqueue_new(engine: &Engine, job: NewJob) {
    let actor = server_db::Actor::system(T1, "test");
    let mut tx = engine.core.db.begin(actor).await.unwrap();
    tx.enqueue_new(job).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn g14_an_unknown_kind_waits_for_a_newer_version_and_then_ends_dead() {
    let engine = Engine::new().await;
    let workers = engine.work();
    engine.enqueue(T1, &Unknown { ms: 0 }).await;
    let seen = "SELECT COUNT(*) FROM jobs WHERE state = 'queued' AND last_error LIKE 'no handler%'";
    engine.until(Duration::from_secs(2), seen, 1).await;
    engine
        .kit
        .db
        .execute("UPDATE jobs SET attempts = 4, run_at = NOW(6)")
        .await;
    let dead = "SELECT COUNT(*) FROM jobs WHERE state = 'dead' AND last_error LIKE 'no handler%test.unknown'";
    engine.until(Duration::from_secs(2), dead, 1).await;
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g14_a_job_that_kills_its_process_is_put_aside_after_three_crashes() {
    let engine = Engine::new().await;
    engine.enqueue(T1, &fail("abort")).await;
    let mut worker = Process::worker(&engine);
    let dead = "SELECT COUNT(*) FROM jobs WHERE state = 'dead'";
    let mut crashes = 0;
    for _ in 0..1500 {
        if worker.has_ended() {
            crashes += 1;
            worker = Process::worker(&engine);
        }
        if engine.number(dead).await == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(crashes, 3);
    assert_eq!(engine.number("SELECT crashes FROM jobs").await, 3);
    assert_eq!(
        engine.number("SELECT COUNT(*) FROM test_effects").await,
        3,
        "it began three times"
    );
    engine.enqueue(T1, &mark("healthy", 0)).await;
    engine.drained(Duration::from_secs(3)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_10_the_attempt_limit_holds() {
    let engine = Engine::new().await;
    let workers = engine.work();
    engine.enqueue(T1, &FailOnce { how: String::new() }).await;
    engine.drained(Duration::from_secs(2)).await;
    assert_eq!(
        (
            engine.count("dead").await,
            engine.number("SELECT attempts FROM jobs").await
        ),
        (1, 1)
    );
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g15_jobs_that_fail_together_come_back_apart() {
    const JOBS: usize = 300;
    let engine = Engine::new().await;
    let mut registry = registry();
    registry.set_policy("test.fail", server_core::jobs::policy::DEFAULT);
    let actor = server_db::Actor::system(T1, "test");
    let mut tx = engine.core.db.begin(actor).await.unwrap();
    for _ in 0..JOBS {
        tx.enqueue(&fail("outage")).await.unwrap();
    }
    tx.commit().await.unwrap();
    let workers =
        super::engine::Workers::start(engine.core.clone(), registry, super::engine::options());
    let failed = "SELECT COUNT(*) FROM jobs WHERE attempts = 1 AND state = 'queued'";
    engine
        .until(Duration::from_secs(10), failed, JOBS as i64)
        .await;
    workers.stop().await;
    let fullest = "SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM jobs GROUP BY FLOOR(UNIX_TIMESTAMP(run_at))) b";
    let fullest = engine.number(fullest).await as usize;
    assert!(
        fullest * 100 / JOBS <= 10,
        "{fullest} of {JOBS} come back in one second"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_18_a_panic_leaves_its_neighbours_alone() {
    let engine = Engine::new().await;
    let workers = engine.work();
    for i in 0..3 {
        engine.enqueue(T1, &mark(i, 500)).await;
    }
    engine.enqueue(T1, &fail("panic")).await;
    let done = "SELECT COUNT(*) FROM jobs WHERE state = 'done' AND attempts = 1";
    engine.until(Duration::from_secs(3), done, 3).await;
    workers.stop().await;
}
