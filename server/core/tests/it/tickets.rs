//! Tickets: the list by key, versions, the conversation, numbers, and the other tenant.

use crate::clients::{hostile_lines, wrong_fields};
use crate::rows_read::{self, EVERY_STATISTICS, inserts};
use app_types::tickets::{
    PostKind, Priority, StatusCategory, TicketFilter, TicketRow, TicketSource, TicketType,
};
use server_core::clocktext::ClockText;
use server_core::tickets::{
    self, Change, ContactReply, NewPost, NewTicket, Reopening, ReplyInput, TicketRef,
};
use server_core::{Error, Result};
use server_db::{Actor, TenantTx};
use server_testing::{CANARY, Kit, World};
use std::collections::BTreeSet;

fn text(tx: &TenantTx) -> ClockText {
    ClockText::new("UTC", tx.now())
}

fn new_ticket(subject: &str) -> NewTicket {
    NewTicket {
        subject: subject.into(),
        client: None,
        contact: None,
        location: None,
        board: None,
        technician: None,
        priority: Priority::Medium,
        ticket_type: TicketType::Incident,
        source: TicketSource::Phone,
        follows: None,
        first_post: NewPost {
            kind: PostKind::Reply,
            text: "It is broken".into(),
            html: "<p>It is broken</p>".into(),
            contact: None,
            files: Vec::new(),
        },
    }
}

fn reply(body: &str, version: u32) -> ReplyInput {
    ReplyInput {
        kind: PostKind::Reply,
        body: body.into(),
        version,
        status: String::new(),
        files: Vec::new(),
    }
}

async fn create(kit: &Kit, actor: Actor, new: NewTicket) -> Result<TicketRef> {
    let mut tx = kit.begin(actor).await;
    let made = tickets::create(&mut tx, new).await?;
    tx.commit().await?;
    Ok(made)
}

async fn change(kit: &Kit, actor: Actor, number: u64, version: u32, what: Change) -> Result<()> {
    let mut tx = kit.begin(actor).await;
    tickets::change(&mut tx, number, version, what).await?;
    tx.commit().await?;
    Ok(())
}

async fn record(kit: &Kit, actor: Actor, number: u64) -> Result<app_types::tickets::TicketRecord> {
    let mut tx = kit.read(actor).await;
    let text = text(&tx);
    tickets::record(&mut tx, number, &text).await
}

