//! Lists as files: who may, what is in them, and what a spreadsheet must not run.

use crate::test_app::TestApp;
use calamine::{Data, Range, Reader, Xlsx};

/// The one sheet of an Excel file, read by another program's reader.
async fn sheet(app: &TestApp, path: &str, cookie: &str) -> Range<Data> {
    let answer = get(app, path, cookie).await;
    assert_eq!(answer.status(), 200, "{path}");
    assert_eq!(
        answer.headers()["content-type"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    let bytes = answer.bytes().await.unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 1, "{names:?}");
    // A formula anywhere would be one that somebody typed.
    assert!(book.worksheet_formula(&names[0]).unwrap().is_empty());
    book.worksheet_range(&names[0]).unwrap()
}

fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_excel_file_has_the_list_with_numbers_dates_and_text_as_such() {
    let app = TestApp::new().await;
    let hostile = "=HYPERLINK(\"http://evil.example\",\"x\")";
    let sql = format!(
        "UPDATE tickets SET subject = '{hostile}', created_at = '2026-07-01 22:30:00' \
         WHERE tenant_id = {} AND number = 1001",
        app.world.a.id
    );
    app.kit.db.execute(&sql).await;
    let sql = format!(
        "UPDATE users SET time_zone = 'Europe/Berlin' WHERE tenant_id = {}",
        app.world.a.id
    );
    app.kit.db.execute(&sql).await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let range = sheet(&app, "/export/tickets.xlsx?show=all", &cookie).await;
    let rows: Vec<_> = range.rows().collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(text(&rows[0][11]), "Created (Europe/Berlin)");
    let row = rows
        .iter()
        .find(|row| row[0] == Data::Float(1001.0))
        .unwrap();
    assert_eq!(row[1], Data::String(hostile.to_string()));
    let Data::DateTime(created) = &row[11] else {
        panic!("no date: {:?}", row[11]);
    };
    // Half past midnight in Berlin's summer: the next day.
    let (y, m, d, h, min, ..) = created.to_ymd_hms_milli();
    assert_eq!((y, m, d, h, min), (2026, 7, 2, 0, 30));
    let done = sheet(&app, "/export/tickets.xlsx?show=done", &cookie).await;
    assert_eq!(done.rows().count(), 2);
    for list in ["tickets", "clients", "contacts", "audit"] {
        let range = sheet(&app, &format!("/export/{list}.xlsx?show=all"), &cookie).await;
        let all: Vec<String> = range.rows().flatten().map(text).collect();
        assert!(range.rows().count() > 1, "{list}");
        let leaked = all
            .iter()
            .any(|cell| cell.to_lowercase().contains("canary-b-"));
        assert!(!leaked, "{list}: {all:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn custom_fields_are_columns_of_their_kind() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    for (kind, name) in [("number", "Seats"), ("date", "Due")] {
        let form = format!("of=ticket&kind={kind}&name={name}");
        let made = app
            .post("/api/fields/save", &form)
            .header("cookie", &cookie);
        assert!(made.send().await.unwrap().status().is_success());
    }
    let sql = format!(
        "INSERT INTO custom_values (tenant_id, owner_id, field_id, ticket_id, value, updated_at) \
         SELECT t.tenant_id, t.id, f.id, t.id, IF(f.kind = 'number', '12.5', '2026-07-02'), NOW(6) \
         FROM tickets t JOIN custom_fields f ON f.tenant_id = t.tenant_id AND f.name IN ('Seats', 'Due') \
         WHERE t.tenant_id = {} AND t.number = 1001",
        app.world.a.id
    );
    app.kit.db.execute(&sql).await;
    let csv = get(&app, "/export/tickets.csv", &cookie)
        .await
        .text()
        .await
        .unwrap();
    assert!(
        csv.lines()
            .next()
            .unwrap()
            .ends_with("Created,Changed,Due,Seats,Site"),
        "{csv}"
    );
    assert!(csv.contains(",2026-07-02,12.5,"), "{csv}");
    assert!(
        csv.lines()
            .any(|line| line.starts_with("1002,") && line.ends_with(",Berlin")),
        "{csv}"
    );
    let range = sheet(&app, "/export/tickets.xlsx", &cookie).await;
    let row = range
        .rows()
        .find(|row| row[0] == Data::Float(1001.0))
        .unwrap();
    assert!(matches!(row[13], Data::DateTime(_)), "{row:?}");
    assert_eq!(row[14], Data::Float(12.5));
    let clients = get(&app, "/export/clients.csv", &cookie)
        .await
        .text()
        .await
        .unwrap();
    assert!(!clients.contains("Site"), "{clients}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_is_a_file_with_its_filter() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    get(&app, "/export/tickets.csv", &cookie).await;
    let text = get(&app, "/export/audit.csv?action=data.export", &cookie)
        .await
        .text()
        .await
        .unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[0].ends_with("Entry,When,Who,What,Record,Details,From,Request"));
    assert!(lines.len() > 1 && lines[1..].iter().all(|line| line.contains("data.export")));
    // Whoever may export lists but not read the log.
    let accountant = app.cookie(&app.world.a, "accountant").await;
    for list in ["audit.csv", "audit.xlsx"] {
        let answer = get(&app, &format!("/export/{list}"), &accountant).await;
        assert_eq!(answer.status(), 403, "{list}");
    }
}

async fn get(app: &TestApp, path: &str, cookie: &str) -> reqwest::Response {
    app.get(path).header("cookie", cookie).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_exported_with_its_filter_and_nothing_of_the_other_tenant() {
    let app = TestApp::new().await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let answer = get(&app, "/export/tickets.csv?show=all", &cookie).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let disposition = answer.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_string();
    assert!(
        disposition.starts_with("attachment; filename=\"tickets-20"),
        "{disposition}"
    );
    let text = answer.text().await.unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(
        text.contains("1002,No mail since Monday,Bakery Miller,Anna Miller,Open"),
        "{text}"
    );
    let done = get(&app, "/export/tickets.csv?show=done", &cookie)
        .await
        .text()
        .await
        .unwrap();
    assert!(done.contains("1003") && !done.contains("1002"), "{done}");
    for list in ["tickets", "clients", "contacts"] {
        let path = format!("/export/{list}.csv?show=all");
        let text = get(&app, &path, &cookie).await.text().await.unwrap();
        assert!(text.lines().count() > 2, "{list}: {text}");
        assert!(!text.to_lowercase().contains("canary-b-"), "{list}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_formula_in_a_name_is_only_text() {
    let app = TestApp::new().await;
    let sql = format!(
        "UPDATE tickets SET subject = '=HYPERLINK(\"http://evil.example\",\"x\")' WHERE tenant_id = {} AND number = 1001",
        app.world.a.id
    );
    app.kit.db.execute(&sql).await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let text = get(&app, "/export/tickets.csv", &cookie)
        .await
        .text()
        .await
        .unwrap();
    assert!(
        text.contains("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\""),
        "{text}"
    );
    // A phone number begins with a plus: a spreadsheet would count with it.
    let clients = get(&app, "/export/clients.csv", &cookie)
        .await
        .text()
        .await
        .unwrap();
    assert!(clients.contains(",'+49 30 1,"), "{clients}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_comes_whole_and_page_by_page() {
    let app = TestApp::new().await;
    let tenant = app.world.a.id;
    let board = app.world.a.board.0.simple();
    let rows: Vec<String> = (0..1_203)
        .map(|i| {
            format!(
                "({tenant}, UNHEX('{:032x}'), {}, 'Ticket {i}', 'open', 'open', 'low', 'email', UNHEX('{board}'), \
                 '{i:026x}', NOW(6), TIMESTAMP '2026-01-01 00:00:00' + INTERVAL {} MINUTE)",
                0x0190u128 << 112 | i,
                5_000 + i,
                i / 3
            )
        })
        .collect();
    let sql = format!(
        "INSERT INTO tickets (tenant_id, id, number, subject, status_key, category, priority, source, board_id, \
         reply_token, created_at, updated_at) VALUES {}",
        rows.join(",")
    );
    app.kit.db.execute(&sql).await;
    let cookie = app.cookie(&app.world.a, "owner").await;
    let text = get(&app, "/export/tickets.csv?priority=low", &cookie)
        .await
        .text()
        .await
        .unwrap();
    let numbers: std::collections::BTreeSet<&str> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    assert_eq!(numbers.len(), 1_203);
    assert_eq!(text.lines().count(), 1_204, "no ticket twice");
    let range = sheet(&app, "/export/tickets.xlsx?priority=low", &cookie).await;
    assert_eq!(range.rows().count(), 1_204);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_takes_the_permission_and_is_in_the_audit_log() {
    let app = TestApp::new().await;
    let refused = [
        ("technician", "tickets.csv", 403),
        ("technician", "tickets.xlsx", 403),
        ("technician", "clients.csv", 403),
        ("owner", "users.csv", 404),
        ("owner", "tickets.pdf", 404),
        ("owner", "tickets", 404),
    ];
    for (role, list, status) in refused {
        let cookie = app.cookie(&app.world.a, role).await;
        let answer = get(&app, &format!("/export/{list}"), &cookie).await;
        assert_eq!(answer.status(), status, "{list} for {role}");
    }
    assert_eq!(get(&app, "/export/tickets.xlsx", "").await.status(), 401);
    assert_eq!(get(&app, "/export/tickets.csv", "").await.status(), 401);
    let owner = app.cookie(&app.world.a, "owner").await;
    for bad in [
        "tickets.csv?show=everything",
        "tickets.csv?tag=x",
        "tickets.xlsx?tag=x",
        "clients.csv?kind=x",
    ] {
        let answer = get(&app, &format!("/export/{bad}"), &owner).await;
        assert_eq!(answer.status(), 400, "{bad}");
    }
    assert_eq!(
        get(&app, "/export/contacts.csv", &owner).await.status(),
        200
    );
    let log = app.post("/api/settings/audit", "filter[action]=&before=&after=");
    let log = log
        .header("cookie", &owner)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(log.contains("Exported the list of contacts"), "{log}");
    assert!(
        !log.contains("Exported the list of tickets"),
        "a refused export is none: {log}"
    );
}
