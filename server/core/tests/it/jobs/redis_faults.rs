//! Redis carries hints. It may be slow, empty, full or gone.

use super::engine::{Engine, T1};
use super::kinds::*;
use server_db::redis::Redis;
use server_testing::PrivateGroup;
use std::time::{Duration, Instant};

/// The longest wait between the commit of a job and its effect, in milliseconds.
const LONGEST_WAIT: &str = "SELECT MAX(TIMESTAMPDIFF(MICROSECOND, j.created_at, e.at)) DIV 1000 \
     FROM jobs j JOIN test_effects e ON e.job = \
     INSERT(INSERT(INSERT(INSERT(LOWER(HEX(j.id)), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')";

#[tokio::test(flavor = "multi_thread")]
async fn g25_redis_faults_lose_no_job() {
    let mut engine = Engine::with_redis().await;
    let workers = engine.work();
    for i in 0..120 {
        engine.enqueue(T1, &mark(i, 1)).await;
        let redis = engine.redis.as_mut().unwrap();
        match i {
            15 => drop(redis.cli(&["FLUSHALL"])),
            30 => drop(redis.cli(&["CLIENT", "PAUSE", "1500"])),
            45 => redis.kill(),
            60 => redis.start_again(),
            75 => drop(redis.cli(&["CONFIG", "SET", "maxmemory", "1"])),
            90 => drop(redis.cli(&["CONFIG", "SET", "maxmemory", "0"])),
            105 => drop(redis.cli(&["CLIENT", "KILL", "TYPE", "normal"])),
            _ => {}
        }
    }
    engine.drained(Duration::from_secs(5)).await;
    engine.assert_effects_once(120).await;
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_03_polling_never_stalls() {
    let engine = Engine::with_redis().await;
    let workers = engine.work_with(server_core::jobs::WorkerOptions {
        sweep: Duration::from_secs(30),
        ..super::engine::options()
    });
    // The first sweep is over.
    tokio::time::sleep(Duration::from_millis(300)).await;
    for i in 0..30 {
        engine.enqueue(T1, &mark(i, 0)).await;
        tokio::time::sleep(Duration::from_millis(70)).await;
    }
    engine.drained(Duration::from_secs(2)).await;
    let longest = engine.number(LONGEST_WAIT).await;
    assert!(longest < 500, "{longest} ms from commit to effect");
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_a_job_starts_within_the_sweep() {
    let engine = Engine::new().await;
    let workers = engine.work_with(server_core::jobs::WorkerOptions {
        sweep: server_core::jobs::WorkerOptions::default().sweep,
        ..super::engine::options()
    });
    for i in 0..12 {
        engine.enqueue(T1, &mark(i, 0)).await;
        tokio::time::sleep(Duration::from_millis(310)).await;
    }
    engine.drained(Duration::from_secs(3)).await;
    let longest = engine.number(LONGEST_WAIT).await;
    // 1.1 s on a quiet machine (docs/jobs.md); this suite runs beside others.
    assert!(longest < 1500, "{longest} ms from commit to effect");
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_06_redis_restart_brings_the_lane_back() {
    let mut engine = Engine::with_redis().await;
    let workers = engine.work_with(server_core::jobs::WorkerOptions {
        sweep: Duration::from_secs(2),
        ..super::engine::options()
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    engine.redis.as_mut().unwrap().kill();
    engine.enqueue(T1, &mark("away", 0)).await;
    engine.drained(Duration::from_secs(4)).await;
    engine.redis.as_mut().unwrap().start_again();
    // Connected again within a second or two; then quick again.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    for i in 0..3 {
        let started = Instant::now();
        engine.enqueue(T1, &mark(i, 0)).await;
        engine.drained(Duration::from_secs(3)).await;
        assert!(
            started.elapsed() < Duration::from_millis(800),
            "{:?}",
            started.elapsed()
        );
    }
    engine.assert_effects_once(4).await;
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_13_an_unread_lane_stays_short() {
    let engine = Engine::with_redis().await;
    let actor = server_db::Actor::system(T1, "test");
    for _ in 0..3 {
        let mut tx = engine.core.db.begin(actor.clone()).await.unwrap();
        for _ in 0..40 {
            tx.enqueue(&Plain { ms: 0 }).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let redis = engine.redis.as_ref().unwrap();
    assert_eq!(redis.cli(&["LLEN", "nestogy:jobs:test"]), "120");
    let fill = "for i=1,11000 do redis.call('LPUSH', 'nestogy:jobs:test', '9:x') end";
    redis.cli(&["EVAL", fill, "0"]);
    engine.enqueue(T1, &Plain { ms: 0 }).await;
    assert_eq!(redis.cli(&["LLEN", "nestogy:jobs:test"]), "10000");
    // Nonsense in the lane does no harm either.
    let workers = engine.work();
    engine.drained(Duration::from_secs(4)).await;
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_20_redis_flushed_before_anyone_read() {
    let engine = Engine::with_redis().await;
    for i in 0..100 {
        engine.enqueue(T1, &mark(i, 0)).await;
    }
    assert_eq!(engine.redis.as_ref().unwrap().cli(&["FLUSHALL"]), "OK");
    let workers = engine.work();
    engine.drained(Duration::from_secs(5)).await;
    engine.assert_effects_once(100).await;
    workers.stop().await;
}

/// A person moves the master's role; later the new master is lost, and the old one takes over
/// again. Servers and workers ask the sentinel and go on.
#[tokio::test(flavor = "multi_thread")]
async fn g25_another_master_by_sentinel_loses_no_job() {
    let mut group = PrivateGroup::start();
    let redis = Redis::new(&group.url()).unwrap();
    let engine = Engine::with_lane(redis.clone()).await;
    let workers = engine.work();
    for i in 0..60 {
        engine.enqueue(T1, &mark(i, 1)).await;
        match i {
            15 => group.fail_over(1).await,
            30 => group.until_replica(0).await,
            31 => {
                // From here on both are counted from nothing.
                group.first.cli(&["CONFIG", "RESETSTAT"]);
                group.second.kill();
            }
            40 => group.until_master(0).await,
            _ => {}
        }
    }
    engine.drained(Duration::from_secs(10)).await;
    engine.assert_effects_once(60).await;
    // Not by the sweep alone: the lane of the new master is read again.
    let began = Instant::now();
    while !group
        .first
        .cli(&["INFO", "commandstats"])
        .contains("cmdstat_blmpop")
    {
        let waited = began.elapsed();
        assert!(waited < Duration::from_secs(20), "the lane is not read");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    workers.stop().await;
}

/// A page's subscription goes on at the new master, whether the old one dies or only steps down.
#[tokio::test(flavor = "multi_thread")]
async fn live_updates_are_heard_from_the_new_master() {
    let mut group = PrivateGroup::start();
    let redis = Redis::new(&group.url()).unwrap();
    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let listener = tokio::spawn(async move {
        loop {
            let hear = redis.hear(
                "nestogy:test",
                || {},
                |text| {
                    let _ = sender.send(text.to_string());
                },
            );
            let _ = hear.await;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    let mut arrives = async |from: &dyn Fn(&str), word: &str| {
        for _ in 0..100 {
            from(word);
            let next = tokio::time::timeout(Duration::from_millis(200), heard.recv()).await;
            if next.is_ok_and(|text| text.as_deref() == Some(word)) {
                return true;
            }
        }
        false
    };
    let first = |word: &str| drop(group.first.cli(&["PUBLISH", "nestogy:test", word]));
    assert!(arrives(&first, "one").await);
    group.fail_over(1).await;
    let second = |word: &str| drop(group.second.cli(&["PUBLISH", "nestogy:test", word]));
    assert!(arrives(&second, "two").await);
    group.first.kill();
    let second = |word: &str| drop(group.second.cli(&["PUBLISH", "nestogy:test", word]));
    assert!(arrives(&second, "three").await);
    listener.abort();
}

/// The sentinel cannot reach the old master any more, its subscribers still can: they ask the sentinel.
#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_leaves_a_master_that_was_replaced() {
    let group = PrivateGroup::start();
    let redis = Redis::new(&group.url()).unwrap();
    let (sender, began) = tokio::sync::oneshot::channel();
    let hear = tokio::spawn(async move {
        let began = || sender.send(()).unwrap();
        redis.hear("nestogy:test", began, |_| {}).await
    });
    began.await.unwrap();
    group.first.cli(&["CONFIG", "SET", "requirepass", "x"]);
    let kill = ["-a", "x", "CLIENT", "KILL", "TYPE", "normal"];
    group.first.cli(&kill);
    group.until_master(1).await;
    let ended = tokio::time::timeout(Duration::from_secs(15), hear).await;
    assert!(ended.expect("it stays with the old one").unwrap().is_err());
}

/// Somebody makes the master a replica behind the sentinel's back, and its connections live on: what
/// it says may be old.
#[tokio::test(flavor = "multi_thread")]
async fn a_master_that_has_stepped_down_is_not_asked() {
    let group = PrivateGroup::start();
    let redis = Redis::new(&group.url()).unwrap();
    redis.ping().await.unwrap();
    let port = group.second.port().to_string();
    group.first.cli(&["REPLICAOF", "127.0.0.1", &port]);
    assert!(redis.ping().await.is_err());
}
