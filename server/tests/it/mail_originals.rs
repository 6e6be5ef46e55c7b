//! The whole original of a mail: for those who may see mail, to the byte, and never in place.

use crate::test_app::TestApp;
use server_core::mail::inbound::{Source, accept};

#[tokio::test(flavor = "multi_thread")]
async fn the_original_is_downloaded_to_the_byte() {
    let app = TestApp::new().await;
    let head = b"From: who@nowhere.example\nTo: x@y.example\nSubject: Large\nContent-Type: text/html\n\n<script>alert(1)</script>\xff\x00";
    let raw = [&head[..], &b"words and words\r\n".repeat(20_000)[..]].concat();
    let source = Source::pipe(vec![app.world.a.mailbox_address.clone()]);
    let id = accept(&app.kit.core, source, &raw).await.unwrap().id();
    let cookie = app.cookie(&app.world.a, "technician").await;
    let page = app.get(&format!("/mail/{id}")).header("cookie", &cookie);
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(page.contains(&format!("/mail/{id}/original")), "{page}");

    let get = |path: String, cookie: String| {
        let request = app.get(&path).header("cookie", cookie);
        async move { request.send().await.unwrap() }
    };
    let path = format!("/mail/{id}/original");
    let whole = get(path.clone(), cookie.clone()).await;
    assert_eq!(whole.status(), 200);
    let header = |name: &str| whole.headers()[name].to_str().unwrap().to_string();
    assert_eq!(
        header("content-disposition"),
        format!("attachment; filename=\"mail-{id}.eml\"")
    );
    assert!(header("content-security-policy").contains("sandbox"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(whole.bytes().await.unwrap() == raw, "to the byte");

    let twin = app.cookie(&app.world.b, "owner").await;
    assert_eq!(get(path.clone(), twin).await.status(), 404);
    let powerless = app.powerless_cookie(&app.world.a).await;
    assert_eq!(get(path.clone(), powerless).await.status(), 403);
    assert_eq!(get(path, String::new()).await.status(), 401);
    let nothing = get("/mail/nothing/original".into(), cookie).await;
    assert_eq!(nothing.status(), 404);
}
