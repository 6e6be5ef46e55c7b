//! What a page costs in statements, counted on the wire, and that they carry their tenant.

use crate::access::call;
use crate::pages;
use crate::test_app::{Options, TestApp};
use server::http::page_paths;
use server::isolation::{filled, server_functions};
use server_core::jobs::schedule::Scheduler;
use server_core::mail::inbound::{self, Source};
use server_db::guard::tables_without_tenant;
use server_testing::crowd;
use std::collections::{BTreeMap, BTreeSet};

/// One row of `statements.csv` per page, and more where its address has filters.
struct Row {
    /// The page's pattern, then a query.
    address: &'static str,
    kind: &'static str,
    most: usize,
}

/// The goals of docs/performance.md. A form says for itself what it needs.
const GOALS: &[(&str, usize)] = &[("home", 10), ("list", 4), ("record", 8), ("form", 8)];

fn table() -> Vec<Row> {
    let lines = include_str!("statements.csv").lines().skip(1);
    lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let parts: Vec<&str> = line.split(';').map(str::trim).collect();
            let [address, kind, most] = parts[..] else {
                panic!("a row of statements.csv has three parts: {line}");
            };
            let most = most.parse().unwrap();
            Row {
                address,
                kind,
                most,
            }
        })
        .collect()
}

fn pattern(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

#[test]
fn every_page_has_a_row_within_its_goal() {
    let listed: BTreeSet<String> = table()
        .iter()
        .map(|row| pattern(row.address).to_string())
        .collect();
    let known: BTreeSet<String> = page_paths().into_iter().collect();
    assert_eq!(
        listed, known,
        "server/tests/it/statements.csv (left) and the app (right)"
    );
    for row in table() {
        let goal = GOALS.iter().find(|(kind, _)| *kind == row.kind);
        let (_, goal) = goal.unwrap_or_else(|| panic!("{} is no kind of page", row.kind));
        assert!(row.most <= *goal, "{}: {}", row.address, row.most);
    }
}

async fn tapped() -> TestApp {
    TestApp::with(Options {
        tap: true,
        ..Options::default()
    })
    .await
}

/// The statements behind every address of the table.
async fn statements(app: &TestApp, cookie: &str) -> BTreeMap<&'static str, Vec<String>> {
    let mut sent = BTreeMap::new();
    for row in table() {
        let path = pages::concrete(pattern(row.address), &app.world.a);
        let path = filled(
            &row.address.replacen(pattern(row.address), &path, 1),
            &app.world,
        );
        app.kit.wire().take();
        let request = app.get(&path).header("cookie", cookie);
        let status = request.send().await.unwrap().status();
        assert!(
            status.is_success() || status.is_redirection(),
            "{path}: {status}"
        );
        sent.insert(row.address, app.kit.wire().take());
    }
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_costs_few_statements_however_many_rows_there_are() {
    let app = tapped().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let few = statements(&app, &cookie).await;
    crowd::gather(&app.kit, &app.world.a).await;
    let many = statements(&app, &cookie).await;
    let mut wrong = Vec::new();
    for row in table() {
        let (few, many) = (&few[row.address], &many[row.address]);
        if few.len().max(many.len()) > row.most {
            let counts = format!("{} with few rows, {} with many", few.len(), many.len());
            wrong.push(format!(
                "{} costs {counts}, its row says {}: {many:#?}",
                row.address, row.most
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Statements that look across tenants, by their beginning; each stands in a `SystemTx` whose
/// reason and tables are listed in server/db/src/guard/across.rs.
const ACROSS: &[&str] = &[
    // Whose turn it is: the oldest due job of every tenant.
    "SELECT t.id AS tenant_id, (SELECT j.run_at FROM jobs j",
    // When each task of each tenant ran last.
    "SELECT tenant_id, task_key, MAX(run_at) AS latest FROM schedule_runs",
    // Whose mailbox an address is.
    "SELECT `mailboxes`.`tenant_id`, `mailboxes`.`id`, `mailboxes`.`address` FROM `mailboxes`",
];

/// After every page and server function, a mail, the clock and the jobs: not one statement
/// went to the database that could have met another tenant's rows.
#[tokio::test(flavor = "multi_thread")]
async fn every_statement_on_the_wire_carries_its_tenant() {
    let app = tapped().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    // Before the server functions: one of them archives the mailbox.
    work(&app).await;
    let mut sent: BTreeSet<String> = app.kit.wire().take().into_iter().collect();
    for (_, statements) in statements(&app, &cookie).await {
        sent.extend(statements);
    }
    for row in server_functions() {
        let args = filled(row.args, &app.world);
        // A session each: some of them end the session that asks.
        let cookie = app.cookie(&app.world.a, "owner").await;
        let request = call(&app, row.path, &args).header("cookie", &cookie);
        request.send().await.unwrap();
    }
    sent.extend(app.kit.wire().take());
    let touching = |sql: &&String| {
        server_db::schema::TENANT_TABLES
            .iter()
            .any(|table| sql.contains(table))
    };
    // Far fewer would mean that the tap hears little of it.
    let heard = sent.iter().filter(touching).count();
    assert!(heard > 75, "{heard} of {}", sent.len());
    let across = |sql: &str| ACROSS.iter().any(|beginning| sql.starts_with(beginning));
    let wrong: Vec<_> = sent
        .iter()
        .filter(|sql| !tables_without_tenant(sql).is_empty() && !across(sql))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for beginning in ACROSS {
        let seen = sent.iter().any(|sql| sql.starts_with(beginning));
        assert!(seen, "nobody sends this any more: {beginning}");
    }
}

/// A mail comes in, the clock comes round, and the jobs are done.
async fn work(app: &TestApp) {
    let core = &app.kit.core;
    let mailbox = &app.world.a.mailbox_address;
    let mail = format!(
        "From: Anna <{}>\r\nTo: {mailbox}\r\nSubject: Toner\r\nMessage-ID: <1@wire.example>\r\n\r\nIt is empty.\r\n",
        app.world.a.contact_email
    );
    let source = Source::pipe(vec![mailbox.clone()]);
    inbound::accept(core, source, mail.as_bytes())
        .await
        .unwrap();
    let mut scheduler = Scheduler::new(core.clone(), server::jobs::schedule());
    scheduler.tick_at(app.kit.now()).await.unwrap();
    app.kit.wait_seconds(86_400);
    let fired = scheduler.tick_at(app.kit.now()).await.unwrap();
    assert!(fired > 0);
    server_testing::run_jobs(&app.kit, &server::jobs::registry()).await;
}
