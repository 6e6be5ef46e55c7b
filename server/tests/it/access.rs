//! One row of `server/src/isolation/server_functions.csv` per registered server function. A function
//! without a row fails here: add it with the permission it needs, and arguments that would do
//! something.

use crate::test_app::TestApp;
use reqwest::{Method, RequestBuilder};
use server::isolation::{filled, server_functions};
use std::collections::BTreeSet;

/// Server functions that may be called by GET. They must change nothing.
const GET_ALLOWED: &[&str] = &[];

pub fn call(app: &TestApp, path: &str, args: &str) -> RequestBuilder {
    let Some(fields) = args.strip_prefix("multipart ") else {
        return app.post(path, args);
    };
    let mut form = reqwest::multipart::Form::new();
    for (key, value) in fields.split('&').filter_map(|pair| pair.split_once('=')) {
        form = form.text(key.to_string(), value.to_string());
    }
    app.request(Method::POST, path).multipart(form)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_function_has_a_row() {
    let _app = TestApp::new().await;
    let registered: BTreeSet<&str> = server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .collect();
    let listed: BTreeSet<&str> = server_functions().iter().map(|row| row.path).collect();
    assert!(!registered.is_empty());
    assert_eq!(
        listed, registered,
        "server/src/isolation/server_functions.csv (left) and the app (right)"
    );
    for (path, method) in server_fn::axum::server_fn_paths() {
        let allowed = method == Method::POST || GET_ALLOWED.contains(&path);
        assert!(
            allowed,
            "{path} answers {method}: a link of another site could call it"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_past_the_door() {
    let app = TestApp::new().await;
    for row in server_functions() {
        let args = filled(row.args, &app.world);
        let answer = call(&app, row.path, &args).send().await.unwrap();
        let status = answer.status();
        if row.needs == "public" {
            assert!(
                status != 401 && !status.is_server_error(),
                "{}: {status}",
                row.path
            );
        } else {
            assert_eq!(status, 401, "{} for nobody", row.path);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_nothing_happens() {
    let app = TestApp::new().await;
    let cookie = app.powerless_cookie(&app.world.a).await;
    for row in server_functions() {
        let args = filled(row.args, &app.world);
        let request = call(&app, row.path, &args).header("cookie", &cookie);
        let status = request.send().await.unwrap().status();
        if matches!(row.needs, "public" | "signed_in") {
            // Another person's session does not exist for those who may not manage users.
            assert!(status != 401 && status != 403, "{}: {status}", row.path);
            continue;
        }
        assert!(
            app_types::Permission::parse(row.needs).is_some(),
            "{} needs {:?}, which is no permission",
            row.path,
            row.needs
        );
        assert_eq!(status, 403, "{} without {}", row.path, row.needs);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_ids_do_not_exist() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    for row in server_functions()
        .iter()
        .filter(|row| !row.foreign.is_empty())
    {
        let refused = row.foreign.strip_prefix("refused ");
        let args = filled(refused.unwrap_or(row.foreign), &app.world);
        let request = call(&app, row.path, &args).header("cookie", &cookie);
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        match refused {
            Some(_) => assert!(text.contains("Rejected"), "{}: {status} {text}", row.path),
            None => assert_eq!(status, 404, "{} with another tenant's id", row.path),
        }
    }
    let foreign = format!("/attachments/{}", app.world.b.attachment);
    let answer = app
        .get(&foreign)
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
    let own = format!("/attachments/{}", app.world.a.attachment);
    let answer = app
        .get(&own)
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert!(
        answer.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    assert_eq!(
        answer.headers()["content-security-policy"],
        "sandbox; default-src 'none'"
    );
}

/// What a signed-in person may do works, and holds nothing of the other tenant.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_holds_a_canary() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    for row in server_functions() {
        let args = filled(row.args, &app.world);
        let request = call(&app, row.path, &args).header("cookie", &cookie);
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap().to_lowercase();
        assert!(!status.is_server_error(), "{}: {status} {text}", row.path);
        assert!(
            !matches!(status.as_u16(), 400 | 401 | 403),
            "{}: {status}",
            row.path
        );
        assert!(!text.contains("canary-b-"), "{}: {text}", row.path);
    }
}
