//! Files of clients over HTTP: who gets them, and how they are served.

use crate::test_app::TestApp;
use reqwest::Method;
use reqwest::multipart::{Form, Part};

async fn get(app: &TestApp, path: &str, cookie: &str) -> reqwest::Response {
    app.get(path).header("cookie", cookie).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clients_file_is_served_to_those_who_may_and_never_run() {
    let app = TestApp::new().await;
    let owner = app.cookie(&app.world.a, "owner").await;
    let own = format!("/client-files/{}", app.world.a.client_file);
    let answer = get(&app, &own, &owner).await;
    assert_eq!(answer.status(), 200);
    let headers = answer.headers();
    let disposition = headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    assert_eq!(
        headers["content-security-policy"],
        "sandbox; default-src 'none'"
    );
    let foreign = format!("/client-files/{}", app.world.b.client_file);
    for path in [
        foreign.as_str(),
        "/client-files/1",
        "/client-files/..%2F..%2Fetc",
    ] {
        assert_eq!(get(&app, path, &owner).await.status(), 404, "{path}");
    }
    assert_eq!(get(&app, &own, "").await.status(), 401);
    let powerless = app.powerless_cookie(&app.world.a).await;
    assert_eq!(get(&app, &own, &powerless).await.status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_uploaded_comes_back_as_a_download() {
    let app = TestApp::new().await;
    let owner = app.cookie(&app.world.a, "owner").await;
    let page = Part::bytes(b"<!doctype html><script>alert(1)</script>".to_vec())
        .file_name("a.html")
        .mime_str("text/html")
        .unwrap();
    let form = Form::new().text("number", "1").part("files", page);
    let answer = app
        .request(Method::POST, "/api/clients/add-files")
        .header("cookie", &owner)
        .multipart(form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let page = get(&app, "/clients/1/files", &owner)
        .await
        .text()
        .await
        .unwrap();
    let at = page.find("/client-files/").unwrap();
    // The latest is the first.
    let path: String = page[at..].chars().take_while(|c| *c != '"').collect();
    let answer = get(&app, &path, &owner).await;
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    assert!(answer.text().await.unwrap().contains("alert(1)"));
}