async fn page(
    kit: &Kit,
    actor: Actor,
    filter: TicketFilter,
) -> Result<app_types::common::Page<TicketRow>> {
    let mut tx = kit.read(actor).await;
    let text = text(&tx);
    Ok(tickets::list(&mut tx, &filter, &text).await?.page)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_against_an_older_conversation_is_refused() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let version = record(&kit, world.a.technician(), 1002)
        .await
        .unwrap()
        .version;

    let mut tx = kit.begin(world.a.technician()).await;
    tickets::write(&mut tx, 1002, reply("First", version))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut tx = kit.begin(world.a.owner()).await;
    let second = tickets::write(&mut tx, 1002, reply("Second", version)).await;
    assert!(matches!(second, Err(Error::Conflict(_))), "{second:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_opens_a_new_ticket_and_counts_as_response() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let before = record(&kit, world.a.technician(), 1001).await.unwrap();
    assert_eq!(
        (before.category, before.responded),
        (StatusCategory::New, None)
    );

    let mut tx = kit.begin(world.a.technician()).await;
    let note = ReplyInput {
        kind: PostKind::Note,
        ..reply("Only us", before.version)
    };
    tickets::write(&mut tx, 1001, note).await.unwrap();
    tx.commit().await.unwrap();
    let noted = record(&kit, world.a.technician(), 1001).await.unwrap();
    assert_eq!(
        (noted.category, noted.responded),
        (StatusCategory::New, None)
    );

    let mut tx = kit.begin(world.a.technician()).await;
    tickets::write(&mut tx, 1001, reply("On our way", noted.version))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let replied = record(&kit, world.a.technician(), 1001).await.unwrap();
    assert_eq!(replied.category, StatusCategory::Open);
    assert!(replied.responded.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_opens_a_closed_ticket_inside_the_window_only() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    let made = create(&kit, actor.clone(), new_ticket("Screen flickers"))
        .await
        .unwrap();
    change(
        &kit,
        actor.clone(),
        made.number,
        1,
        Change::Status("closed".into()),
    )
    .await
    .unwrap();
    let answer = || ContactReply {
        contact: world.a.contacts[0],
        contact_name: "Anna".into(),
        text: "Again".into(),
        html: "<p>Again</p>".into(),
        files: Vec::new(),
    };

    kit.wait_seconds(15 * 86_400);
    let mut tx = kit.begin(world.a.system()).await;
    let late = tickets::add_contact_reply(&mut tx, made.id, answer())
        .await
        .unwrap();
    assert_eq!(late, Reopening::TooLate);
    tx.rollback().await.unwrap();

    kit.wait_seconds(-2 * 86_400);
    let mut tx = kit.begin(world.a.system()).await;
    let soon = tickets::add_contact_reply(&mut tx, made.id, answer())
        .await
        .unwrap();
    assert!(matches!(soon, Reopening::Added(_)));
    tx.commit().await.unwrap();
    assert_eq!(
        record(&kit, actor, made.number).await.unwrap().category,
        StatusCategory::Open
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_have_no_gaps_and_no_twins_under_sixteen_writers() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let first = create(&kit, world.a.technician(), new_ticket("First"))
        .await
        .unwrap()
        .number;
    let writers = (0..16).map(|i| {
        let (core, actor) = (kit.core.clone(), world.a.technician());
        tokio::spawn(async move {
            let mut tx = core.db.begin(actor).await.unwrap();
            let number = tickets::create(&mut tx, new_ticket(&format!("Ticket {i}")))
                .await
                .unwrap()
                .number;
            // Every fourth transaction fails after all: its number must not be lost.
            if i % 4 == 0 {
                tx.rollback().await.unwrap();
                return None;
            }
            tx.commit().await.unwrap();
            Some(number)
        })
    });
    let mut numbers = BTreeSet::new();
    for writer in writers.collect::<Vec<_>>() {
        if let Some(number) = writer.await.unwrap() {
            assert!(numbers.insert(number), "{number} was given twice");
        }
    }
    let expected: BTreeSet<u64> = (first + 1..=first + 12).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_ids_are_not_found() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let (a, b) = (&world.a, &world.b);
    let foreign = [
        NewTicket {
            client: Some(b.clients[0].id),
            ..new_ticket("x")
        },
        NewTicket {
            client: Some(a.clients[0].id),
            contact: Some(b.contacts[0]),
            ..new_ticket("x")
        },
        NewTicket {
            board: Some(b.board),
            ..new_ticket("x")
        },
        NewTicket {
            technician: Some(b.user("technician").id),
            ..new_ticket("x")
        },
        NewTicket {
            follows: Some(b.tickets[0].id),
            ..new_ticket("x")
        },
    ];
    for new in foreign {
        let made = create(&kit, a.technician(), new.clone()).await;
        assert!(made.is_err(), "{new:?}");
    }
    let version = record(&kit, a.technician(), 1001).await.unwrap().version;
    let theirs = Change::Technician(Some(b.user("technician").id));
    assert!(
        change(&kit, a.technician(), 1001, version, theirs)
            .await
            .is_err()
    );
    let theirs = Change::Board(b.board);
    assert!(
        change(&kit, a.technician(), 1001, version, theirs)
            .await
            .is_err()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_other_tenant_shows() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let all = TicketFilter {
        show: "all".into(),
        ..TicketFilter::default()
    };
    let list = page(&kit, world.a.technician(), all).await.unwrap();
    assert_eq!(list.rows.len(), 3);
    let seen = format!(
        "{list:?} {:?}",
        record(&kit, world.a.technician(), 1002).await.unwrap()
    );
    assert!(!seen.contains(CANARY));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_do_what() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let refused = create(&kit, world.a.reader(), new_ticket("x")).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    assert!(record(&kit, world.a.reader(), 1001).await.is_ok());
    let refused = record(&kit, world.a.powerless(), 1001).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_subjects_are_refused_and_filters_too() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    for subject in hostile_lines(255)
        .into_iter()
        .filter(|line| !line.contains(['\u{202e}', '\u{2066}']))
    {
        let result = create(&kit, world.a.technician(), new_ticket(&subject)).await;
        assert_eq!(wrong_fields(result.map(|_| ())), ["subject"], "{subject:?}");
    }
    let bad = |set: fn(&mut TicketFilter)| {
        let mut filter = TicketFilter::default();
        set(&mut filter);
        filter
    };
    for filter in [
        bad(|f| f.show = "everything".into()),
        bad(|f| f.priority = "if(now()=sysdate(),sleep(3),0)".into()),
        bad(|f| f.technician = "' OR 1=1 --".into()),
        bad(|f| f.client = "1e9".into()),
        bad(|f| f.after = "12-zz".into()),
        bad(|f| f.board = "0".into()),
        bad(|f| f.follow_up = "none".into()),
    ] {
        let result = page(&kit, world.a.technician(), filter.clone()).await;
        assert!(matches!(result, Err(Error::Invalid(_))), "{filter:?}");
    }
}

/// Rows `range` of `tickets`; three share each instant, because the id must decide between them.
pub fn rows(world: &World, range: std::ops::Range<u32>) -> String {
    let (tenant, client, board) = (
        world.a.id,
        world.a.clients[0].id.0.simple(),
        world.a.board.0.simple(),
    );
    inserts(
        "tickets (tenant_id, id, number, subject, status_key, category, priority, source, client_id, \
         board_id, reply_token, created_at, updated_at, follow_up_state)",
        range,
        |i| {
            let category = ["open", "resolved", "closed", "waiting_client"][i as usize % 4];
            let priority = ["low", "medium", "high", "critical"][i as usize / 4 % 4];
            let (id, number, minute) = (0x0190u128 << 112 | u128::from(i), 5_000 + i, i / 3);
            format!(
                "({tenant}, UNHEX('{id:032x}'), {number}, 'Ticket {i}', '{category}', '{category}', \
                 '{priority}', 'email', UNHEX('{client}'), UNHEX('{board}'), '{i:026x}', NOW(6), \
                 TIMESTAMP '2026-01-01 00:00:00' + INTERVAL {minute} MINUTE, \
                 IF('{category}' = 'waiting_client', 'due', 'none'))"
            )
        },
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_meet_without_gap_or_overlap_in_both_directions() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    kit.db.execute(&rows(&world, 0..400)).await;
    for show in ["active", "done", "all"] {
        let filter = TicketFilter {
            show: show.into(),
            ..TicketFilter::default()
        };
        let forward = walk(&kit, &world, filter.clone()).await;
        let distinct: BTreeSet<_> = forward.iter().collect();
        assert_eq!(
            distinct.len(),
            forward.len(),
            "{show}: a ticket on two pages"
        );
        let expected = match show {
            "all" => 403,
            "active" => 202,
            _ => 201,
        };
        assert_eq!(forward.len(), expected, "{show}");
    }
}

/// Forward to the end, then back again: the way back must show the same pages.
async fn walk(kit: &Kit, world: &World, filter: TicketFilter) -> Vec<u64> {
    let (mut numbers, mut pages, mut at) = (Vec::new(), Vec::new(), filter.clone());
    let mut previous = loop {
        let list = page(kit, world.a.technician(), at.clone()).await.unwrap();
        let here: Vec<u64> = list.rows.iter().map(|row| row.number).collect();
        numbers.extend(here.iter().copied());
        pages.push(here);
        match list.next {
            Some(next) => {
                at = TicketFilter {
                    after: next,
                    ..filter.clone()
                }
            }
            None => break list.previous,
        }
    };
    pages.pop();
    while let Some(before) = previous {
        let list = page(
            kit,
            world.a.technician(),
            TicketFilter {
                before,
                ..filter.clone()
            },
        )
        .await
        .unwrap();
        let here: Vec<u64> = list.rows.iter().map(|row| row.number).collect();
        assert_eq!(Some(here), pages.pop());
        previous = list.previous;
    }
    assert!(pages.is_empty(), "the way back ended early");
    numbers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_reads_few_rows_at_every_depth_and_with_any_statistics() {
    for statistics in EVERY_STATISTICS {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let (few, many) = (rows(&world, 0..10), rows(&world, 10..4_000));
        rows_read::fill(&kit, statistics, "tickets", &few, &many).await;
        for filter in filters_with_an_index() {
            pages_read_few_rows(&kit, &world, statistics, &filter).await;
        }
    }
}

fn filters_with_an_index() -> Vec<TicketFilter> {
    let of = |set: fn(&mut TicketFilter)| {
        let mut filter = TicketFilter::default();
        set(&mut filter);
        filter
    };
    vec![
        of(|_| {}),
        of(|f| f.show = "all".into()),
        of(|f| f.show = "done".into()),
        of(|f| f.status = "open".into()),
        of(|f| f.priority = "high".into()),
        of(|f| f.technician = "nobody".into()),
        of(|f| f.client = "1".into()),
        of(|f| f.follow_up = "due".into()),
        of(|f| (f.client, f.show) = ("1".into(), "all".into())),
    ]
}

pub async fn pages_read_few_rows(
    kit: &Kit,
    world: &World,
    statistics: rows_read::Statistics,
    filter: &TicketFilter,
) {
    let mut at = filter.clone();
    for depth in 0..6 {
        let mut tx = kit.read(world.a.technician()).await;
        let text = text(&tx);
        let reading = rows_read::start(&mut tx).await;
        let list = tickets::list(&mut tx, &at, &text).await.unwrap();
        let read = reading.scanned(&mut tx).await;
        // The choices of the filter bar come on top: statuses, users, boards.
        let choices = &list.choices;
        let choices = choices.statuses.len() + choices.technicians.len() + choices.boards.len();
        let limit = 3 * list.page.rows.len() + 10 + 4 * choices;
        assert!(
            read <= limit as u64,
            "{statistics:?} {at:?} depth {depth}: {read} rows for {limit}"
        );
        let Some(next) = list.page.next else { break };
        at = TicketFilter {
            after: next,
            ..filter.clone()
        };
    }
}
