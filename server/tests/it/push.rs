//! Notifications by the browser over HTTP: the worker's file, and turning it on and off.

use crate::test_app::{Options, TestApp};
use server_testing::{PushService, run_jobs};
use std::path::Path;

const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_is_fresh_and_may_do_little() {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style/public");
    let app = TestApp::with(Options {
        site_root: Some(files),
        ..Options::default()
    })
    .await;
    let answer = app.get("/push-worker.js").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let headers = answer.headers();
    let text = |name: &str| headers[name].to_str().unwrap();
    assert!(text("content-type").contains("javascript"));
    assert_eq!(text("cache-control"), "no-cache");
    let policy = text("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script"));
    // Other files stay as they are.
    let icon = app.get("/favicon.svg").send().await.unwrap();
    assert_eq!(icon.headers()["cache-control"], "public, max-age=300");
    // Pages may start workers of ours only. Without the word the rules for scripts hold, and
    // those name no address.
    let page = app.get("/sign-in").send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("; worker-src 'self'; "), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_turned_on_tested_and_turned_off() {
    let app = TestApp::new().await;
    let service = PushService::start().await;
    let browser = service.browser("phone");
    let cookie = app.cookie(&app.world.a, "technician").await;
    let form = browser.form();
    let fields = format!(
        "endpoint={}&p256dh={}&auth={}",
        form.endpoint, form.p256dh, form.auth
    );
    let post = async |path: &str, fields: &str, accept: &str| {
        let request = app.post(path, fields).header("cookie", &cookie);
        let request = request.header("user-agent", USER_AGENT);
        request.header("accept", accept).send().await.unwrap()
    };
    let json = "application/json";
    let made = post("/api/notifications/push-on", &fields, json).await;
    assert_eq!(made.status(), 200);
    assert!(made.text().await.unwrap().contains("are on"));
    let here = format!("endpoint={}", form.endpoint);
    let here = post("/api/notifications/push-here", &here, json).await;
    let id = here.text().await.unwrap().trim_matches('"').to_string();
    assert_eq!(id.len(), 36, "{id}");
    let page = async || {
        let page = app.get("/settings/notifications").header("cookie", &cookie);
        page.send().await.unwrap().text().await.unwrap()
    };
    let shown = page().await;
    assert!(shown.contains("Firefox on Linux"));
    // Addresses and keys of browsers are in no page.
    assert!(!shown.contains(&form.endpoint) && !shown.contains(&form.auth));
    // Without script from here on.
    let tested = post(
        "/api/notifications/push-test",
        &format!("id={id}"),
        "text/html",
    )
    .await;
    assert_eq!(tested.status(), 302);
    run_jobs(&app.kit, &server::jobs::registry()).await;
    let taken = service.taken();
    assert_eq!(taken.len(), 1);
    let said = browser.read(&taken[0].body).unwrap();
    assert_eq!(said["url"], "/settings/notifications");
    let off = post(
        "/api/notifications/push-off",
        &format!("id={id}"),
        "text/html",
    )
    .await;
    assert_eq!(off.status(), 302);
    assert!(!page().await.contains("Firefox on Linux"));
    let again = post("/api/notifications/push-off", &format!("id={id}"), json).await;
    assert_eq!(again.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn f02_a_hostile_subscription_is_refused_with_words() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "technician").await;
    for fields in [
        "endpoint=http://169.254.169.254/latest/meta-data",
        "endpoint=https://10.0.0.1/x&p256dh=AAAA&auth=AAAA",
        "",
    ] {
        let path = "/api/notifications/push-on";
        let request = app.post(path, fields).header("cookie", &cookie);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let said = answer.text().await.unwrap();
        assert!(said.contains("Rejected"), "{said}");
        assert!(said.contains("cannot be sent to this browser"), "{said}");
    }
    let nobody = app.post("/api/notifications/push-on", "endpoint=x");
    assert_eq!(nobody.send().await.unwrap().status(), 401);
}
