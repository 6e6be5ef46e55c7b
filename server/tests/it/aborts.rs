//! G33: clients that leave in the middle of a POST.

use crate::test_app::TestApp;
use futures::StreamExt;
use server_testing::sql;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const ABORTED: usize = 300;
const WHOLE: usize = 100;

fn request(app: &TestApp, cookie: &str, mark: &str) -> String {
    let body = format!("subject={mark}&body=text+of+{mark}");
    let host = app.url.trim_start_matches("http://");
    format!(
        "POST /api/tickets/create HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\nCookie: {cookie}\r\n\
         Accept: application/json\r\nX-Request-Id: {mark}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        app.url,
        body.len()
    )
}

/// Sends it and leaves after `patience`; says whether it was acknowledged before.
async fn send(app: &TestApp, cookie: &str, mark: &str, patience: Duration) -> bool {
    let host = app.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = request(app, cookie, mark);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let _ = tokio::time::timeout(patience, read).await;
    let text = String::from_utf8_lossy(&answer);
    text.starts_with("HTTP/1.1 200") && text.contains("\"Done\"")
}

#[tokio::test(flavor = "multi_thread")]
async fn g33_clients_that_leave_break_no_transaction_and_no_connection() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let (app, cookie) = (&app, cookie.as_str());
    let aborted = futures::stream::iter(0..ABORTED).map(|number| async move {
        let mark = format!("aborted-{number:04}-end");
        let patience = Duration::from_millis(rand::random_range(0..60));
        let acknowledged = send(app, cookie, &mark, patience).await;
        (mark, acknowledged)
    });
    let whole = futures::stream::iter(0..WHOLE).map(|number| async move {
        let mark = format!("whole-{number:04}-end");
        let acknowledged = send(app, cookie, &mark, Duration::from_secs(30)).await;
        (mark, acknowledged)
    });
    let (aborted, whole): (Vec<_>, Vec<_>) = tokio::join!(
        aborted.buffer_unordered(12).collect(),
        whole.buffer_unordered(4).collect()
    );
    assert!(whole.iter().all(|(_, acknowledged)| *acknowledged));
    let left = aborted
        .iter()
        .filter(|(_, acknowledged)| !acknowledged)
        .count();
    assert!(left > ABORTED / 10, "only {left} left before the answer");
    tokio::time::sleep(Duration::from_millis(500)).await;
    check_rows(app, aborted.into_iter().chain(whole)).await;
    no_open_transaction(app).await;
}

/// Acknowledged: everything once. Not acknowledged: everything once, or nothing.
async fn check_rows(app: &TestApp, sent: impl Iterator<Item = (String, bool)>) {
    let mut conn = app.kit.connect().await;
    for (mark, acknowledged) in sent {
        let mut parts = Vec::new();
        for sql in [
            format!("SELECT COUNT(*) AS value FROM tickets WHERE subject = '{mark}'"),
            format!(
                "SELECT COUNT(*) AS value FROM ticket_posts WHERE body_text = 'text of {mark}'"
            ),
            format!("SELECT COUNT(*) AS value FROM audit_entries WHERE request_id = '{mark}'"),
        ] {
            parts.push(sql::number(&mut conn, &sql).await);
        }
        let right = parts == [1, 1, 1] || (!acknowledged && parts == [0, 0, 0]);
        assert!(right, "{mark}, acknowledged {acknowledged}: {parts:?}");
    }
    let gaps = "SELECT CAST(MAX(number) - MIN(number) + 1 - COUNT(*) AS SIGNED) AS value FROM tickets WHERE tenant_id = 1";
    assert_eq!(
        sql::number(&mut conn, gaps).await,
        0,
        "numbers without gaps"
    );
}

/// A connection that went back in the middle of a transaction would hold its locks for ever.
async fn no_open_transaction(app: &TestApp) {
    let mut conn = app.kit.connect().await;
    let name = app.kit.db.name();
    let open = format!(
        "SELECT COUNT(*) AS value FROM information_schema.innodb_trx t \
         JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.db = '{name}'"
    );
    assert_eq!(sql::number(&mut conn, &open).await, 0);
}
