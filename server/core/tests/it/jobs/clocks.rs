//! Schedules, and clocks that go wrong.

use super::engine::{Engine, T1, enqueue_on, options};
use super::kinds::*;
use app_types::Timestamp;
use futures::future::BoxFuture;
use server_core::jobs::Schedule;
use server_core::jobs::schedule::{CatchUp, Rule, Scheduler, Task};
use server_db::redis::Redis;
use server_db::{Clock, TenantTx};
use server_testing::kit::core_over;
use std::time::Duration;

fn queue_mark(tx: &mut TenantTx, due: Timestamp) -> BoxFuture<'_, server_core::Result<()>> {
    Box::pin(async move {
        tx.enqueue(&mark(due.iso(), 0)).await?;
        Ok(())
    })
}

fn task(key: &'static str, seconds: u64, catch_up: CatchUp) -> Task {
    Task {
        key,
        rule: Rule::Every(Duration::from_secs(seconds)),
        in_tenant_zone: false,
        catch_up,
        fire: queue_mark,
    }
}

/// A scheduler on a machine whose clock is off.
fn skewed(engine: &Engine, schedule: &Schedule, seconds: i64) -> Scheduler {
    let clock = Clock::manual(Clock::System.now().plus_seconds(seconds));
    let core = core_over(&engine.kit.db.url(), Redis::off(), clock);
    Scheduler::new(core, schedule.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn g16_each_due_time_fires_once_with_three_schedulers_and_wrong_clocks() {
    let engine = Engine::new().await;
    let schedule = Schedule::new().with(task("tick", 1, CatchUp::All));
    let mut ticking = tokio::task::JoinSet::new();
    for seconds in [-40, 0, 40] {
        let mut scheduler = skewed(&engine, &schedule, seconds);
        ticking.spawn(async move {
            for _ in 0..12 {
                scheduler.tick().await.unwrap();
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        });
    }
    while ticking.join_next().await.is_some() {}
    let runs = engine
        .number("SELECT COUNT(*) FROM schedule_runs WHERE tenant_id = 1")
        .await;
    let span = "SELECT TIMESTAMPDIFF(SECOND, MIN(run_at), MAX(run_at)) + 1 FROM schedule_runs WHERE tenant_id = 1";
    assert!(runs >= 3, "{runs}");
    assert_eq!(engine.number(span).await, runs, "no second is missing");
    assert_eq!(
        engine
            .number("SELECT COUNT(*) FROM jobs WHERE tenant_id = 1")
            .await,
        runs
    );
    assert_eq!(
        engine
            .number("SELECT COUNT(DISTINCT payload) FROM jobs WHERE tenant_id = 1")
            .await,
        runs
    );
    let ahead = "SELECT COUNT(*) FROM jobs WHERE run_at > NOW(6)";
    assert_eq!(
        engine.number(ahead).await,
        0,
        "a clock ahead delays nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn g16_after_three_hours_away_each_policy_fires_its_set() {
    let engine = Engine::new().await;
    let schedule = Schedule::new()
        .with(task("all", 3600, CatchUp::All))
        .with(task("latest", 3600, CatchUp::Latest))
        .with(task("skip", 3600, CatchUp::Skip));
    // On the hour, so that a first run is due.
    let start = Timestamp::from_seconds(1_795_464_000);
    let mut first = skewed(&engine, &schedule, 0);
    assert_eq!(
        first.tick_at(start).await.unwrap(),
        6,
        "three tasks of two tenants"
    );
    assert_eq!(first.tick_at(start.plus_seconds(60)).await.unwrap(), 0);
    drop(first);
    // Three schedulers come up together 20 minutes after the third missed hour.
    let now = start.plus_seconds(3 * 3600 + 1200);
    let mut ticking = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let mut scheduler = skewed(&engine, &schedule, 0);
        ticking.spawn(async move { scheduler.tick_at(now).await.unwrap() });
    }
    let mut fired = 0;
    while let Some(won) = ticking.join_next().await {
        fired += won.unwrap();
    }
    assert_eq!(
        fired,
        2 * (3 + 1),
        "per tenant: three of `all`, one of `latest`"
    );
    for (key, runs) in [("all", 4), ("latest", 2), ("skip", 1)] {
        let sql = format!(
            "SELECT COUNT(*) FROM schedule_runs WHERE tenant_id = 1 AND task_key = '{key}'"
        );
        assert_eq!(engine.number(&sql).await, runs, "{key}");
    }
    assert_eq!(engine.number("SELECT COUNT(*) FROM jobs").await, 14);
}

#[tokio::test(flavor = "multi_thread")]
async fn g29_wrong_clocks_neither_delay_nor_steal() {
    let engine = Engine::new().await;
    let on = |minutes: i64| {
        let clock = Clock::manual(Clock::System.now().plus_seconds(minutes * 60));
        core_over(&engine.kit.db.url(), Redis::off(), clock)
    };
    let workers =
        [-10, 10].map(|minutes| super::engine::Workers::start(on(minutes), registry(), options()));
    for (label, minutes) in [("ahead", 10), ("behind", -10), ("right", 0)] {
        // Longer than a lease.
        enqueue_on(&on(minutes), T1, &mark(label, 1500)).await;
    }
    engine.drained(Duration::from_secs(4)).await;
    engine.assert_effects_once(3).await;
    assert_eq!(
        engine.number("SELECT MAX(attempts) FROM jobs").await,
        1,
        "finding 17: nothing stolen"
    );
    for worker in workers {
        worker.stop().await;
    }
}
