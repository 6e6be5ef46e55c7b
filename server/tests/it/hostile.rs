//! Bad input to the server itself.

use crate::test_app::{Options, TestApp};
use futures::StreamExt;
use reqwest::Method;
use server::config::{Cidr, Environment};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Sends bytes as they are and returns the first line of the answer, which may come before
/// everything is sent.
async fn raw(app: &TestApp, text: &str) -> String {
    let address = app.url.trim_start_matches("http://");
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let text = text.to_string();
    let sending = tokio::spawn(async move {
        let _ = writing.write_all(text.as_bytes()).await;
        writing
    });
    let mut answer = vec![0; 4096];
    let read = reading.read(&mut answer).await.unwrap();
    sending.abort();
    let text = String::from_utf8_lossy(&answer[..read]).into_owned();
    text.lines().next().unwrap_or_default().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_and_paths_that_lead_nowhere() {
    let app = TestApp::new().await;
    for method in ["TRACE", "CONNECT", "PROPFIND"] {
        let line = raw(&app, &format!("{method} / HTTP/1.1\r\nHost: x\r\n\r\n")).await;
        assert!(
            line.contains("405") || line.contains("400"),
            "{method}: {line}"
        );
    }
    for path in [
        "/.env",
        "/.git/config",
        "/pkg/../Cargo.toml",
        "/pkg/%2e%2e/Cargo.toml",
        "/hash.txt",
        "/metrics",
        "/tickets/..;/admin",
        "//evil.example",
        "/%2f%2fevil",
        "/pkg/x.map",
    ] {
        let line = raw(
            &app,
            &format!("GET {path} HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n"),
        )
        .await;
        assert!(
            line.contains("404") || line.contains("302"),
            "{path}: {line}"
        );
    }
    assert!(raw(&app, "GET / HTTP/1.1\r\n\r\n").await.contains("421"));
    assert!(
        raw(&app, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
            .await
            .contains("421")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn d18_headers_without_end_are_refused() {
    let app = TestApp::new().await;
    for many in [10_000, 100_000] {
        let headers = "X-A: b\r\n".repeat(many);
        let line = raw(&app, &format!("GET / HTTP/1.1\r\nHost: x\r\n{headers}\r\n")).await;
        assert!(line.contains("431"), "{many}: {line}");
    }
    let long = "a".repeat(2_000_000);
    let line = raw(
        &app,
        &format!("GET / HTTP/1.1\r\nHost: x\r\nX-A: {long}\r\n\r\n"),
    )
    .await;
    assert!(line.contains("431") || line.contains("400"), "{line}");
    assert_eq!(app.get("/livez").send().await.unwrap().status(), 200);
}

/// D11: where strangers can reach the server, a foreign host name leads nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn d11_a_foreign_host_is_refused() {
    let app = TestApp::with(Options {
        environment: Environment::Production,
        base_url: Some("https://desk.example.com"),
        ..Options::default()
    })
    .await;
    for host in [
        "evil.example",
        "desk.example.com.evil.example",
        "desk.example.com:81",
        "127.0.0.1",
    ] {
        for path in [
            "/",
            "/sign-in",
            "/forgot",
            "/api/identity/sign-in",
            "/pkg/x.js",
        ] {
            let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
            let line = raw(&app, &request).await;
            assert!(line.contains("421"), "{host} {path}: {line}");
        }
    }
    let own = "GET /sign-in HTTP/1.1\r\nHost: Desk.Example.com\r\nAccept: text/html\r\n\r\n";
    assert!(raw(&app, own).await.contains("200"));
    // What a client says beside the host counts for nothing.
    let forwarded = "GET /sign-in HTTP/1.1\r\nHost: desk.example.com\r\nX-Forwarded-Host: evil.example\r\nAccept: text/html\r\n\r\n";
    assert!(raw(&app, forwarded).await.contains("200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_limited_with_and_without_a_length() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let large = "text=".to_string() + &"a".repeat(3 * 1024 * 1024);
    let request = app
        .post("/api/tickets/preview", &large)
        .header("cookie", &cookie);
    assert_eq!(request.send().await.unwrap().status(), 413);
    let endless =
        futures::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'a'; 65_536])).take(100);
    let request = app
        .request(Method::POST, "/api/tickets/preview")
        .header("cookie", &cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(reqwest::Body::wrap_stream(endless));
    // The server may answer and close before everything is sent.
    if let Ok(answer) = request.send().await {
        assert_eq!(answer.status(), 413);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_address_is_not_believed() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let create = |app: &TestApp, cookie: String| {
        app.post("/api/clients/add-domain", "number=1&domain=new.example")
            .header("cookie", cookie)
            .header("x-forwarded-for", "203.0.113.9")
            .send()
    };
    assert_eq!(create(&app, cookie).await.unwrap().status(), 200);
    assert_eq!(last_ip(&app).await, "127.0.0.1");
    let trusting = TestApp::with(Options {
        trusted_proxies: vec![Cidr::parse("127.0.0.0/8").unwrap()],
        ..Options::default()
    })
    .await;
    let cookie = trusting.cookie(&trusting.world.a, "owner").await;
    create(&trusting, cookie).await.unwrap();
    assert_eq!(last_ip(&trusting).await, "203.0.113.9");
}

async fn last_ip(app: &TestApp) -> String {
    let mut tx = app.kit.begin(app.world.a.owner()).await;
    let text = server_core::clocktext::ClockText::new("UTC", tx.now());
    let page = server_core::audit::list(
        &mut tx,
        &Default::default(),
        server_core::audit::From::Newest,
        &text,
    )
    .await
    .unwrap();
    page.rows[0].ip.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_much_is_shed_and_health_still_answers() {
    let app = TestApp::with(Options {
        max_concurrent_requests: 1,
        ..Options::default()
    })
    .await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let many = (0..40).map(|_| app.get("/tickets").header("cookie", &cookie).send());
    let answers = futures::future::join_all(many).await;
    let statuses: Vec<u16> = answers
        .iter()
        .map(|a| a.as_ref().unwrap().status().as_u16())
        .collect();
    assert!(
        statuses.contains(&200) && statuses.contains(&503),
        "{statuses:?}"
    );
    let shed = answers
        .iter()
        .flatten()
        .find(|a| a.status() == 503)
        .unwrap();
    assert!(shed.headers().contains_key("retry-after"));
    assert_eq!(app.get("/livez").send().await.unwrap().status(), 200);
    assert_eq!(
        app.get("/tickets")
            .header("cookie", &cookie)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn request_ids_are_kept_when_they_are_fit() {
    let app = TestApp::new().await;
    let id = async |sent: &str| {
        let answer = app
            .get("/livez")
            .header("x-request-id", sent)
            .send()
            .await
            .unwrap();
        answer.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_string()
    };
    assert_eq!(id("proxy-0123456789").await, "proxy-0123456789");
    for bad in ["short", "has spaces in it", "<script>alert</script>"] {
        assert_ne!(id(bad).await, bad);
    }
}

/// Open pages hear of their own tenant only, and no longer than they may.
#[tokio::test(flavor = "multi_thread")]
async fn live_events_stay_in_their_tenant() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let stream = app
        .request(Method::GET, "/events")
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(stream.status(), 200);
    for (tenant, key) in [(&app.world.b, "foreign"), (&app.world.a, "own")] {
        let mut tx = app.kit.begin(tenant.owner()).await;
        tx.publish("ticket", key, 7);
        tx.commit().await.unwrap();
    }
    let mut body = stream.bytes_stream();
    let first = body.next().await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&first).into_owned();
    assert!(text.contains("own") && !text.contains("foreign"), "{text}");
    app.shutdown.begin(std::time::Duration::ZERO).await;
    let end = tokio::time::timeout(std::time::Duration::from_secs(5), async {
        while body.next().await.is_some() {}
    });
    end.await.expect("the stream ends with the server");
}
