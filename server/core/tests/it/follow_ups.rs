//! Follow-ups: put off, brought back once, ended by what is news.

use crate::checklists::record;
use crate::clients::wrong_fields;
use crate::mail_crash::give_jobs_back_in;
use app_types::Timestamp;
use app_types::notifications::NotificationEvent;
use app_types::tickets::{PostKind, StatusCategory, TicketFilter};
use server_core::clocktext::ClockText;
use server_core::jobs::schedule::Scheduler;
use server_core::jobs::{Registry, Schedule, run_due};
use server_core::tickets::follow_up::{self, RemindFollowUps};
use server_core::tickets::{self, Change, ContactReply, ReplyInput};
use server_core::{Error, Result, mail, notifications};
use server_db::Actor;
use server_testing::jobs::assert_idempotent;
use server_testing::{Kit, KitOptions, World};
use std::time::Duration;

/// Thursday, 26 November 2026, 12:00 in Berlin.
const START: Timestamp = Timestamp::from_seconds(1_795_690_800);
const HOUR: i64 = 3_600;
const BERLIN: &str = "Europe/Berlin";

fn registry() -> Registry {
    let mut registry = Registry::new();
    tickets::register(&mut registry);
    notifications::register(&mut registry);
    mail::register(&mut registry);
    registry
}

async fn desk() -> (Kit, World) {
    let kit = Kit::with(KitOptions {
        start: Some(START),
        ..KitOptions::default()
    })
    .await;
    let world = World::two_tenants(&kit).await;
    (kit, world)
}

async fn put_off(
    kit: &Kit,
    actor: &Actor,
    number: u64,
    when: &str,
    at: &str,
    zone: &str,
) -> Result<String> {
    let version = record(kit, actor, number).await.version;
    let mut tx = kit.begin(actor.clone()).await;
    let said = follow_up::set(&mut tx, number, version, (when, at), zone).await?;
    tx.commit().await?;
    Ok(said)
}

async fn remind(kit: &Kit) {
    let schedule = Schedule::new().with(follow_up::follow_up_task());
    let mut scheduler = Scheduler::new(kit.core.clone(), schedule);
    scheduler.tick_at(kit.now()).await.unwrap();
    let report = run_due(&kit.core, &registry()).await.unwrap();
    assert!(report.failures.is_empty(), "{:?}", report.failures);
}

async fn told(kit: &Kit, actor: Actor) -> usize {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    let list = notifications::list(&mut tx, "", &text).await.unwrap();
    let due = |text: &str| text == "A follow-up is due";
    list.page.rows.iter().filter(|row| due(&row.text)).count()
}

async fn listed(kit: &Kit, actor: Actor, follow_up: &str) -> Vec<u64> {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    let filter = TicketFilter {
        follow_up: follow_up.into(),
        ..TicketFilter::default()
    };
    let list = tickets::list(&mut tx, &filter, &text).await.unwrap();
    list.page.rows.iter().map(|row| row.number).collect()
}

