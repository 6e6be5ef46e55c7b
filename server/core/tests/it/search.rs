//! The global search: what it finds, what it never shows, what it costs.

use crate::rows_read::{self, EVERY_STATISTICS, inserts};
use app_types::search::{Hit, HitKind};
use app_types::{Permission, Permissions};
use server_core::search;
use server_db::{Actor, TenantTx};
use server_testing::{CANARY, Kit, World};

async fn found(tx: &mut TenantTx, q: &str) -> Vec<Hit> {
    search::global(tx, q).await.unwrap()
}

async fn links(tx: &mut TenantTx, q: &str) -> Vec<String> {
    found(tx, q).await.into_iter().map(|hit| hit.href).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_words_and_beginnings_are_found() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.read(world.a.reader()).await;
    let anna = format!("/contacts/{}", world.a.contacts[0]);
    for (q, link) in [
        ("1002", "/tickets/1002"),
        ("#1003", "/tickets/1003"),
        ("INC-1001", "/tickets/1001"),
        ("printer", "/tickets/1001"),
        ("on fire", "/tickets/1001"),
        // Done, so that only the full-text index has it.
        ("laptop", "/tickets/1003"),
        ("new lap", "/tickets/1003"),
        ("bak", "/clients/1"),
        ("miller bakery", "/clients/1"),
        ("ann", anna.as_str()),
        ("anna@alpha", anna.as_str()),
    ] {
        let links = links(&mut tx, q).await;
        assert!(links.contains(&link.to_string()), "{q}: {links:?}");
    }
    let hits = found(&mut tx, "1002").await;
    assert_eq!(hits[0].kind, HitKind::Ticket);
    assert_eq!(hits[0].title, "No mail since Monday");
    assert_eq!(hits[0].detail, "#1002 · Open · Bakery Miller");
}

#[tokio::test(flavor = "multi_thread")]
async fn archived_and_foreign_rows_are_not_found() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.read(world.a.reader()).await;
    assert!(links(&mut tx, "Old Mill").await.is_empty());
    for q in ["canary", "CANARY-B-1", "1002", "miller", "monday", "anna"] {
        let hits = format!("{:?}", found(&mut tx, q).await);
        assert!(!hits.to_uppercase().contains(CANARY), "{hits}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_never_an_operator() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.read(world.a.reader()).await;
    for q in [
        "",
        " ",
        "%",
        "_",
        "*",
        "+",
        "-",
        "\"",
        "(",
        "@",
        "~",
        "<>",
        "\\",
        "'",
        "';--",
        "+-*",
        "((((",
        "\"unbalanced",
        "@distance",
        "a\0b",
        "💩",
        "\u{202e}",
        "%%%%",
        "' OR 1=1 --",
    ] {
        assert!(found(&mut tx, q).await.is_empty(), "{q:?}");
    }
    let long = "printer ".repeat(10_000);
    found(&mut tx, &long).await;
    assert_eq!(links(&mut tx, "-printer").await, ["/tickets/1001"]);
    assert_eq!(links(&mut tx, "printer*").await, ["/tickets/1001"]);
    assert_eq!(links(&mut tx, "the printer").await, ["/tickets/1001"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn permissions_decide_what_is_found() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let only = |permission| Actor {
        permissions: Permissions::NONE.with(permission),
        ..world.a.reader()
    };
    let kinds = async |actor| -> Vec<HitKind> {
        let mut tx = kit.read(actor).await;
        let mut hits = found(&mut tx, "1").await;
        hits.extend(found(&mut tx, "1001").await);
        hits.extend(found(&mut tx, "anna").await);
        hits.into_iter().map(|hit| hit.kind).collect()
    };
    assert_eq!(
        kinds(only(Permission::TicketsView)).await,
        [HitKind::Ticket]
    );
    assert_eq!(
        kinds(only(Permission::ClientsView)).await,
        [HitKind::Client, HitKind::Contact]
    );
    assert!(kinds(world.a.powerless()).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn costs_a_bounded_number_of_statements_and_rows() {
    let head = "tickets (tenant_id, id, number, subject, status_key, category, priority, source, board_id, reply_token, created_at, updated_at)";
    for statistics in EVERY_STATISTICS {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let board = world.a.board.0.simple().to_string();
        let row = |n: u32| {
            let (status, word) = if n.is_multiple_of(2) {
                ("open", "toner")
            } else {
                ("closed", "router")
            };
            format!(
                "(1, UNHEX(MD5('ticket {n}')), {n}, 'The {word} number {n} fails', '{status}', '{status}', 'low', 'phone', UNHEX('{board}'), 'token{n}', NOW(6), NOW(6))"
            )
        };
        let (few, many) = (
            inserts(head, 2000..2010, row),
            inserts(head, 2010..8000, row),
        );
        rows_read::fill(&kit, statistics, "tickets", &few, &many).await;
        for q in [
            "toner",
            "router",
            "2500",
            "router number 2501",
            "zebra",
            "pc",
        ] {
            let mut tx = kit.read(world.a.reader()).await;
            let reading = rows_read::start(&mut tx).await;
            let before = tx.actor().origin.statement_count();
            let hits = found(&mut tx, q).await;
            assert!(tx.actor().origin.statement_count() - before <= 4);
            let read = reading.rows(&mut tx).await;
            // 300 recent tickets and 50 matches, each once in its table and once in the union.
            assert!(
                read <= 1200,
                "{statistics:?} {q}: read {read} rows for {} hits",
                hits.len()
            );
            assert_eq!(hits.is_empty(), matches!(q, "zebra" | "pc"), "{q}");
        }
    }
}
