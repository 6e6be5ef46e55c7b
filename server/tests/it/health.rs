//! What the server says about itself while things are away.

use crate::test_app::{Options, TestApp};
use serde_json::Value;
use server_testing::mail::Mode;
use std::time::Duration;

async fn ready(app: &TestApp) -> (u16, Value) {
    let answer = app.get("/readyz").send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn ready_with_everything_there() {
    let app = TestApp::new().await;
    let (status, report) = ready(&app).await;
    assert_eq!(
        (status, &report["status"]),
        (200, &"ready".into()),
        "{report}"
    );
}

/// Mail that cannot go out waits: pages work, so the server stays ready; it recovers by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_away_only_degrades() {
    let app = TestApp::new().await;
    app.kit.mail.set_mode(Mode::Temporary);
    let (status, report) = ready(&app).await;
    assert_eq!((status, &report["status"]), (200, &"degraded".into()));
    assert!(
        report["parts"]["mail"]["advice"]
            .as_str()
            .unwrap()
            .contains("SMTP_URL")
    );
    app.kit.mail.set_mode(Mode::Accept);
    // Answered from the last report while a new one is made: a part that takes its time keeps no
    // load balancer waiting.
    for _ in 0..100 {
        if ready(&app).await.1["status"] == "ready" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the mail server is back, and nobody says so");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_database_pages_say_so_and_name_nothing() {
    let secret = "mysql://somebody:very-secret@127.0.0.1:1/nowhere";
    let app = TestApp::with(Options {
        database_url: Some(secret.into()),
        ..Options::default()
    })
    .await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let (status, report) = ready(&app).await;
    assert_eq!((status, &report["status"]), (503, &"not_ready".into()));
    assert!(
        report["parts"]["database"]["advice"]
            .as_str()
            .unwrap()
            .contains("DATABASE_URL")
    );
    assert!(!report.to_string().contains("very-secret"));
    let page = app
        .get("/tickets")
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 503);
    assert!(page.headers().contains_key("retry-after"));
    let text = page.text().await.unwrap();
    assert!(text.contains("The database cannot be reached"), "{text}");
    assert!(!text.contains("very-secret") && !text.contains("127.0.0.1:1"));
    assert_eq!(app.get("/livez").send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_server_says_so_before_it_stops() {
    let app = TestApp::new().await;
    let shutdown = app.shutdown.clone();
    let stopping = tokio::spawn(async move { shutdown.begin(Duration::from_secs(1)).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let answer = app.get("/readyz").send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["connection"], "close");
    // Requests are still served while the load balancer finds out.
    assert_eq!(app.get("/livez").send().await.unwrap().status(), 200);
    stopping.await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(app.get("/livez").send().await.is_err());
}
