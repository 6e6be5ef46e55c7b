//! Named attacks on the server as a whole; see docs/checks/attacks.csv.

use crate::test_app::TestApp;
use reqwest::{Method, StatusCode};
use server::http::PROBING_LIMIT;

/// Headers by which frameworks are told to take another method or path.
const OVERRIDES: [(&str, &str); 6] = [
    ("x-http-method-override", "GET"),
    ("x-method-override", "POST"),
    ("x-original-url", "/"),
    ("x-rewrite-url", "/livez"),
    ("x-forwarded-prefix", "/livez"),
    ("x-original-method", "OPTIONS"),
];

/// What a request with the cookie of tenant A is answered.
async fn status(app: &TestApp, cookie: &str, method: Method, path: &str) -> StatusCode {
    let request = app.request(method, path).header("cookie", cookie);
    request.send().await.unwrap().status()
}

/// B11: a file of somebody else is not there, however its address is written; one's own is.
#[tokio::test(flavor = "multi_thread")]
async fn b11_however_an_address_is_written_the_decision_is_the_same() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let own = app.world.a.client_file.to_string();
    let foreign = app.world.b.client_file.to_string();
    let path = |id: &str| format!("/client-files/{id}");
    assert_eq!(status(&app, &cookie, Method::GET, &path(&own)).await, 200);
    assert_eq!(status(&app, &cookie, Method::HEAD, &path(&own)).await, 200);

    let upper = foreign.to_uppercase();
    for written in [
        format!("/client-files/{foreign}"),
        format!("/client-files/{upper}"),
        format!("/client-files/{foreign}/"),
        format!("/client-files//{foreign}"),
        format!("//client-files/{foreign}"),
        format!("/client-files/./{foreign}"),
        format!("/client-files/%2e/{foreign}"),
        format!("/client-files/{own}/../{foreign}"),
        format!("/client-files/{own}%2f..%2f{foreign}"),
        format!("/client-files/{foreign}?tenant={}", app.world.b.id),
        format!("/client-files/{foreign};{own}"),
        format!("/client-files/{foreign}%00"),
        format!("/Client-Files/{foreign}"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let got = status(&app, &cookie, method.clone(), &written).await;
            assert_eq!(got, 404, "{method} {written}");
        }
    }
    for (name, value) in OVERRIDES {
        let request = app.get(&path(&foreign)).header("cookie", &cookie);
        let answer = request.header(name, value).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{name}");
        // And a form stays a POST without its permission.
        let form = app.post("/api/clients/add-domain", "number=1&domain=b11.example");
        let powerless = app.powerless_cookie(&app.world.a).await;
        let answer = form.header("cookie", powerless).header(name, value);
        assert_eq!(answer.send().await.unwrap().status(), 403, "{name}");
    }
}

/// B22: ten thousand guesses get no answer but "not found", and soon none at all; nobody else
/// notices.
#[tokio::test(flavor = "multi_thread")]
async fn b22_guessing_is_slowed_down_for_the_one_who_guesses() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "technician").await;
    let mut found = (0, 0);
    for guess in 0..PROBING_LIMIT + 50 {
        let path = format!("/client-files/{}", uuid::Uuid::from_u128(u128::from(guess)));
        let request = app
            .get(&path)
            .header("cookie", &cookie)
            .send()
            .await
            .unwrap();
        match request.status().as_u16() {
            404 => found.0 += 1,
            429 => {
                let wait = request
                    .headers()
                    .get("retry-after")
                    .unwrap()
                    .to_str()
                    .unwrap();
                assert!((1..=61).contains(&wait.parse::<u32>().unwrap()), "{wait}");
                found.1 += 1;
            }
            other => panic!("{path}: {other}"),
        }
    }
    assert_eq!(found, (PROBING_LIMIT, 50));
    // Also for what is there, and in words.
    let page = app
        .get("/tickets")
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 429);
    assert!(
        page.text().await.unwrap().contains("Too many"),
        "words for people"
    );
    let colleague = app.cookie(&app.world.a, "dispatcher").await;
    assert_eq!(
        status(&app, &colleague, Method::GET, "/client-files/x").await,
        404
    );
    assert_eq!(app.get("/livez").send().await.unwrap().status(), 200);
}

