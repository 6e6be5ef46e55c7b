//! Checklists: ticking, order, removal and its undo, and what they hold up.

use crate::clients::wrong_fields;
use app_types::checklists::{ChecklistItem, ItemAct};
use app_types::id::ChecklistItemId;
use app_types::macros::{MacroInput, Steps};
use app_types::tickets::{PostKind, StatusCategory, TicketRecord};
use server_core::clocktext::ClockText;
use server_core::tickets::{self, Change, ReplyInput, checklist, macros};
use server_core::{Error, Result};
use server_db::Actor;
use server_testing::{Kit, World};

async fn desk() -> (Kit, World) {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    (kit, world)
}

pub async fn record(kit: &Kit, actor: &Actor, number: u64) -> TicketRecord {
    let mut tx = kit.read(actor.clone()).await;
    let text = ClockText::new("UTC", tx.now());
    tickets::record(&mut tx, number, &text).await.unwrap()
}

async fn add(kit: &Kit, actor: &Actor, number: u64, items: &str) -> Result<usize> {
    let mut tx = kit.begin(actor.clone()).await;
    let added = checklist::add(&mut tx, number, items).await?;
    tx.commit().await?;
    Ok(added)
}

async fn act(
    kit: &Kit,
    actor: &Actor,
    number: u64,
    id: ChecklistItemId,
    act: ItemAct,
) -> Result<()> {
    let mut tx = kit.begin(actor.clone()).await;
    checklist::act(&mut tx, number, id, act).await?;
    tx.commit().await?;
    Ok(())
}

async fn change(kit: &Kit, actor: &Actor, number: u64, change: Change) -> Result<()> {
    let version = record(kit, actor, number).await.version;
    let mut tx = kit.begin(actor.clone()).await;
    tickets::change(&mut tx, number, version, change).await?;
    tx.commit().await?;
    Ok(())
}

