//! Redis: everything works without it, more slowly.

use super::{Scene, until};
use crate::programs::{Line, Visitor};
use futures::StreamExt;
use server_testing::PASSWORD;
use std::time::Duration;

/// Pages load, changes are made, sessions hold by their row, wrong passwords are still counted.
async fn works_without(scene: &Scene) {
    for path in ["/tickets", "/tickets/1002", "/clients", "/settings/profile"] {
        let (status, _, took) = scene.page(path).await;
        assert_eq!(status, 200, "{path}");
        assert!(took < Duration::from_secs(3), "{path}: {took:?}");
    }
    let (status, answer, took) = scene.reply("typed without Redis").await;
    assert!(status == 200 && answer.contains("Done"), "{answer}");
    assert!(took < Duration::from_secs(3), "{took:?}");
    // Found by the sweep instead of the lane.
    until("the reply is sent", Duration::from_secs(15), async || {
        let taken = scene.smtp.taken();
        taken
            .iter()
            .any(|mail| mail.text.contains("typed without Redis"))
    })
    .await;
    let (status, report) = scene.readiness().await;
    assert_eq!((status, &report["status"]), (200, &"degraded".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_everything_works() {
    let mut scene = Scene::open().await;
    assert_eq!(scene.page("/tickets").await.0, 200);
    scene.redis_line.set(Line::Cut);
    scene.redis.kill();
    works_without(&scene).await;
    scene.redis.start_again();
    scene.redis_line.set(Line::Whole);
    until("ready again", Duration::from_secs(10), async || {
        scene.readiness().await.1["status"] == "ready"
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g31_a_hanging_redis_delays_no_page_for_long() {
    let scene = Scene::open().await;
    assert_eq!(scene.page("/tickets").await.0, 200);
    scene.redis_line.set(Line::Hanging);
    works_without(&scene).await;
    scene.redis_line.set(Line::Whole);
    until("ready again", Duration::from_secs(10), async || {
        scene.readiness().await.1["status"] == "ready"
    })
    .await;
}

/// Five free tries; then a block, with and without Redis, and across its loss.
#[tokio::test(flavor = "multi_thread")]
async fn g26_wrong_passwords_are_counted_while_redis_is_away() {
    let scene = Scene::open().await;
    scene.redis_line.set(Line::Cut);
    let nobody = Visitor::with_cookie("");
    let email = scene.world.a.user("technician").email.replace('@', "%40");
    let sign_in = async |password: &str| {
        let password = password.replace(' ', "+");
        let form = format!("workspace=alpha&email={email}&password={password}");
        let answer = nobody
            .post(&scene.server.url, "/api/identity/sign-in", &form)
            .await;
        answer.unwrap().text().await.unwrap()
    };
    for _ in 0..11 {
        let answer = sign_in("wrong").await;
        let refused = answer.contains("Rejected") || answer.contains("RateLimited");
        assert!(refused, "{answer}");
    }
    let last = sign_in(PASSWORD).await;
    assert!(last.contains("RateLimited"), "{last}");
}

/// Redis comes back with its memory, and with it the copy of a session that was ended meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a05_also_when_redis_was_away_during_the_change() {
    let scene = Scene::open().await;
    let visit = async || scene.page("/tickets").await.0;
    assert_eq!((visit().await, visit().await), (200, 200));
    let copies = scene.redis.cli(&["KEYS", "nestogy:*:session:*"]);
    assert!(copies.contains(":session:"), "no copy was made: {copies}");
    scene.redis_line.set(Line::Cut);
    let sign_out = scene
        .owner
        .post(&scene.server.url, "/api/identity/sign-out", "");
    assert!(sign_out.await.unwrap().status().as_u16() < 400);
    scene.redis_line.set(Line::Whole);
    until("Redis is used again", Duration::from_secs(10), async || {
        scene.readiness().await.1["status"] == "ready"
    })
    .await;
    // Whoever leaves Redis alone for a while has asked it again by then.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let copies = scene.redis.cli(&["KEYS", "nestogy:*:session:*"]);
    assert!(copies.contains(":session:"), "the copy is gone: {copies}");
    assert_eq!(visit().await, 302);
}

/// Open pages hear of changes made in other processes again, once Redis is back.
#[tokio::test(flavor = "multi_thread")]
async fn live_updates_come_back_with_redis() {
    let scene = Scene::open().await;
    let stream = scene.owner.get(&scene.server.url, "/events").await.unwrap();
    let mut events = stream.bytes_stream();
    scene.redis_line.set(Line::Cut);
    tokio::time::sleep(Duration::from_millis(500)).await;
    scene.redis_line.set(Line::Whole);
    // Another process says it: the test itself, through Redis only.
    let (process, tenant) = (uuid::Uuid::now_v7(), scene.world.a.id.0);
    let heard = async {
        loop {
            let event = format!(
                r#"{{"process":"{process}","tenant":{tenant},"event":{{"topic":"ticket","key":"from afar","version":1}}}}"#
            );
            scene.redis.cli(&["PUBLISH", "nestogy:live", &event]);
            let next = tokio::time::timeout(Duration::from_millis(400), events.next()).await;
            if let Ok(Some(Ok(bytes))) = next
                && String::from_utf8_lossy(&bytes).contains("from afar")
            {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), heard)
        .await
        .expect("live updates are heard again");
}
