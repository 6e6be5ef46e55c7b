//! Files over HTTP: what browsers could run is never run, and every file is kept.

use crate::programs::multipart;
use crate::test_app::TestApp;
use reqwest::{Method, Response};
use server_testing::sql;

async fn upload(app: &TestApp, cookie: &str, name: &str, bytes: &[u8]) {
    let mut conn = app.kit.connect().await;
    let version = "SELECT CAST(version AS SIGNED) AS value FROM tickets WHERE tenant_id = 1 AND number = 1001";
    let version = sql::number(&mut conn, version).await.to_string();
    let fields = [
        ("number", "1001"),
        ("version", version.as_str()),
        ("kind", "note"),
        ("body", name),
    ];
    let (kind, body) = multipart(&fields, Some((name, bytes)));
    let request = app.request(Method::POST, "/api/tickets/reply");
    let request = request
        .header("cookie", cookie)
        .header("content-type", kind);
    let answer = request.body(body).send().await.unwrap();
    let text = answer.text().await.unwrap();
    assert!(text.contains("Done"), "{name}: {text}");
}

/// The attachments of ticket 1001, oldest first.
async fn downloads(app: &TestApp, cookie: &str) -> Vec<Response> {
    let mut conn = app.kit.connect().await;
    let ids = "SELECT LOWER(HEX(a.id)) AS value FROM attachments a JOIN tickets t \
               ON t.tenant_id = a.tenant_id AND t.id = a.ticket_id \
               WHERE a.tenant_id = 1 AND t.number = 1001 ORDER BY a.id";
    let mut found = Vec::new();
    for id in sql::texts(&mut conn, ids).await {
        let id = uuid::Uuid::parse_str(&id).unwrap();
        let request = app
            .get(&format!("/attachments/{id}"))
            .header("cookie", cookie);
        found.push(request.send().await.unwrap());
    }
    found
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    let value = answer.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// E01: a file that is a picture and a page at once is a picture, or a download.
#[tokio::test(flavor = "multi_thread")]
async fn e01_two_in_one_files_are_never_run() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let script = b"<html><script>alert(document.domain)</script></html>";
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let files: &[(&str, Vec<u8>)] = &[
        ("both.gif", [b"GIF89a/*", &script[..], b"*/=1;"].concat()),
        ("page.html", script.to_vec()),
        ("page.gif", script.to_vec()),
        ("picture.svg", svg.to_vec()),
        ("picture.png", svg.to_vec()),
        ("paper.pdf", [b"%PDF-1.7\n", &script[..]].concat()),
        ("page.html.txt", b"\xEF\xBB\xBF<script>1</script>".to_vec()),
    ];
    for (name, bytes) in files {
        upload(&app, &cookie, name, bytes).await;
    }
    let answers = downloads(&app, &cookie).await;
    assert_eq!(answers.len(), files.len());
    for (answer, (name, _)) in answers.iter().zip(files) {
        assert_eq!(answer.status(), 200);
        assert_eq!(
            header(answer, "x-content-type-options"),
            "nosniff",
            "{name}"
        );
        let policy = header(answer, "content-security-policy");
        assert!(
            policy.contains("sandbox") && policy.contains("default-src 'none'"),
            "{name}: {policy}"
        );
        let kind = header(answer, "content-type");
        let safe = ["image/gif", "application/pdf", "application/octet-stream"];
        assert!(safe.contains(&kind), "{name}: {kind}");
        let shown = header(answer, "content-disposition").starts_with("inline");
        assert_eq!(shown, kind == "image/gif", "{name}");
    }
}

/// E10: two files of one name are two files.
#[tokio::test(flavor = "multi_thread")]
async fn e10_two_uploads_of_one_name_are_both_kept() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    upload(&app, &cookie, "report.txt", b"the first").await;
    upload(&app, &cookie, "report.txt", b"the second").await;
    upload(&app, &cookie, "report.txt", b"the first").await;
    let mut texts = Vec::new();
    for answer in downloads(&app, &cookie).await {
        assert!(header(&answer, "content-disposition").contains("report.txt"));
        texts.push(answer.text().await.unwrap());
    }
    assert_eq!(texts, ["the first", "the second", "the first"]);
}