/// C21: nothing here reads CBOR or MessagePack; a length of four gigabytes is not even looked at.
#[tokio::test(flavor = "multi_thread")]
async fn c21_length_bombs_of_binary_forms_are_refused() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let cbor = [0x5b, 0, 0, 0, 1, 0, 0, 0, 0].as_slice();
    let deep = [0x81; 4_000].as_slice();
    let msgpack = [0xdd, 0xff, 0xff, 0xff, 0xff].as_slice();
    for (kind, bomb) in [
        ("application/cbor", cbor),
        ("application/cbor", deep),
        ("application/msgpack", msgpack),
        ("application/x-msgpack", msgpack),
        ("application/octet-stream", msgpack),
        // The same under a name that is taken: no form, no effect.
        ("application/x-www-form-urlencoded", cbor),
        ("application/json", deep),
    ] {
        let request = app.request(Method::POST, "/api/clients/add-domain");
        let request = request
            .header("cookie", &cookie)
            .header("content-type", kind);
        let answer = request.body(bomb.to_vec()).send().await.unwrap();
        assert!(
            answer.status().is_client_error(),
            "{kind}: {}",
            answer.status()
        );
    }
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let request = app.request(Method::POST, "/api/clients/add-domain");
    let request = request
        .header("cookie", &cookie)
        .header("content-type", "application/json");
    let answer = request.body(nested).send().await.unwrap();
    assert!(answer.status().is_client_error(), "{}", answer.status());
}

/// D05: no answer invites another site to read it.
#[tokio::test(flavor = "multi_thread")]
async fn d05_no_header_lets_another_site_read() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    for path in [
        "/",
        "/tickets",
        "/api/home",
        "/events",
        "/livez",
        "/pkg/nestogy.js",
    ] {
        for method in [Method::GET, Method::OPTIONS, Method::POST] {
            let url = format!("{}{path}", app.url);
            let request = reqwest::Client::new().request(method.clone(), url);
            let request = request
                .header("origin", "https://evil.example")
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "content-type")
                .header("cookie", &cookie);
            let answer = request.send().await.unwrap();
            let invites = answer
                .headers()
                .keys()
                .find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(invites, None, "{method} {path}");
        }
    }
}

/// D07: nobody is signed in from another site, into whose account ever.
#[tokio::test(flavor = "multi_thread")]
async fn d07_another_site_signs_nobody_in() {
    let app = TestApp::new().await;
    let user = app.world.a.user("owner");
    let form = format!(
        "workspace={}&email={}&password={}&next=",
        app.world.a.slug,
        user.email,
        server_testing::world::PASSWORD.replace(' ', "+")
    );
    let kind = "application/x-www-form-urlencoded";
    for foreign in ["https://evil.example", "null"] {
        let url = format!("{}/api/identity/sign-in", app.url);
        let request = reqwest::Client::new().post(url).header("origin", foreign);
        let answer = request.header("content-type", kind).body(form.clone());
        let answer = answer.send().await.unwrap();
        assert_eq!(answer.status(), 403, "{foreign}");
        assert!(answer.headers().get("set-cookie").is_none(), "{foreign}");
    }
    // Our own page does, so the form was a good one.
    let own = app
        .post("/api/identity/sign-in", &form)
        .send()
        .await
        .unwrap();
    let cookies = own.headers().get_all("set-cookie").into_iter();
    let session = cookies
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.starts_with("nestogy="));
    assert!(session, "{own:?}");
}

/// D15: live updates are no WebSocket, and nothing else is.
#[tokio::test(flavor = "multi_thread")]
async fn d15_nothing_becomes_a_web_socket() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    for path in ["/", "/events", "/api/home", "/tickets"] {
        for origin in ["https://evil.example", app.url.as_str()] {
            let request = reqwest::Client::new().get(format!("{}{path}", app.url));
            let request = request
                .header("origin", origin)
                .header("cookie", &cookie)
                .header("connection", "Upgrade")
                .header("upgrade", "websocket")
                .header("sec-websocket-version", "13")
                .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
            let answer = request.send().await.unwrap();
            assert_ne!(answer.status(), 101, "{origin} {path}");
            assert!(answer.headers().get("sec-websocket-accept").is_none());
        }
    }
}
