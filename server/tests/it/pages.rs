//! Every page of the route list: its headers, its policy, its tenant.

use crate::test_app::{Options, TestApp};
use server::config::Environment;
use server::http::{content_security_policy, page_paths};
use server_testing::world::Tenant;

/// A path of the page's pattern with a tenant's numbers and ids in it.
pub fn concrete(pattern: &str, tenant: &Tenant) -> String {
    let address = server::isolation::address(pattern, tenant);
    address.unwrap_or_else(|| panic!("which id has {pattern}?"))
}

/// Pages for people who are not signed in.
const OUTSIDE: &[&str] = &[
    "/sign-in",
    "/sign-in/code",
    "/sign-out",
    "/sign-up",
    "/forgot",
    "/reset",
    "/accept-invite",
];

/// Pages that everybody who is signed in may open.
const FOR_ALL: &[&str] = &[
    "/notifications",
    "/search",
    "/settings",
    "/settings/notifications",
    "/settings/profile",
    "/settings/security",
];

async fn status(app: &TestApp, path: &str, cookie: &str) -> u16 {
    let request = app.get(path).header("cookie", cookie);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_open_for_those_who_may() {
    let app = TestApp::new().await;
    let owner = app.cookie(&app.world.a, "owner").await;
    let powerless = app.powerless_cookie(&app.world.a).await;
    let mut wrong = Vec::new();
    let mut expect = |path: &str, who: &str, got: u16, wanted: u16| {
        if got != wanted {
            wrong.push(format!("{path} for {who}: {got}, not {wanted}"));
        }
    };
    for pattern in page_paths() {
        if OUTSIDE.contains(&pattern.as_str()) {
            expect(&pattern, "nobody", status(&app, &pattern, "").await, 200);
            continue;
        }
        let path = concrete(&pattern, &app.world.a);
        expect(&path, "nobody", status(&app, &path, "").await, 302);
        expect(&path, "the owner", status(&app, &path, &owner).await, 200);
        let refused = if FOR_ALL.contains(&pattern.as_str()) {
            200
        } else {
            403
        };
        let got = status(&app, &path, &powerless).await;
        expect(&path, "the powerless", got, refused);
        if pattern.contains("{id}") {
            let foreign = concrete(&pattern, &app.world.b);
            let got = status(&app, &foreign, &owner).await;
            expect(&foreign, "another tenant", got, 404);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn everywhere(app: &TestApp) -> Vec<String> {
    let mut paths: Vec<String> = page_paths()
        .iter()
        .map(|p| concrete(p, &app.world.a))
        .collect();
    let others = [
        "/livez",
        "/readyz",
        "/nothing",
        "/events",
        "/attachments/x",
        "/api/nothing",
        "/pkg/x.js",
    ];
    paths.extend(others.map(String::from));
    paths
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_headers() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let paths = everywhere(&app);
    assert!(paths.len() > 9);
    for path in paths.iter().filter(|path| *path != "/events") {
        for cookie in ["", &cookie] {
            let answer = app.get(path).header("cookie", cookie).send().await.unwrap();
            let headers = answer.headers();
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("cache-control", "no-store"),
            ] {
                assert_eq!(headers.get(name).unwrap(), value, "{path}: {name}");
            }
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
            assert!(
                policy.contains("frame-ancestors 'none'"),
                "{path}: {policy}"
            );
            assert!(
                !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
                "{path}"
            );
            assert!(headers.contains_key("x-request-id"), "{path}");
            assert!(
                !answer.status().is_server_error(),
                "{path}: {}",
                answer.status()
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_show_their_tenant_and_no_other() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    for pattern in page_paths() {
        let path = concrete(&pattern, &app.world.a);
        let answer = app
            .get(&path)
            .header("cookie", &cookie)
            .send()
            .await
            .unwrap();
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_string();
        let text = answer.text().await.unwrap();
        assert!(
            !text.to_lowercase().contains("canary-b-"),
            "{path} shows another tenant"
        );
        let nonces: Vec<&str> = text
            .split("<script")
            .skip(1)
            .map(|rest| {
                rest.split("nonce=\"")
                    .nth(1)
                    .and_then(|r| r.split('"').next())
                    .unwrap_or("")
            })
            .collect();
        assert!(!nonces.is_empty(), "{path} has no script");
        for nonce in nonces {
            assert_eq!(policy, content_security_policy(nonce), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_is_used_once() {
    let app = TestApp::new().await;
    let policy =
        async || app.get("/").send().await.unwrap().headers()["content-security-policy"].clone();
    assert_ne!(policy().await, policy().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_browsers_are_told_to_stay() {
    let app = TestApp::with(Options {
        environment: Environment::Production,
        base_url: Some("https://desk.example.com"),
        ..Options::default()
    })
    .await;
    let asked = |host: &'static str| app.get("/").header("host", host).send();
    let answer = asked("desk.example.com").await.unwrap();
    let hsts = &answer.headers()["strict-transport-security"];
    assert_eq!(hsts, "max-age=63072000; includeSubDomains");
    // A host that is nobody's.
    assert_eq!(asked("evil.example").await.unwrap().status(), 421);
}

/// A cookie that comes twice may have been tossed in by a neighbour: nobody is signed in.
#[tokio::test(flavor = "multi_thread")]
async fn a_doubled_cookie_is_none() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let signed_in = app
        .get("/tickets")
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(signed_in.status(), 200);
    let doubled = format!("{cookie}; {cookie}");
    let answer = app
        .get("/tickets")
        .header("cookie", doubled)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 302);
}
