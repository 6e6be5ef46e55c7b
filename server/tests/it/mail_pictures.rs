//! Pictures of other servers in a mail: not loaded until asked for, and then by us.

use crate::test_app::TestApp;
use server_core::mail::inbound::{Source, accept};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

/// A stranger's web server: `/ok.png` is a picture, everything else says it is one and is not.
async fn stranger() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap_or_default();
            let request = String::from_utf8_lossy(&request[..length]).to_lowercase();
            assert!(!request.contains("cookie"), "{request}");
            assert!(!request.contains("referer"), "{request}");
            let body = match request.contains("/ok.png") {
                true => PNG,
                false => b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
        }
    });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn c06_pictures_are_loaded_by_us_and_only_when_asked_for() {
    let app = TestApp::new().await;
    let url = stranger().await;
    let raw = format!(
        "From: who@nowhere.example\nTo: x@y.example\nSubject: Offer\nContent-Type: text/html\n\n<p>Hi</p><img src=\"{url}/ok.png\" alt=\"Logo\"><img src=\"{url}/evil.svg\"><img src=\"http://169.254.169.254/x.png\">\n"
    );
    let source = Source::pipe(vec![app.world.a.mailbox_address.clone()]);
    let id = accept(&app.kit.core, source, raw.as_bytes())
        .await
        .unwrap()
        .id();
    let cookie = app.cookie(&app.world.a, "technician").await;
    let page = |query: &'static str| {
        let request = app
            .get(&format!("/mail/{id}{query}"))
            .header("cookie", &cookie);
        async move { request.send().await.unwrap().text().await.unwrap() }
    };
    let hidden = page("").await;
    assert!(hidden.contains("3 pictures on other servers are not loaded"));
    assert!(!hidden.contains(&format!("/mail/{id}/pictures/")));
    let shown = page("?pictures=show").await;
    assert!(
        shown.contains(&format!("src=\"/mail/{id}/pictures/0\"")),
        "{shown}"
    );
    // The original below shows the address, as words.
    assert!(!shown.contains(&format!("<img src=\"{url}")));

    let picture = |number: &'static str, cookie: String| {
        let path = format!("/mail/{id}/pictures/{number}");
        let request = app.get(&path).header("cookie", cookie);
        async move { request.send().await.unwrap() }
    };
    let good = picture("0", cookie.clone()).await;
    assert_eq!(good.status(), 200);
    assert_eq!(good.headers()["content-type"], "image/png");
    assert!(
        good.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("sandbox")
    );
    assert_eq!(good.bytes().await.unwrap(), PNG);
    for number in ["1", "2", "3", "-1", "x", "99999999999999999999999"] {
        assert_eq!(
            picture(number, cookie.clone()).await.status(),
            404,
            "{number}"
        );
    }
    let twin = app.cookie(&app.world.b, "owner").await;
    assert_eq!(picture("0", twin).await.status(), 404);
    assert_eq!(picture("0", String::new()).await.status(), 401);
    let powerless = app.powerless_cookie(&app.world.a).await;
    assert_eq!(picture("0", powerless).await.status(), 403);
}
