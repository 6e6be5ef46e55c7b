//! Searching by words costs what one's own tenant holds, and never more than a bound.

use crate::rows_read::{self, EVERY_STATISTICS, inserts};
use app_types::common::Page;
use app_types::tickets::{TicketFilter, TicketRow};
use server_core::clocktext::ClockText;
use server_core::{search, tickets};
use server_db::TenantTx;
use server_testing::{Kit, Tenant, World};

/// Far more than a search may read.
const NOISE: u32 = 8_000;

/// Tickets `range` of a tenant; every subject has the word `toner`.
fn toner(tenant: &Tenant, range: std::ops::Range<u32>) -> String {
    let (id, board) = (tenant.id, tenant.board.0.simple());
    inserts(
        "tickets (tenant_id, id, number, subject, status_key, category, priority, source, board_id, \
         reply_token, created_at, updated_at)",
        range,
        |i| {
            let status = if i.is_multiple_of(2) {
                "open"
            } else {
                "closed"
            };
            format!(
                "({id}, UNHEX(MD5('{id} {i}')), {i}, 'The toner of printer {i}', '{status}', '{status}', \
                 'low', 'phone', UNHEX('{board}'), 'token{i}', NOW(6), \
                 TIMESTAMP '2020-01-01 00:00:00' + INTERVAL {i} MINUTE)"
            )
        },
    )
}

async fn listed(tx: &mut TenantTx, filter: &TicketFilter) -> Page<TicketRow> {
    let text = ClockText::new("UTC", tx.now());
    tickets::list(tx, filter, &text).await.unwrap().page
}

fn all(q: &str) -> TicketFilter {
    TicketFilter {
        show: "all".into(),
        q: q.into(),
        ..TicketFilter::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_common_elsewhere_cost_nothing_here() {
    for statistics in EVERY_STATISTICS {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let few = toner(&world.a, 2000..2003) + &toner(&world.b, 2000..2010);
        let many = toner(&world.b, 2010..NOISE);
        rows_read::fill(&kit, statistics, "tickets", &few, &many).await;
        let mut tx = kit.read(world.a.reader()).await;
        let reading = rows_read::start(&mut tx).await;
        assert_eq!(listed(&mut tx, &all("toner")).await.rows.len(), 3);
        let list = reading.rows(&mut tx).await;
        let reading = rows_read::start(&mut tx).await;
        assert_eq!(search::global(&mut tx, "toner").await.unwrap().len(), 3);
        let palette = reading.rows(&mut tx).await;
        // Six tickets, each a few times, and what the filter bar offers.
        assert!(
            list <= 250 && palette <= 100,
            "{statistics:?}: {list}, {palette}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_common_here_cost_a_bounded_number_of_rows() {
    for statistics in EVERY_STATISTICS {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let (few, many) = (toner(&world.a, 2000..2010), toner(&world.a, 2010..NOISE));
        rows_read::fill(&kit, statistics, "tickets", &few, &many).await;
        let mut tx = kit.read(world.a.reader()).await;
        for q in ["toner", "tone", "toner 2500", "ner 7990"] {
            let reading = rows_read::start(&mut tx).await;
            let page = listed(&mut tx, &all(q)).await;
            let read = reading.rows(&mut tx).await;
            assert!(!page.rows.is_empty(), "{q}");
            // 300 looked through and 500 found: each in its table, in the union and in the join
            // with four tables.
            assert!(read <= 6_500, "{statistics:?} {q}: {read} rows");
        }
    }
}

/// The newest come first also where more match than are looked at, and pages go on by key.
#[tokio::test(flavor = "multi_thread")]
async fn the_newest_matches_come_first_and_pages_meet() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    kit.db.execute(&toner(&world.a, 2000..4000)).await;
    let mut tx = kit.read(world.a.reader()).await;
    let first = listed(&mut tx, &all("toner")).await;
    let numbers =
        |page: &Page<TicketRow>| page.rows.iter().map(|row| row.number).collect::<Vec<_>>();
    assert_eq!(numbers(&first), (3950..4000).rev().collect::<Vec<u64>>());
    let after = first.next.clone().unwrap();
    let second = listed(
        &mut tx,
        &TicketFilter {
            after,
            ..all("toner")
        },
    )
    .await;
    assert_eq!(numbers(&second), (3900..3950).rev().collect::<Vec<u64>>());
    let before = second.previous.clone().unwrap();
    let back = listed(
        &mut tx,
        &TicketFilter {
            before,
            ..all("toner")
        },
    )
    .await;
    assert_eq!(numbers(&back), numbers(&first));
}

/// Short words, words with a hyphen and other alphabets are words like any other.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_word_is_found() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let subject = "Dock-Station für PC in Zürich: Принтер, room_7 (new)";
    let sql = format!(
        "UPDATE tickets SET subject = '{subject}', updated_at = '2001-01-01' WHERE tenant_id = {} AND number = 1003",
        world.a.id
    );
    kit.db.execute(&sql).await;
    // Behind the newest, so that only the index has it.
    kit.db.execute(&toner(&world.a, 2000..2400)).await;
    let mut tx = kit.read(world.a.reader()).await;
    for q in [
        "pc",
        "station",
        "dock-station",
        "zürich",
        "ZURICH",
        "принтер",
        "room_7",
        "new",
        "stat",
    ] {
        let page = listed(&mut tx, &all(q)).await;
        let numbers: Vec<u64> = page.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1003], "{q}");
    }
}