fn texts(items: &[ChecklistItem]) -> Vec<&str> {
    items.iter().map(|item| item.text.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn items_are_added_ticked_moved_and_put_back_as_they_were() {
    let (kit, world) = desk().await;
    let me = world.a.technician();
    let posts = record(&kit, &me, 1001).await.posts.len();
    assert_eq!(add(&kit, &me, 1001, "One\n! Two\nThree").await.unwrap(), 3);
    let ticket = record(&kit, &me, 1001).await;
    assert_eq!(texts(&ticket.checklist), ["One", "Two", "Three"]);
    assert_eq!(ticket.version, 2, "open pages are told");
    let id = |nth: usize| ticket.checklist[nth].id;

    act(&kit, &me, 1001, id(1), ItemAct::Tick).await.unwrap();
    kit.wait_seconds(60);
    // Somebody else ticks it once more: the first one did it.
    let owner = world.a.owner();
    act(&kit, &owner, 1001, id(1), ItemAct::Tick).await.unwrap();
    act(&kit, &me, 1001, id(2), ItemAct::Up).await.unwrap();
    act(&kit, &me, 1001, id(0), ItemAct::Up).await.unwrap();
    act(&kit, &me, 1001, id(0), ItemAct::Remove).await.unwrap();
    let ticket = record(&kit, &me, 1001).await;
    assert_eq!(texts(&ticket.checklist), ["Three", "Two"]);
    let two = &ticket.checklist[1];
    assert_eq!(
        two.done.as_ref().map(|done| done.by.as_str()),
        Some(me.name())
    );
    assert!(two.required && !ticket.checklist[0].required);

    let gone = act(&kit, &me, 1001, id(0), ItemAct::Tick).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    act(&kit, &me, 1001, id(0), ItemAct::Restore).await.unwrap();
    act(&kit, &me, 1001, id(1), ItemAct::Untick).await.unwrap();
    act(&kit, &me, 1001, id(1), ItemAct::Relax).await.unwrap();
    let ticket = record(&kit, &me, 1001).await;
    assert_eq!(texts(&ticket.checklist), ["One", "Three", "Two"]);
    assert!(ticket.checklist[2].done.is_none() && !ticket.checklist[2].required);
    assert_eq!(ticket.posts.len(), posts, "the conversation stays calm");
}

#[tokio::test(flavor = "multi_thread")]
async fn required_items_hold_up_the_end_until_somebody_says_so() {
    let (kit, world) = desk().await;
    let me = world.a.technician();
    add(&kit, &me, 1001, "! Tell “Anna”\nLater").await.unwrap();
    for end in ["resolved", "closed"] {
        let refused = change(&kit, &me, 1001, Change::Status(end.into())).await;
        assert_eq!(wrong_fields(refused), ["confirmed"], "{end}");
    }
    // Waiting and cancelling are no end of the work.
    let waits = Change::Status("waiting_client".into());
    change(&kit, &me, 1001, waits).await.unwrap();

    let version = record(&kit, &me, 1001).await.version;
    let reply = ReplyInput {
        kind: PostKind::Note,
        body: "Done.".into(),
        version,
        status: "closed".into(),
        files: Vec::new(),
    };
    let mut tx = kit.begin(me.clone()).await;
    let refused = tickets::write(&mut tx, 1001, reply.clone()).await;
    assert_eq!(wrong_fields(refused), ["confirmed"]);
    drop(tx);
    let mut tx = kit.begin(me.clone()).await;
    tickets::write_anyway(&mut tx, 1001, reply).await.unwrap();
    tx.commit().await.unwrap();
    let ticket = record(&kit, &me, 1001).await;
    assert_eq!(ticket.category, StatusCategory::Closed);

    // Opened again it asks again, and not once all is done.
    let open = Change::Status("open".into());
    change(&kit, &me, 1001, open.clone()).await.unwrap();
    let anyway = Change::StatusAnyway("resolved".into());
    change(&kit, &me, 1001, anyway).await.unwrap();
    change(&kit, &me, 1001, open).await.unwrap();
    let id = ticket.checklist[0].id;
    act(&kit, &me, 1001, id, ItemAct::Tick).await.unwrap();
    let closed = Change::Status("closed".into());
    change(&kit, &me, 1001, closed).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_macro_does_not_close_what_is_not_done() {
    let (kit, world) = desk().await;
    let me = world.a.technician();
    add(&kit, &me, 1001, "! Back up").await.unwrap();
    let closing = MacroInput {
        name: "Close".into(),
        steps: Steps {
            status: "closed".into(),
            ..Steps::default()
        },
        post: "note".into(),
        body: "Closed by macro".into(),
    };
    let mut tx = kit.begin(world.a.owner()).await;
    let id = macros::create(&mut tx, &closing).await.unwrap();
    tx.commit().await.unwrap();
    let before = record(&kit, &me, 1001).await;
    let mut tx = kit.begin(me.clone()).await;
    let refused = macros::run(&mut tx, 1001, before.version, id).await;
    assert_eq!(wrong_fields(refused), ["confirmed"]);
    drop(tx);
    let after = record(&kit, &me, 1001).await;
    assert_eq!(after, before, "nothing of it was done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checklist_takes_no_more_and_nothing_hostile() {
    let (kit, world) = desk().await;
    let me = world.a.technician();
    for text in [
        String::new(),
        " \n- \n".into(),
        "x".repeat(256),
        "x".repeat(10_000_000),
        "a\u{1b}[31m".into(),
        "a\0".into(),
        "\u{202e}gnp.exe".into(),
        "a\n".repeat(101),
    ] {
        let refused = add(&kit, &me, 1001, &text).await;
        assert_eq!(
            wrong_fields(refused),
            ["items"],
            "{:?}",
            &text[..text.len().min(20)]
        );
    }
    add(&kit, &me, 1001, &"a\n".repeat(99)).await.unwrap();
    assert_eq!(wrong_fields(add(&kit, &me, 1001, "b\nc").await), ["items"]);
    add(&kit, &me, 1001, "<b>last</b> {{me.name}}")
        .await
        .unwrap();
    let ticket = record(&kit, &me, 1001).await;
    assert_eq!(ticket.checklist.len(), 100);
    assert_eq!(ticket.checklist[99].text, "<b>last</b> {{me.name}}");

    // Room that was taken meanwhile is not there for what was removed.
    let first = ticket.checklist[0].id;
    act(&kit, &me, 1001, first, ItemAct::Remove).await.unwrap();
    add(&kit, &me, 1001, "new").await.unwrap();
    let full = act(&kit, &me, 1001, first, ItemAct::Restore).await;
    assert!(matches!(full, Err(Error::Conflict(_))), "{full:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn others_tickets_items_and_rights_are_out_of_reach() {
    let (kit, world) = desk().await;
    let (me, reader) = (world.a.technician(), world.a.reader());
    let refused = add(&kit, &reader, 1001, "x").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let own = world.a.items[1];
    let refused = act(&kit, &reader, 1002, own, ItemAct::Tick).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    for (number, id) in [(1002, world.b.items[1]), (1001, own), (9999, own)] {
        let missing = act(&kit, &me, number, id, ItemAct::Tick).await;
        assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    }
    let theirs = record(&kit, &world.b.reader(), 1002).await;
    assert!(theirs.checklist[1].done.is_none());

    // What goes on in another ticket is over there.
    let sql = format!(
        "UPDATE tickets SET merged_into_id = UNHEX('{}') WHERE tenant_id = {} AND number = 1001",
        world.a.tickets[1].id.0.simple(),
        world.a.id
    );
    kit.db.execute(&sql).await;
    let merged = add(&kit, &me, 1001, "x").await;
    assert!(matches!(merged, Err(Error::Conflict(_))), "{merged:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_tick_at_once_and_both_count() {
    let (kit, world) = desk().await;
    let me = world.a.technician();
    add(&kit, &me, 1001, "One\nTwo").await.unwrap();
    let items = record(&kit, &me, 1001).await.checklist;
    let owner = world.a.owner();
    let (one, two) = tokio::join!(
        act(&kit, &me, 1001, items[0].id, ItemAct::Tick),
        act(&kit, &owner, 1001, items[1].id, ItemAct::Tick),
    );
    one.unwrap();
    two.unwrap();
    let ticket = record(&kit, &me, 1001).await;
    assert!(ticket.checklist.iter().all(|item| item.done.is_some()));
    assert_eq!(ticket.version, 4);
}
