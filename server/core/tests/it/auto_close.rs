//! Resolved tickets that close themselves: when, how many at once, and whose.

use crate::rows_read::{self, EVERY_STATISTICS, inserts};
use app_types::tickets::{PostKind, StatusCategory};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use server_core::clocktext::ClockText;
use server_core::jobs::{Registry, run_due};
use server_core::tickets::{self, AUTO_CLOSE_BATCH, AutoClose, Change, close_due};
use server_core::{Actor, Error};
use server_testing::jobs::assert_idempotent;
use server_testing::world::Tenant;
use server_testing::{Kit, TestDb, World};

const DAY: i64 = 86_400;

fn registry() -> Registry {
    let mut registry = Registry::new();
    tickets::register(&mut registry);
    registry
}

async fn desk() -> (Kit, World) {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    (kit, world)
}

async fn set_status(kit: &Kit, actor: Actor, number: u64, status: &str) {
    let version = record(kit, &actor, number).await.version;
    let mut tx = kit.begin(actor).await;
    let change = Change::Status(status.into());
    tickets::change(&mut tx, number, version, change)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn record(kit: &Kit, actor: &Actor, number: u64) -> app_types::tickets::TicketRecord {
    let mut tx = kit.read(actor.clone()).await;
    let text = ClockText::new("UTC", tx.now());
    tickets::record(&mut tx, number, &text).await.unwrap()
}

async fn run(kit: &Kit, tenant: &Tenant) {
    let mut tx = kit.begin(tenant.system()).await;
    tx.enqueue(&AutoClose {}).await.unwrap();
    tx.commit().await.unwrap();
    let report = run_due(&kit.core, &registry()).await.unwrap();
    assert!(report.failures.is_empty(), "{:?}", report.failures);
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Nullable<Text>)]
    text: Option<String>,
}

async fn line(kit: &Kit, sql: &str) -> (i64, Option<String>) {
    let mut conn = kit.connect().await;
    let line: Line = diesel::sql_query(sql).get_result(&mut conn).await.unwrap();
    (line.number, line.text)
}

async fn closed_in(kit: &Kit, tenant: &Tenant) -> i64 {
    let sql = "SELECT COUNT(*) AS number, NULL AS text FROM tickets WHERE category = 'closed' AND tenant_id = ";
    line(kit, &format!("{sql}{}", tenant.id)).await.0
}

