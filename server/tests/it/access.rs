//! One row of `access.csv` per registered server function. A function without a row fails here:
//! add it with the permission it needs, and arguments that would do something. Rows are called in
//! their order with one session: the sign-out stays last.

use crate::test_app::TestApp;
use reqwest::{Method, RequestBuilder};
use server_testing::world::{Tenant, World};
use std::collections::BTreeSet;

pub struct Row {
    pub path: &'static str,
    /// `public`, `signed_in` or the key of a permission.
    needs: &'static str,
    /// A form as the page sends it; `multipart` sends the fields in parts.
    pub args: &'static str,
    /// The same with another tenant's id; empty where people name records by number, which is
    /// the tenant's own. `refused ` before it: the id stands in a field, and the form says so.
    foreign: &'static str,
}

/// Server functions that may be called by GET. They must change nothing.
const GET_ALLOWED: &[&str] = &[];

pub fn table() -> Vec<Row> {
    let lines = include_str!("access.csv").lines().skip(1);
    lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let mut parts = line.split(';').map(str::trim);
            let mut next = || parts.next().unwrap_or_default();
            Row {
                path: next(),
                needs: next(),
                args: next(),
                foreign: next(),
            }
        })
        .collect()
}

/// What may stand in braces in the table; with `own_` before it, the caller's own.
fn ids(tenant: &Tenant) -> impl Iterator<Item = (String, String)> {
    let user = tenant.user("read_only");
    [
        ("contact", tenant.contacts[0].to_string()),
        ("note", tenant.note.to_string()),
        ("client_file", tenant.client_file.to_string()),
        ("canned", tenant.canned[0].to_string()),
        ("post", tenant.posts[0].to_string()),
        ("location", tenant.location.to_string()),
        ("job", tenant.job.to_string()),
        ("mail", tenant.inbound[1].to_string()),
        ("mailbox", tenant.mailbox.to_string()),
        ("undeliverable", tenant.undeliverable.to_string()),
        ("mailbox_key", tenant.mailbox_key.to_string()),
        ("board", tenant.board.to_string()),
        ("tag", tenant.tag.to_string()),
        ("field", tenant.field.to_string()),
        ("import", tenant.import.to_string()),
        ("macro", tenant.macro_id.to_string()),
        ("bulk", tenant.bulk_run.to_string()),
        ("view", tenant.view.to_string()),
        ("notification", tenant.notification.to_string()),
        ("rule", tenant.rule.to_string()),
        ("item", tenant.items[1].to_string()),
        ("template", tenant.template.to_string()),
        ("recurring", tenant.recurring.to_string()),
        ("technician", tenant.user("technician").id.to_string()),
        ("session", tenant.session.to_string()),
        ("user", user.id.to_string()),
        ("role", user.role_id.to_string()),
        ("email", user.email.clone()),
    ]
    .into_iter()
    .map(|(name, id)| (name.to_string(), id))
}

pub fn filled(text: &str, world: &World) -> String {
    ids(&world.b)
        .chain(ids(&world.a).map(|(name, id)| (format!("own_{name}"), id)))
        .fold(text.to_string(), |text, (name, id)| {
            text.replace(&format!("{{{name}}}"), &id)
        })
}

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
    let listed: BTreeSet<&str> = table().iter().map(|row| row.path).collect();
    assert!(!registered.is_empty());
    assert_eq!(
        listed, registered,
        "server/tests/it/access.csv (left) and the app (right)"
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
    for row in table() {
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
    for row in table() {
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
    for row in table().iter().filter(|row| !row.foreign.is_empty()) {
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
    for row in table() {
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
