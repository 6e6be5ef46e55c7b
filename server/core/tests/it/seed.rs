//! Demo data: the promised numbers, the same in every run, and never twice.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use server_core::identity;
use server_core::seed::{self, PASSWORD, Size, Summary};
use server_core::{Error, tenants};
use server_testing::Kit;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

async fn number(kit: &Kit, sql: &str) -> i64 {
    use diesel_async::RunQueryDsl;
    let query = diesel::sql_query(format!("SELECT COUNT(*) AS number FROM {sql}"));
    let row: Number = query.get_result(&mut kit.connect().await).await.unwrap();
    row.number
}

async fn lines(kit: &Kit, sql: &str) -> Vec<String> {
    use diesel_async::RunQueryDsl;
    let rows: Vec<Line> = diesel::sql_query(sql)
        .load(&mut kit.connect().await)
        .await
        .unwrap();
    rows.into_iter().map(|row| row.line).collect()
}

async fn demo(kit: &Kit) -> Summary {
    seed::run(&kit.core, Size::Demo, |_| {}).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_has_its_numbers_and_is_made_once() {
    let kit = Kit::new().await;
    let first = demo(&kit).await;
    assert!(first.tenants.iter().all(|tenant| tenant.created));
    for (table, expected) in [
        ("clients", 24),
        ("contacts", 80),
        ("locations", 24),
        ("client_domains", 24),
        ("tickets", 240),
        ("ticket_posts", 800),
        (
            "tickets WHERE created_at > UTC_TIMESTAMP(6) OR updated_at > UTC_TIMESTAMP(6)",
            0,
        ),
        ("ticket_posts WHERE created_at > UTC_TIMESTAMP(6)", 0),
        (
            "tickets WHERE updated_at < created_at OR closed_at < resolved_at",
            0,
        ),
        (
            "tickets t JOIN ticket_posts p ON p.ticket_id = t.id WHERE p.created_at < t.created_at",
            0,
        ),
        // The database was told not to look these up.
        (
            "ticket_posts p LEFT JOIN tickets t ON t.tenant_id = p.tenant_id AND t.id = p.ticket_id WHERE t.id IS NULL",
            0,
        ),
        (
            "tickets t LEFT JOIN contacts c ON c.tenant_id = t.tenant_id AND c.client_id = t.client_id \
             AND c.id = t.contact_id WHERE c.id IS NULL",
            0,
        ),
        (
            "tickets t LEFT JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.technician_id \
             WHERE t.technician_id IS NOT NULL AND u.id IS NULL",
            0,
        ),
    ] {
        assert_eq!(number(&kit, table).await, expected, "{table}");
    }
    let active = number(&kit, "tickets WHERE active = 1").await;
    assert!((30..120).contains(&active), "{active} active tickets");
    let again = demo(&kit).await;
    assert!(again.tenants.iter().all(|tenant| !tenant.created));
    assert_eq!(again.tenants[0].logins, first.tenants[0].logins);
    assert_eq!(number(&kit, "tickets").await, 240);
}

/// What the seeder switched off for speed is on again for whoever uses its connections next.
#[tokio::test(flavor = "multi_thread")]
async fn no_connection_stays_careless() {
    use diesel_async::RunQueryDsl;
    let kit = Kit::new().await;
    demo(&kit).await;
    let tenant = tenants::all(&kit.core).await.unwrap()[0].0.id;
    let mut open = Vec::new();
    for _ in 0..server_testing::kit::db_config("").pool_size {
        let mut tx = kit.begin(server_db::Actor::system(tenant, "test")).await;
        let checks: Number =
            diesel::sql_query("SELECT @@foreign_key_checks + @@unique_checks AS number")
                .get_result(tx.conn())
                .await
                .unwrap();
        assert_eq!(checks.number, 2);
        open.push(tx);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_run_makes_the_same() {
    let (one, two) = (Kit::new().await, Kit::new().await);
    demo(&one).await;
    demo(&two).await;
    for sql in [
        "SELECT CONCAT_WS('|', number, subject, status_key, priority, source, post_count) AS line FROM tickets ORDER BY tenant_id, number",
        "SELECT CONCAT_WS('|', name, email, title) AS line FROM contacts ORDER BY tenant_id, email",
        "SELECT body_text AS line FROM ticket_posts ORDER BY 1",
    ] {
        assert_eq!(lines(&one, sql).await, lines(&two, sql).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_can_be_used_at_once() {
    let kit = Kit::new().await;
    let summary = demo(&kit).await;
    let northwind = &summary.tenants[0];
    assert_eq!(northwind.mailbox, "support@northwind.example");
    let tenant = tenants::by_slug(&kit.core, &northwind.slug)
        .await
        .unwrap()
        .unwrap();
    let mut tx = kit.begin(server_db::Actor::system(tenant.id, "test")).await;
    // `bin/send-mail` writes as this person.
    let dana = server_core::clients::contacts::by_email(
        &mut tx,
        "dana.whitfield@harborview-dental.example",
    );
    assert_eq!(dana.await.unwrap().unwrap().name, "Dana Whitfield");
    // Numbers go on where the demo ends.
    assert_eq!(tx.next_number("ticket", 1001).await.unwrap(), 1121);
    assert_eq!(tx.next_number("client", 1).await.unwrap(), 13);
    let users = number(
        &kit,
        "users WHERE status = 'active' AND password_hash IS NOT NULL",
    )
    .await;
    let logins: usize = summary
        .tenants
        .iter()
        .map(|tenant| tenant.logins.len())
        .sum();
    assert_eq!(users, logins as i64);
    for login in &northwind.logins {
        let known = number(&kit, &format!("users WHERE email = '{}'", login.email)).await;
        assert_eq!(known, 1, "{}", login.email);
    }
    let weak = identity::passwords::check_new("password", &PASSWORD.into(), &[]);
    assert!(weak.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_cut_off_is_not_mistaken_for_a_whole_one() {
    let kit = Kit::new().await;
    demo(&kit).await;
    kit.db
        .execute("INSERT INTO counters (tenant_id, name, value) SELECT id, 'seed_unfinished', 1 FROM tenants WHERE slug = 'acme'")
        .await;
    let answer = seed::run(&kit.core, Size::Demo, |_| {}).await;
    assert!(matches!(answer, Err(Error::Conflict(_))), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sizes_have_names() {
    assert_eq!(Size::parse("medium").unwrap(), Size::Medium);
    assert!(Size::parse("huge").is_err());
}