/// Resolved tickets with nothing in them, numbers from 5000.
async fn many_resolved(kit: &Kit, tenant: &Tenant, count: u32) {
    let sql = format!(
        "INSERT INTO tickets (tenant_id, id, number, subject, status_key, category, priority, source, board_id, reply_token, \
         created_at, updated_at, resolved_at) SELECT tenant_id, UNHEX(LPAD(HEX(seq), 32, '0')), 5000 + seq, subject, 'resolved', \
         'resolved', priority, source, board_id, LPAD(seq, 26, '0'), created_at, updated_at, created_at - INTERVAL seq SECOND \
         FROM tickets CROSS JOIN seq_1_to_{count} WHERE tenant_id = {} AND number = 1001",
        tenant.id
    );
    TestDb::execute(&kit.db, &sql).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resolved_ticket_closes_after_its_days_and_says_so() {
    let (kit, world) = desk().await;
    set_status(&kit, world.a.technician(), 1002, "resolved").await;
    set_status(&kit, world.b.technician(), 1002, "resolved").await;

    kit.wait_seconds(3 * DAY - 1);
    run(&kit, &world.a).await;
    let waiting = record(&kit, &world.a.reader(), 1002).await;
    assert_eq!(waiting.category, StatusCategory::Resolved);

    kit.wait_seconds(1);
    run(&kit, &world.a).await;
    let closed = record(&kit, &world.a.reader(), 1002).await;
    assert_eq!(closed.category, StatusCategory::Closed);
    assert_eq!(closed.version, waiting.version + 1, "open pages are told");
    let last = closed.posts.last().unwrap();
    assert_eq!(last.kind, PostKind::Event);
    assert_eq!(
        last.html.replace("&#32;", " "),
        "Nestogy set the status to Closed, 3 days after the ticket was resolved"
    );
    let other = record(&kit, &world.b.reader(), 1002).await;
    assert_eq!(other.category, StatusCategory::Resolved, "another tenant's");

    let audit = "SELECT COUNT(*) AS number, MAX(summary) AS text FROM audit_entries WHERE action = 'ticket.auto_close'";
    let said = "#1002: closed 3 days after it was resolved".to_string();
    assert_eq!(line(&kit, audit).await, (1, Some(said)));
    let by = "SELECT COUNT(resolved_by) AS number, HEX(closed_by) AS text FROM tickets WHERE number = 1002 AND category = 'closed'";
    assert_eq!(
        line(&kit, by).await,
        (1, None),
        "who resolved it stays known, and nobody closed it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_opened_again_stays_open_and_zero_days_mean_never() {
    let (kit, world) = desk().await;
    set_status(&kit, world.a.technician(), 1001, "resolved").await;
    set_status(&kit, world.a.technician(), 1002, "resolved").await;
    set_status(&kit, world.a.technician(), 1002, "open").await;
    let never = format!(
        "UPDATE tenants SET auto_close_days = 0 WHERE id = {}",
        world.a.id
    );
    TestDb::execute(&kit.db, &never).await;
    kit.wait_seconds(400 * DAY);
    let before = closed_in(&kit, &world.a).await;
    run(&kit, &world.a).await;
    assert_eq!(closed_in(&kit, &world.a).await, before);

    TestDb::execute(&kit.db, "UPDATE tenants SET auto_close_days = 1").await;
    run(&kit, &world.a).await;
    assert_eq!(closed_in(&kit, &world.a).await, before + 1);
    let open = record(&kit, &world.a.reader(), 1002).await;
    assert_eq!(open.category, StatusCategory::Open);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_may_edit_tickets_close_them() {
    let (kit, world) = desk().await;
    let mut tx = kit.begin(world.a.reader()).await;
    let refused = close_due(&mut tx).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn g12_closing_is_idempotent_also_twice_at_once() {
    let (kit, world) = desk().await;
    many_resolved(&kit, &world.a, 5).await;
    kit.wait_seconds(4 * DAY);
    assert_idempotent(&kit, &registry(), world.a.id, &AutoClose {}).await;
    assert_eq!(closed_in(&kit, &world.a).await, 1 + 5);
}

/// Two runs share the work of more than one batch; each ticket gets one event.
#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_batch_is_closed_once_by_two_runs_at_once() {
    let (kit, world) = desk().await;
    let many = AUTO_CLOSE_BATCH as u32 * 2 + 7;
    many_resolved(&kit, &world.a, many).await;
    kit.wait_seconds(4 * DAY);
    let close = async || {
        let mut closed = 0;
        loop {
            let mut tx = kit.begin(world.a.system()).await;
            let batch = close_due(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            closed += batch;
            if batch == 0 {
                return closed;
            }
        }
    };
    let (one, two) = tokio::join!(close(), close());
    assert_eq!(one + two, many as usize);
    assert_eq!(closed_in(&kit, &world.a).await, 1 + i64::from(many));
    let events = "SELECT COUNT(*) AS number, NULL AS text FROM ticket_posts WHERE kind = 'event' AND body_text LIKE '%after the ticket was resolved'";
    assert_eq!(line(&kit, events).await.0, i64::from(many));
}

/// The job itself goes on after its first batch.
#[tokio::test(flavor = "multi_thread")]
async fn one_job_closes_several_batches() {
    let (kit, world) = desk().await;
    let many = AUTO_CLOSE_BATCH as u32 + 1;
    many_resolved(&kit, &world.a, many).await;
    kit.wait_seconds(4 * DAY);
    run(&kit, &world.a).await;
    assert_eq!(closed_in(&kit, &world.a).await, 1 + i64::from(many));
}

/// A ticket that somebody is changing is passed over, not waited for.
#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_in_use_waits_for_the_next_run() {
    let (kit, world) = desk().await;
    many_resolved(&kit, &world.a, 2).await;
    kit.wait_seconds(4 * DAY);
    let mut busy = kit.begin(world.a.technician()).await;
    let change = Change::Subject("Being changed".into());
    tickets::change(&mut busy, 5001, 1, change).await.unwrap();
    let mut tx = kit.begin(world.a.system()).await;
    assert_eq!(close_due(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    busy.commit().await.unwrap();
    let mut tx = kit.begin(world.a.system()).await;
    assert_eq!(close_due(&mut tx).await.unwrap(), 1);
}

/// Nothing is due: the search reads next to nothing, however many tickets there are.
#[tokio::test(flavor = "multi_thread")]
async fn the_search_reads_few_rows_with_any_statistics() {
    for statistics in EVERY_STATISTICS {
        let (kit, world) = desk().await;
        let head = "tickets (tenant_id, id, number, subject, status_key, category, priority, source, board_id, reply_token, created_at, updated_at, resolved_at, closed_at)";
        let board = world.a.board.0.simple();
        let row = |n: u32| {
            format!(
                "({}, UNHEX(LPAD(HEX({n}), 32, '0')), {n}, 's', 'closed', 'closed', 'low', 'phone', UNHEX('{board}'), LPAD({n}, 26, '0'), \
                 NOW(6), NOW(6), NOW(6) - INTERVAL 30 DAY, NOW(6))",
                world.a.id
            )
        };
        let few = inserts(head, 10_000..10_005, row);
        let many = inserts(head, 20_000..23_000, row);
        rows_read::fill(&kit, statistics, "tickets", &few, &many).await;
        let mut tx = kit.begin(world.a.system()).await;
        let reading = rows_read::start(&mut tx).await;
        assert_eq!(close_due(&mut tx).await.unwrap(), 0);
        let rows = reading.rows(&mut tx).await;
        assert!(rows <= 5, "{statistics:?}: {rows} rows read");
    }
}
