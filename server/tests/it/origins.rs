//! Where a request may come from, and in what form.

use crate::test_app::TestApp;
use http::{HeaderMap, Method};
use server::http::{Verdict, judge};

const OWN: &str = "https://desk.example.com";
const KINDS: &[(&str, bool)] = &[
    ("application/x-www-form-urlencoded", true),
    ("multipart/form-data; boundary=x", true),
    ("application/json; charset=utf-8", true),
    ("text/plain", false),
    ("application/cbor", false),
    ("", false),
];

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("host", "desk.example.com".parse().unwrap());
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        headers.insert(*name, value.parse().unwrap());
    }
    headers
}

#[test]
fn only_our_own_pages_may_post() {
    let from = [
        (vec![("sec-fetch-site", "same-origin")], true),
        (vec![("sec-fetch-site", "none")], true),
        (vec![("sec-fetch-site", "same-site")], false),
        (vec![("sec-fetch-site", "cross-site")], false),
        (
            vec![("sec-fetch-site", "cross-site"), ("origin", OWN)],
            false,
        ),
        (vec![("origin", OWN)], true),
        (vec![("origin", "http://desk.example.com")], false),
        (vec![("origin", "https://desk.example.com:8443")], false),
        (
            vec![("origin", "https://desk.example.com.evil.example")],
            false,
        ),
        (vec![("origin", "https://evil.example")], false),
        (vec![("origin", "null")], false),
        (
            vec![
                ("origin", "null"),
                ("referer", "https://desk.example.com/x"),
            ],
            false,
        ),
        (vec![("referer", "https://desk.example.com/x")], true),
        (
            vec![("referer", "https://desk.example.com@evil.example/")],
            false,
        ),
        (
            vec![("referer", "https://evil.example/https://desk.example.com")],
            false,
        ),
        (vec![], false),
    ];
    for (pairs, ours) in from {
        for (kind, known) in KINDS {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let mut all = pairs.clone();
                all.push(("content-type", kind));
                let verdict = judge(&method, "/api/home", &headers(&all), true);
                let expected = match (ours, known) {
                    (false, _) => Verdict::CrossSite,
                    (true, false) => Verdict::ContentType,
                    (true, true) => Verdict::Allowed,
                };
                assert_eq!(verdict, expected, "{method} {all:?}");
            }
        }
    }
}

#[test]
fn links_lead_to_pages_never_to_data() {
    let foreign = headers(&[("sec-fetch-site", "cross-site")]);
    for (path, verdict) in [
        ("/tickets", Verdict::Allowed),
        ("/api/home", Verdict::CrossSite),
        ("/events", Verdict::CrossSite),
    ] {
        assert_eq!(judge(&Method::GET, path, &foreign, true), verdict, "{path}");
    }
}

#[test]
fn only_a_programs_mail_needs_no_origin() {
    let program = headers(&[("content-type", "message/rfc822")]);
    for (method, path, verdict) in [
        (Method::POST, "/mail/inbound/some-mailbox", Verdict::Allowed),
        (Method::POST, "/mail/inbound/", Verdict::CrossSite),
        (
            Method::POST,
            "/mail/inbound/some/mailbox",
            Verdict::CrossSite,
        ),
        (Method::POST, "/mail/inbound", Verdict::CrossSite),
        (
            Method::PUT,
            "/mail/inbound/some-mailbox",
            Verdict::CrossSite,
        ),
        (Method::POST, "/api/mail/decide", Verdict::CrossSite),
        (Method::POST, "/api/mail/inbound/x", Verdict::CrossSite),
    ] {
        assert_eq!(
            judge(&method, path, &program, true),
            verdict,
            "{method} {path}"
        );
    }
}

/// JSON smuggled in a text/plain form, with the victim's cookie.
#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_form_changes_nothing() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let body = "number=1&domain=new.example";
    let request = |origin: &'static str, kind: &'static str| {
        reqwest::Client::new()
            .post(format!("{}/api/clients/add-domain", app.url))
            .header("cookie", &cookie)
            .header("origin", origin)
            .header("content-type", kind)
            .body(body)
            .send()
    };
    let form = "application/x-www-form-urlencoded";
    assert_eq!(
        request("https://evil.example", form)
            .await
            .unwrap()
            .status(),
        403
    );
    assert_eq!(request("null", "text/plain").await.unwrap().status(), 403);
    let own = app
        .post("/api/clients/add-domain", body)
        .header("cookie", &cookie);
    let text = own.send().await.unwrap().text().await.unwrap();
    // Nothing was added before: the same domain would be refused now.
    assert!(text.contains("Done"), "{text}");
}