async fn client_replies(kit: &Kit, world: &World, nth: usize) {
    let mut tx = kit.begin(world.a.system()).await;
    let reply = ContactReply {
        contact: world.a.contacts[0],
        contact_name: "Anna".into(),
        text: "And now?".into(),
        html: "<p>And now?</p>".into(),
        files: Vec::new(),
    };
    tickets::add_contact_reply(&mut tx, world.a.tickets[nth].id, reply)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_put_off_comes_back_and_people_hear_of_it_once() {
    let (kit, world) = desk().await;
    let owner = world.a.owner();
    let said = put_off(&kit, &owner, 1002, "tomorrow", "", BERLIN).await;
    assert_eq!(
        said.unwrap(),
        "Put off until Friday, 27 November 2026, 08:00 CET"
    );
    let off = record(&kit, &owner, 1002).await;
    assert_eq!(off.category, StatusCategory::Scheduled);
    assert_eq!(off.version, 2, "one change, one version");
    assert!(!off.follow_up.as_ref().unwrap().due);
    assert_eq!(listed(&kit, owner.clone(), "waiting").await, [1002]);

    kit.wait_seconds(20 * HOUR - 1);
    remind(&kit).await;
    assert_eq!(listed(&kit, owner.clone(), "due").await, Vec::<u64>::new());
    kit.wait_seconds(1);
    remind(&kit).await;
    remind(&kit).await;
    let back = record(&kit, &owner, 1002).await;
    assert_eq!(back.category, StatusCategory::Open);
    assert!(back.follow_up.unwrap().due);
    assert_eq!(listed(&kit, owner.clone(), "due").await, [1002]);
    assert_eq!(told(&kit, owner.clone()).await, 1, "who put it off");
    assert_eq!(told(&kit, world.a.technician()).await, 1, "whose it is");
    assert_eq!(told(&kit, world.b.technician()).await, 0);

    // What was to be done is done with a reply, not with a note.
    let write = async |kind| {
        let version = record(&kit, &owner, 1002).await.version;
        let mut tx = kit.begin(owner.clone()).await;
        let input = ReplyInput {
            kind,
            body: "Hello".into(),
            version,
            status: String::new(),
            files: Vec::new(),
        };
        tickets::write(&mut tx, 1002, input).await.unwrap();
        tx.commit().await.unwrap();
    };
    write(PostKind::Note).await;
    assert_eq!(listed(&kit, owner.clone(), "due").await, [1002]);
    write(PostKind::Call).await;
    assert!(record(&kit, &owner, 1002).await.follow_up.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn news_and_the_end_of_a_ticket_end_its_follow_up() {
    let (kit, world) = desk().await;
    let me = world.a.technician();
    put_off(&kit, &me, 1001, "week", "", BERLIN).await.unwrap();
    put_off(&kit, &me, 1002, "week", "", BERLIN).await.unwrap();
    client_replies(&kit, &world, 0).await;
    let replied = record(&kit, &me, 1001).await;
    assert_eq!(replied.category, StatusCategory::Open);
    assert!(replied.follow_up.is_none());
    let mut tx = kit.begin(me.clone()).await;
    let close = Change::Status("closed".into());
    tickets::change(&mut tx, 1002, 2, close).await.unwrap();
    tx.commit().await.unwrap();
    assert!(record(&kit, &me, 1002).await.follow_up.is_none());
    kit.wait_seconds(30 * 24 * HOUR);
    remind(&kit).await;
    assert_eq!(told(&kit, me.clone()).await, 0);
    let closed = put_off(&kit, &me, 1002, "week", "", BERLIN).await;
    assert_eq!(wrong_fields(closed), ["when"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_somebody_goes_on_waiting_and_it_is_taken_back() {
    let (kit, world) = desk().await;
    let me = world.a.technician();
    let mut tx = kit.begin(me.clone()).await;
    let waits = Change::Status("waiting_vendor".into());
    tickets::change(&mut tx, 1002, 1, waits).await.unwrap();
    tx.commit().await.unwrap();
    put_off(&kit, &me, 1002, "monday", "", BERLIN)
        .await
        .unwrap();
    kit.wait_seconds(5 * 24 * HOUR);
    remind(&kit).await;
    let back = record(&kit, &me, 1002).await;
    assert_eq!(back.category, StatusCategory::WaitingVendor);
    // Put off once more from being due, it is told once more.
    put_off(&kit, &me, 1002, "tomorrow", "", BERLIN)
        .await
        .unwrap();
    kit.wait_seconds(2 * 24 * HOUR);
    remind(&kit).await;
    assert_eq!(told(&kit, me.clone()).await, 2);

    put_off(&kit, &me, 1001, "tomorrow", "", BERLIN)
        .await
        .unwrap();
    let said = put_off(&kit, &me, 1001, "none", "", BERLIN).await;
    assert_eq!(said.unwrap(), "Not put off any more");
    let ticket = record(&kit, &me, 1001).await;
    assert_eq!(ticket.category, StatusCategory::Open);
    assert!(ticket.follow_up.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_comes_by_mail_to_who_wants_it() {
    let (kit, world) = desk().await;
    let me = world.a.technician();
    let mut tx = kit.begin(me.clone()).await;
    let event = vec![NotificationEvent::FollowUpDue.to_string()];
    notifications::set_preferences(&mut tx, &[], &event, &[], &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // At 12:01 in Berlin.
    put_off(&kit, &me, 1002, "at", "2026-11-26T12:01", BERLIN)
        .await
        .unwrap();
    kit.wait_seconds(60);
    remind(&kit).await;
    assert_eq!(told(&kit, me.clone()).await, 0, "not in the product");
    // The mail waits a minute for more to say.
    kit.wait_seconds(60);
    server_testing::run_jobs(&kit, &registry()).await;
    let sent = kit.mail.sent();
    assert_eq!(sent.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn g12_reminding_twice_is_reminding_once() {
    let (kit, world) = desk().await;
    let me = world.a.technician();
    put_off(&kit, &me, 1001, "tomorrow", "", BERLIN)
        .await
        .unwrap();
    put_off(&kit, &me, 1002, "tomorrow", "", BERLIN)
        .await
        .unwrap();
    kit.wait_seconds(48 * HOUR);
    assert_idempotent(&kit, &registry(), world.a.id, &RemindFollowUps {}).await;
    assert_eq!(told(&kit, me).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn g11_cut_off_anywhere_each_follow_up_is_told_once() {
    let (kit, world) = desk().await;
    let many = format!(
        "INSERT INTO tickets (tenant_id, id, number, subject, status_key, category, priority, source, board_id, reply_token, \
         created_at, updated_at, technician_id, follow_up_at, follow_up_state) SELECT tenant_id, UNHEX(LPAD(HEX(seq), 32, '0')), \
         5000 + seq, subject, 'scheduled', 'scheduled', priority, source, board_id, LPAD(seq, 26, '0'), created_at, updated_at, \
         technician_id, created_at, 'waiting' FROM tickets CROSS JOIN seq_1_to_40 WHERE tenant_id = {} AND number = 1002",
        world.a.id
    );
    kit.db.execute(&many).await;
    let enqueue = async || {
        let mut tx = kit.begin(world.a.system()).await;
        tx.enqueue(&RemindFollowUps {}).await.unwrap();
        tx.commit().await.unwrap();
    };
    enqueue().await;
    for cut in 0..40u64 {
        let core = kit.core.clone();
        let work = tokio::spawn(async move { run_due(&core, &registry()).await.map(|_| ()) });
        tokio::time::sleep(Duration::from_micros(300 + cut * cut * 80)).await;
        work.abort();
        let _ = work.await;
        give_jobs_back_in(&kit).await;
    }
    enqueue().await;
    server_testing::run_jobs(&kit, &registry()).await;
    assert_eq!(told(&kit, world.a.technician()).await, 40);
    assert_eq!(listed(&kit, world.a.owner(), "due").await.len(), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_wishes_others_tickets_and_missing_rights() {
    let (kit, world) = desk().await;
    let me = world.a.technician();
    for (when, at, field) in [
        ("", "", "when"),
        ("later", "", "when"),
        ("at", "", "at"),
        ("at", "2026-02-30T08:00", "at"),
        ("at", "2020-01-01T08:00", "at"),
        ("at", "9999-12-31T23:59", "at"),
        ("at", "2026-12-01T08:00\u{0}", "at"),
        ("at", "'; DROP TABLE x", "at"),
    ] {
        let wrong = put_off(&kit, &me, 1001, when, at, BERLIN).await;
        assert_eq!(wrong_fields(wrong), [field], "{when:?} {at:?}");
    }
    // A time that does not exist on the night of the change is an hour later.
    let said = put_off(&kit, &me, 1001, "at", "2027-03-28T02:30", BERLIN).await;
    assert!(said.unwrap().contains("28 March 2027, 03:30"));
    // An unknown zone counts as UTC, as in every text.
    let said = put_off(&kit, &me, 1001, "at", "2027-03-28T02:30", "Nowhere/At_all").await;
    assert!(said.unwrap().contains("02:30 UTC"));

    let mut tx = kit.begin(me.clone()).await;
    let stale = follow_up::set(&mut tx, 1001, 1, ("week", ""), BERLIN).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    let missing = follow_up::set(&mut tx, 4711, 1, ("week", ""), BERLIN).await;
    assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    drop(tx);
    let mut tx = kit.begin(world.a.reader()).await;
    let refused = follow_up::set(&mut tx, 1001, 1, ("?", ""), BERLIN).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let filter = TicketFilter {
        follow_up: "none".into(),
        ..TicketFilter::default()
    };
    let text = ClockText::new("UTC", tx.now());
    let wrong = tickets::list(&mut tx, &filter, &text).await;
    assert_eq!(wrong_fields(wrong), ["follow_up"]);
}
