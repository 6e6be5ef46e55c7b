//! Checklists, templates, recurring tickets and follow-ups against forms sent by hand, and by plain
//! forms without script.

use crate::test_app::TestApp;
use reqwest::header::ACCEPT;
use server::isolation::filled;

/// One form of each function that takes text, without its last field.
const FORMS: &[(&str, &str, &str)] = &[
    ("/api/checklist/add", "number=1001", "items"),
    ("/api/templates/save", "subject=x", "name"),
    ("/api/templates/save", "name=x&subject=x", "checklist"),
    ("/api/recurring/save", "template={own_template}", "name"),
    ("/api/recurring/save", "intent=add-client", "add_client"),
    (
        "/api/tickets/follow-up",
        "number=1001&version=1&when=at",
        "at",
    ),
    ("/api/tickets/create", "subject=x", "template"),
];

#[tokio::test(flavor = "multi_thread")]
async fn broken_utf8_and_ten_megabytes_are_no_fault_of_ours() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let large = "x".repeat(10 * 1024 * 1024);
    for (path, form, field) in FORMS {
        let form = filled(form, &app.world);
        for value in ["%ff%fe%c3%28", "%00", "%f0%9f", "%ed%a0%80", "%"] {
            let form = format!("{form}&{field}={value}");
            let request = app.post(path, &form).header("cookie", &cookie);
            let status = request.send().await.unwrap().status();
            assert!(!status.is_server_error(), "{path} {value}: {status}");
        }
        let form = format!("{form}&{field}={large}");
        let request = app.post(path, &form).header("cookie", &cookie);
        // Whoever sends too much may be cut off before everything is sent.
        if let Ok(answer) = request.send().await {
            assert_eq!(answer.status(), 413, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_out_of_range_and_forged_ids_change_nothing() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    for (path, form) in [
        ("/api/checklist/add", "number=-1&items=x"),
        ("/api/checklist/add", "number=99999999999999999999&items=x"),
        ("/api/checklist/add", "number=4711&items=x"),
        ("/api/checklist/act", "number=1002&item=x&act=tick"),
        (
            "/api/checklist/act",
            "number=1002&item={own_template}&act=tick",
        ),
        ("/api/checklist/act", "number=1001&item={own_item}&act=tick"),
        (
            "/api/templates/archive",
            "id={own_template}&archived=perhaps",
        ),
        (
            "/api/templates/save",
            "id={own_template}&version=4294967296&name=x&subject=x",
        ),
        (
            "/api/recurring/save",
            "id={own_recurring}&version=-1&name=x",
        ),
        ("/api/recurring/act", "id=&version=1&act=run"),
        (
            "/api/tickets/follow-up",
            "number=1001&version=NaN&when=tomorrow",
        ),
        (
            "/api/tickets/follow-up",
            "number=4711&version=1&when=tomorrow",
        ),
    ] {
        let form = filled(form, &app.world);
        let request = app.post(path, &form).header("cookie", &cookie);
        let status = request.send().await.unwrap().status();
        assert!(status.is_client_error(), "{path} {form}: {status}");
    }
    for (path, form) in [
        (
            "/api/checklist/act",
            "number=1002&item={own_item}&act=explode",
        ),
        ("/api/recurring/act", "id={own_recurring}&version=7&act=run"),
        (
            "/api/recurring/act",
            "id={own_recurring}&version=1&act=explode",
        ),
        (
            "/api/recurring/save",
            "id={own_recurring}&version=1&intent=remove-client-x",
        ),
        (
            "/api/tickets/follow-up",
            "number=1001&version=1&when=at&at=2027-02-29T08:00",
        ),
    ] {
        let form = filled(form, &app.world);
        let request = app.post(path, &form).header("cookie", &cookie);
        let text = request.send().await.unwrap().text().await.unwrap();
        assert!(text.contains("Rejected"), "{path} {form}: {text}");
    }
}

/// Closing with a required item open asks by a plain form too, and the answer closes.
#[tokio::test(flavor = "multi_thread")]
async fn the_question_before_closing_needs_no_script() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "technician").await;
    let plain = async |path: &str, form: &str| {
        let request = app
            .post(path, form)
            .header("cookie", &cookie)
            .header(ACCEPT, "text/html")
            .header("referer", format!("{}/tickets/1001", app.url));
        request.send().await.unwrap()
    };
    plain("/api/checklist/add", "number=1001&items=!Call+Anna").await;
    let close = "number=1001&version=2&field=status&value=closed";
    let refused = plain("/api/tickets/change", close).await;
    let flash = refused.headers()["set-cookie"].to_str().unwrap();
    let flash = flash.split(';').next().unwrap().to_string();
    let page = app
        .get("/tickets/1001")
        .header("cookie", format!("{cookie}; {flash}"));
    let text = page.send().await.unwrap().text().await.unwrap();
    assert!(text.contains("Finish with items open?"), "{text}");
    assert!(text.contains("value=\"status_anyway\""));
    let anyway = "number=1001&version=2&field=status_anyway&value=closed";
    plain("/api/tickets/change", anyway).await;
    let page = app.get("/tickets/1001").header("cookie", &cookie);
    let text = page.send().await.unwrap().text().await.unwrap();
    assert!(text.contains("Open again"), "{text}");
}
