//! A fault of ours in the middle of a request.

use crate::programs::multipart;
use crate::test_app::{Options, TestApp};
use reqwest::Method;
use server_integrations::files::{BoxFuture, FileError, FileStore, StoredFile};
use server_testing::sql;
use std::sync::Arc;

/// Every call is a panic.
struct Faulty;

impl FileStore for Faulty {
    fn put<'a>(&'a self, _: u32, _: &'a [u8]) -> BoxFuture<'a, Result<[u8; 32], FileError>> {
        Box::pin(async { panic!("a secret of the fault") })
    }

    fn get<'a>(&'a self, _: u32, _: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, FileError>> {
        Box::pin(async { panic!("a secret of the fault") })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), FileError>> {
        Box::pin(async { Ok(()) })
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredFile>, FileError>> {
        Box::pin(async { panic!("a secret of the fault") })
    }
}

/// H03: 500 in our own words, the transaction rolled back, and the process lives.
#[tokio::test(flavor = "multi_thread")]
async fn h03_a_panic_in_a_handler_is_a_500_and_nothing_else() {
    let app = TestApp::with(Options {
        files: Some(Arc::new(Faulty)),
        ..Options::default()
    })
    .await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let fields = [
        ("number", "1001"),
        ("version", "1"),
        ("kind", "note"),
        ("body", "x"),
    ];
    let (kind, body) = multipart(&fields, Some(("a.txt", b"bytes")));
    for _ in 0..20 {
        let request = app.request(Method::POST, "/api/tickets/reply");
        let request = request
            .header("cookie", &cookie)
            .header("content-type", &kind);
        let answer = request.body(body.clone()).send().await.unwrap();
        assert_eq!(answer.status(), 500);
        assert!(answer.headers().contains_key("x-request-id"));
        let text = answer.text().await.unwrap();
        assert!(
            text.contains("Internal") && !text.contains("secret"),
            "{text}"
        );
        let path = format!("/attachments/{}", app.world.a.attachment);
        let answer = app
            .get(&path)
            .header("cookie", &cookie)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 500);
        let text = answer.text().await.unwrap();
        assert!(
            text.contains("Something went wrong") && !text.contains("secret"),
            "{text}"
        );
    }
    // More panics than connections in the pool, and still pages are made.
    let page = app
        .get("/tickets/1001")
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    let mut conn = app.kit.connect().await;
    let posts = "SELECT COUNT(*) AS value FROM ticket_posts WHERE body_text = 'x'";
    assert_eq!(sql::number(&mut conn, posts).await, 0);
}
