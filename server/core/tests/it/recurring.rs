//! Recurring tickets: made once for each due time, whatever happens on the way.

use crate::clients::{hostile_lines, wrong_fields};
use crate::mail_crash::give_jobs_back_in;
use app_types::Timestamp;
use app_types::id::RecurringTicketId;
use app_types::identity::WorkspaceForm;
use app_types::recurring::{RecurringForm, RecurringInput, RecurringState};
use app_types::tickets::{PostKind, TicketType};
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use server_core::clocktext::ClockText;
use server_core::jobs::schedule::Scheduler;
use server_core::jobs::{Registry, Schedule, run_due};
use server_core::tickets::recurring::{self, Act, Edit, MAX_RECURRING, MakeRecurring};
use server_core::{Error, Result, tickets};
use server_db::Actor;
use server_testing::jobs::assert_idempotent;
use server_testing::{Kit, KitOptions, TestDb, World};
use std::time::Duration;

/// Thursday, 26 November 2026, 12:00 in Berlin, where the workspaces are.
const START: Timestamp = Timestamp::from_seconds(1_795_690_800);
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn registry() -> Registry {
    let mut registry = Registry::new();
    tickets::register(&mut registry);
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

/// Every day at 08:00 in the workspace's zone, for client 1.
fn daily(world: &World) -> RecurringInput {
    RecurringInput {
        name: "Look at the backups".into(),
        template: world.a.template.to_string(),
        clients: vec!["1".into()],
        pattern: "daily".into(),
        every: "1".into(),
        starts_on: "2026-11-01".into(),
        at: "08:00".into(),
        ..RecurringInput::default()
    }
}

async fn create(kit: &Kit, actor: Actor, input: &RecurringInput) -> Result<RecurringTicketId> {
    let mut tx = kit.begin(actor).await;
    let id = recurring::create(&mut tx, input).await?;
    tx.commit().await?;
    Ok(id)
}

async fn form(kit: &Kit, actor: Actor, id: RecurringTicketId) -> RecurringForm {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    recurring::form(&mut tx, Some(id), &text).await.unwrap()
}

async fn act(kit: &Kit, actor: Actor, id: RecurringTicketId, act: Act) -> Result<String> {
    let version = form(kit, actor.clone(), id).await.draft.version;
    let mut tx = kit.begin(actor).await;
    let said = recurring::act(&mut tx, id, version, act).await?;
    tx.commit().await?;
    Ok(said)
}

/// The clock comes round, and what is due is made.
async fn tick(kit: &Kit, scheduler: &mut Scheduler) {
    scheduler.tick_at(kit.now()).await.unwrap();
    let report = run_due(&kit.core, &registry()).await.unwrap();
    assert!(report.failures.is_empty(), "{:?}", report.failures);
}

fn scheduler(kit: &Kit) -> Scheduler {
    let schedule = Schedule::new().with(recurring::recurring_task());
    Scheduler::new(kit.core.clone(), schedule)
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

async fn count(kit: &Kit, sql: &str) -> i64 {
    let mut conn = kit.connect().await;
    let number: Number = diesel::sql_query(sql).get_result(&mut conn).await.unwrap();
    number.n
}

async fn tickets_made(kit: &Kit, world: &World) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM tickets WHERE subject LIKE '%new colleague begins%' AND tenant_id = ";
    count(kit, &format!("{sql}{}", world.a.id)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_due_time_makes_one_dressed_ticket_and_the_next_one_follows() {
    let (kit, world) = desk().await;
    let mut scheduler = scheduler(&kit);
    let id = create(&kit, world.a.owner(), &daily(&world)).await.unwrap();
    let before = form(&kit, world.a.owner(), id).await;
    assert_eq!(before.draft.next[0], "Friday, 27 November 2026, 08:00 CET");
    assert_eq!(before.draft.next.len(), 5);
    tick(&kit, &mut scheduler).await;
    kit.wait_seconds(20 * HOUR - 1);
    tick(&kit, &mut scheduler).await;
    assert_eq!(tickets_made(&kit, &world).await, 0, "not a second early");
    kit.wait_seconds(61);
    tick(&kit, &mut scheduler).await;
    tick(&kit, &mut scheduler).await;
    assert_eq!(tickets_made(&kit, &world).await, 1);

    let after = form(&kit, world.a.owner(), id).await;
    assert_eq!(after.runs.len(), 1);
    assert_eq!(after.runs[0].client, "Bakery Miller");
    let mut tx = kit.read(world.a.reader()).await;
    let text = ClockText::new("UTC", tx.now());
    let number = after.runs[0].ticket.unwrap();
    let ticket = tickets::record(&mut tx, number, &text).await.unwrap();
    assert_eq!(ticket.ticket_type, TicketType::Request);
    assert_eq!((ticket.tags.len(), ticket.checklist.len()), (1, 2));
    assert_eq!(ticket.posts[0].kind, PostKind::Note, "nobody is mailed");
    assert_eq!(ticket.client.unwrap().number, 1);
    kit.wait_seconds(DAY);
    tick(&kit, &mut scheduler).await;
    assert_eq!(tickets_made(&kit, &world).await, 2);
    let foreign = "SELECT COUNT(*) AS n FROM tickets WHERE tenant_id = 2";
    assert_eq!(
        count(&kit, foreign).await,
        3,
        "another tenant's are as before"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_days_without_a_scheduler_the_latest_is_made_and_the_others_are_written_down() {
    let (kit, world) = desk().await;
    let mut first = scheduler(&kit);
    let id = create(&kit, world.a.owner(), &daily(&world)).await.unwrap();
    tick(&kit, &mut first).await;
    kit.wait_seconds(4 * DAY);
    tick(&kit, &mut scheduler(&kit)).await;
    let shown = form(&kit, world.a.owner(), id).await;
    assert_eq!(tickets_made(&kit, &world).await, 1);
    let made: Vec<bool> = shown.runs.iter().map(|run| run.ticket.is_some()).collect();
    assert_eq!(made, [true, false, false, false]);
    assert!(shown.runs[1].note.starts_with("Missed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_clients_get_a_ticket_each_and_an_archived_one_none() {
    let (kit, world) = desk().await;
    let mut scheduler = scheduler(&kit);
    let restore = format!(
        "UPDATE clients SET archived_at = NULL WHERE tenant_id = {} AND number = 2",
        world.a.id
    );
    TestDb::execute(&kit.db, &restore).await;
    let both = RecurringInput {
        clients: vec!["1".into(), "2".into(), "1".into()],
        ..daily(&world)
    };
    let id = create(&kit, world.a.owner(), &both).await.unwrap();
    let internal = RecurringInput {
        name: "Our own".into(),
        clients: Vec::new(),
        ..daily(&world)
    };
    create(&kit, world.a.owner(), &internal).await.unwrap();
    tick(&kit, &mut scheduler).await;
    kit.wait_seconds(DAY);
    tick(&kit, &mut scheduler).await;
    assert_eq!(tickets_made(&kit, &world).await, 3);

    let archive = format!(
        "UPDATE clients SET archived_at = NOW(6) WHERE tenant_id = {} AND number = 2",
        world.a.id
    );
    TestDb::execute(&kit.db, &archive).await;
    kit.wait_seconds(DAY);
    tick(&kit, &mut scheduler).await;
    assert_eq!(tickets_made(&kit, &world).await, 5);
    let shown = form(&kit, world.a.owner(), id).await;
    let note = "Not made: the client is archived";
    assert!(shown.runs[..2].iter().any(|run| run.note == note));

    let template = format!(
        "UPDATE ticket_templates SET archived_at = NOW(6) WHERE tenant_id = {}",
        world.a.id
    );
    TestDb::execute(&kit.db, &template).await;
    kit.wait_seconds(DAY);
    tick(&kit, &mut scheduler).await;
    assert_eq!(tickets_made(&kit, &world).await, 5);
    let shown = form(&kit, world.a.owner(), id).await;
    assert_eq!(shown.runs[0].note, "Not made: the template is archived");
    assert!(
        shown
            .templates
            .iter()
            .any(|t| t.value == shown.draft.input.template)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn g12_making_what_recurs_twice_is_making_it_once() {
    let (kit, world) = desk().await;
    create(&kit, world.a.owner(), &daily(&world)).await.unwrap();
    kit.wait_seconds(DAY);
    assert_idempotent(&kit, &registry(), world.a.id, &MakeRecurring {}).await;
    assert_eq!(tickets_made(&kit, &world).await, 1);
}

/// A worker that is cut off anywhere leaves the due time to the next one, and nothing twice.
#[tokio::test(flavor = "multi_thread")]
async fn g11_cut_off_anywhere_each_due_time_makes_one_ticket() {
    let (kit, world) = desk().await;
    const SCHEDULES: i64 = 12;
    for nth in 0..SCHEDULES {
        let input = RecurringInput {
            name: format!("Schedule {nth}"),
            ..daily(&world)
        };
        create(&kit, world.a.owner(), &input).await.unwrap();
    }
    kit.wait_seconds(DAY);
    let mut tx = kit.begin(world.a.system()).await;
    tx.enqueue(&MakeRecurring {}).await.unwrap();
    tx.commit().await.unwrap();
    for cut in 0..40u64 {
        let core = kit.core.clone();
        let work = tokio::spawn(async move { run_due(&core, &registry()).await.map(|_| ()) });
        tokio::time::sleep(Duration::from_micros(300 + cut * cut * 80)).await;
        work.abort();
        let _ = work.await;
        give_jobs_back_in(&kit).await;
    }
    let mut tx = kit.begin(world.a.system()).await;
    tx.enqueue(&MakeRecurring {}).await.unwrap();
    tx.commit().await.unwrap();
    server_testing::run_jobs(&kit, &registry()).await;
    assert_eq!(tickets_made(&kit, &world).await, SCHEDULES);
    let twice = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM recurring_runs WHERE note = '' \
        GROUP BY tenant_id, recurring_id, due_at, client_key HAVING COUNT(*) > 1) t";
    assert_eq!(count(&kit, twice).await, 0);
    let without = "SELECT COUNT(*) AS n FROM recurring_runs WHERE ticket_id IS NULL";
    assert_eq!(count(&kit, without).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn pausing_skips_running_now_adds_and_a_second_press_does_nothing() {
    let (kit, world) = desk().await;
    let owner = world.a.owner();
    let mut scheduler = scheduler(&kit);
    let id = create(&kit, owner.clone(), &daily(&world)).await.unwrap();
    tick(&kit, &mut scheduler).await;
    act(&kit, owner.clone(), id, Act::Pause).await.unwrap();
    assert_eq!(
        form(&kit, owner.clone(), id).await.state,
        RecurringState::Paused
    );
    kit.wait_seconds(3 * DAY);
    tick(&kit, &mut scheduler).await;
    act(&kit, owner.clone(), id, Act::Resume).await.unwrap();
    tick(&kit, &mut scheduler).await;
    assert_eq!(tickets_made(&kit, &world).await, 0, "not made up for");

    let version = form(&kit, owner.clone(), id).await.draft.version;
    let mut tx = kit.begin(owner.clone()).await;
    let said = recurring::act(&mut tx, id, version, Act::RunNow).await;
    assert_eq!(said.unwrap(), "1 ticket made");
    tx.commit().await.unwrap();
    let mut tx = kit.begin(owner.clone()).await;
    let again = recurring::act(&mut tx, id, version, Act::RunNow).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    drop(tx);
    assert_eq!(tickets_made(&kit, &world).await, 1);
    let shown = form(&kit, owner.clone(), id).await;
    assert_eq!(shown.runs[0].note, format!("Run by {}", owner.name()));
    kit.wait_seconds(DAY);
    tick(&kit, &mut scheduler).await;
    assert_eq!(tickets_made(&kit, &world).await, 2, "the schedule goes on");

    act(&kit, owner.clone(), id, Act::Archive).await.unwrap();
    kit.wait_seconds(DAY);
    tick(&kit, &mut scheduler).await;
    assert_eq!(tickets_made(&kit, &world).await, 2);
    let archived = act(&kit, owner.clone(), id, Act::RunNow).await;
    assert!(matches!(archived, Err(Error::Conflict(_))), "{archived:?}");
    act(&kit, owner.clone(), id, Act::Restore).await.unwrap();
    assert_eq!(form(&kit, owner, id).await.state, RecurringState::Running);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workspaces_zone_counts_unless_the_schedule_has_one() {
    let (kit, world) = desk().await;
    let owner = world.a.owner();
    let follows = create(&kit, owner.clone(), &daily(&world)).await.unwrap();
    let tokyo = RecurringInput {
        name: "In Tokyo".into(),
        time_zone: "Asia/Tokyo".into(),
        ..daily(&world)
    };
    let own = create(&kit, owner.clone(), &tokyo).await.unwrap();
    let next = async |id| {
        let mut tx = kit.read(owner.clone()).await;
        let text = ClockText::new("UTC", tx.now());
        let rows = recurring::list(&mut tx, &text).await.unwrap();
        let row = rows.into_iter().find(|row| row.id == id).unwrap();
        row.next.unwrap().iso
    };
    assert_eq!(next(follows).await, "2026-11-27T07:00:00Z");
    assert_eq!(next(own).await, "2026-11-26T23:00:00Z");
    let mut tx = kit.begin(owner.clone()).await;
    let form = WorkspaceForm {
        name: "Alpha".into(),
        ticket_prefix: String::new(),
        require_totp: None,
        time_zone: "America/New_York".into(),
        accent: "teal".into(),
        unknown_sender: "quarantine".into(),
        reopen_window_days: "14".into(),
        auto_close_days: "3".into(),
    };
    server_core::tenants::change_workspace(&mut tx, &form)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // It is 06:00 there.
    assert_eq!(next(follows).await, "2026-11-26T13:00:00Z");
    assert_eq!(next(own).await, "2026-11-26T23:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_schedules_are_refused_field_by_field() {
    let (kit, world) = desk().await;
    let owner = world.a.owner();
    for name in hostile_lines(60) {
        let input = RecurringInput {
            name,
            ..daily(&world)
        };
        assert_eq!(
            wrong_fields(create(&kit, owner.clone(), &input).await),
            ["name"]
        );
    }
    let huge = "9".repeat(10_000_000);
    let wrong = RecurringInput {
        template: huge.clone(),
        clients: vec![huge.clone()],
        pattern: huge.clone(),
        every: huge.clone(),
        starts_on: huge.clone(),
        ends_on: "2026-02-30".into(),
        at: "25:00".into(),
        time_zone: huge.clone(),
        ..daily(&world)
    };
    assert_eq!(
        wrong_fields(create(&kit, owner.clone(), &wrong).await),
        [
            "template",
            "add_client",
            "pattern",
            "every",
            "starts_on",
            "ends_on",
            "at",
            "time_zone"
        ]
    );
    let foreign = RecurringInput {
        template: world.b.template.to_string(),
        clients: vec!["1".into(), "999999".into(), "2".into()],
        ..daily(&world)
    };
    // Client 2 is archived.
    assert_eq!(
        wrong_fields(create(&kit, owner.clone(), &foreign).await),
        ["template", "add_client"]
    );
    let never = RecurringInput {
        ends_on: "2026-11-26".into(),
        ..daily(&world)
    };
    assert_eq!(
        wrong_fields(create(&kit, owner.clone(), &never).await),
        ["ends_on"],
        "08:00 of the last day is over"
    );
    create(&kit, owner.clone(), &daily(&world)).await.unwrap();
    let taken = create(&kit, owner.clone(), &daily(&world)).await;
    assert_eq!(wrong_fields(taken), ["name"]);
    let many = format!(
        "INSERT INTO recurring_tickets (tenant_id, id, name, template_id, rule, created_at, updated_at) \
         SELECT tenant_id, UNHEX(LPAD(HEX(seq), 32, '0')), seq, template_id, rule, NOW(6), NOW(6) \
         FROM recurring_tickets CROSS JOIN seq_3_to_{MAX_RECURRING} WHERE tenant_id = {} AND paused_at IS NOT NULL",
        world.a.id
    );
    TestDb::execute(&kit.db, &many).await;
    let one_more = RecurringInput {
        name: "One more".into(),
        ..daily(&world)
    };
    let full = create(&kit, owner, &one_more).await;
    assert!(matches!(full, Err(Error::Conflict(_))), "{full:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_are_found_by_number_or_name_in_the_form() {
    let (kit, world) = desk().await;
    let mut tx = kit.begin(world.a.owner()).await;
    let mut find = async |typed: &str| {
        let wanted = Edit::parse("add-client", typed)?.unwrap();
        let input = RecurringInput {
            clients: Vec::new(),
            ..daily(&world)
        };
        let draft = recurring::edit(&mut tx, 1, input, &wanted).await?;
        Ok::<_, Error>(draft.clients)
    };
    for typed in ["1", "bakery", " Bakery Miller "] {
        let found = find(typed).await.unwrap();
        assert_eq!((found.len(), found[0].label.as_str()), (1, "Bakery Miller"));
    }
    for typed in [
        "",
        "0",
        "2",
        "%",
        "CANARY",
        "\u{0}",
        &"x".repeat(10_000_000),
    ] {
        let short: String = typed.chars().take(9).collect();
        assert_eq!(wrong_fields(find(typed).await), ["add_client"], "{short:?}");
    }
    assert!(Edit::parse("remove-client-x", "").is_err());
    assert!(Edit::parse("drop-table", "").is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn schedules_are_managed_in_the_settings() {
    let (kit, world) = desk().await;
    let (own, foreign) = (world.a.recurring, world.b.recurring);
    let text = ClockText::new("UTC", kit.now());
    let mut tx = kit.begin(world.a.technician()).await;
    for result in [
        recurring::list(&mut tx, &text).await.map(|_| ()),
        recurring::form(&mut tx, Some(own), &text).await.map(|_| ()),
        recurring::create(&mut tx, &daily(&world)).await.map(|_| ()),
        recurring::update(&mut tx, own, 1, &daily(&world)).await,
        recurring::act(&mut tx, own, 1, Act::RunNow)
            .await
            .map(|_| ()),
        recurring::preview(&mut tx, &daily(&world))
            .await
            .map(|_| ()),
    ] {
        assert!(matches!(result, Err(Error::Forbidden(_))), "{result:?}");
    }
    drop(tx);
    let mut tx = kit.begin(world.a.owner()).await;
    for result in [
        recurring::form(&mut tx, Some(foreign), &text)
            .await
            .map(|_| ()),
        recurring::update(&mut tx, foreign, 1, &daily(&world)).await,
        recurring::act(&mut tx, foreign, 1, Act::RunNow)
            .await
            .map(|_| ()),
    ] {
        assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
    }
    // The form is saved as it is shown, and the schedule stays paused.
    let shown = recurring::form(&mut tx, Some(own), &text).await.unwrap();
    recurring::update(&mut tx, own, 1, &shown.draft.input)
        .await
        .unwrap();
    let again = recurring::form(&mut tx, Some(own), &text).await.unwrap();
    assert_eq!(again.draft.input, shown.draft.input);
    assert_eq!(again.state, RecurringState::Paused);
    let stale = recurring::update(&mut tx, own, 1, &shown.draft.input).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
}
