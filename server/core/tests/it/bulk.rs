//! Changes of many tickets: ticket by ticket, told by name where they fail, taken back.

use crate::clients::wrong_fields;
use crate::macros::{closing, create as create_macro};
use crate::tickets::rows;
use app_types::Permission;
use app_types::id::BulkRunId;
use app_types::macros::{BulkInput, BulkRunView, MacroInput, Steps};
use app_types::tickets::{Priority, TicketFilter};
use server_core::jobs::Registry;
use server_core::tickets::bulk::{self, Begun};
use server_core::tickets::{self, Change};
use server_core::{Error, Result};
use server_db::Actor;
use server_testing::{Kit, World};

fn high(tickets: &[&str]) -> BulkInput {
    BulkInput {
        tickets: tickets.iter().map(ToString::to_string).collect(),
        steps: Steps {
            priority: "high".into(),
            ..Steps::default()
        },
        ..BulkInput::default()
    }
}

async fn begin(kit: &Kit, actor: Actor, input: &BulkInput) -> Result<Begun> {
    let mut tx = kit.begin(actor).await;
    let begun = bulk::begin(&mut tx, input).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Begins a run and does it at once.
async fn run(kit: &Kit, actor: Actor, input: &BulkInput) -> Result<BulkRunView> {
    let begun = begin(kit, actor.clone(), input).await?;
    bulk::work_now(&kit.core, actor.clone(), begun.id).await?;
    progress(kit, actor, begun.id).await
}

async fn progress(kit: &Kit, actor: Actor, id: BulkRunId) -> Result<BulkRunView> {
    let mut tx = kit.read(actor).await;
    bulk::progress(&mut tx, id).await
}

async fn undo(kit: &Kit, actor: Actor, id: BulkRunId) -> Result<BulkRunView> {
    let mut tx = kit.begin(actor.clone()).await;
    let begun = bulk::undo(&mut tx, id).await?;
    tx.commit().await?;
    bulk::work_now(&kit.core, actor.clone(), begun.id).await?;
    progress(kit, actor, begun.id).await
}

async fn priority(kit: &Kit, actor: Actor, number: u64) -> Priority {
    let mut tx = kit.read(actor).await;
    tickets::by_number(&mut tx, number).await.unwrap().priority
}

async fn change(kit: &Kit, actor: Actor, number: u64, what: Change) {
    let mut tx = kit.begin(actor).await;
    let version = tickets::by_number(&mut tx, number).await.unwrap().version;
    tickets::change(&mut tx, number, version, what)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_named_and_the_rest_is_done() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    // Somebody changes one of them after the list was loaded.
    change(
        &kit,
        world.a.owner(),
        1002,
        Change::Priority(Priority::Critical),
    )
    .await;
    let run = run(&kit, actor.clone(), &high(&["1001:1", "1002:1", "1003:1"]))
        .await
        .unwrap();
    assert_eq!((run.done, run.failed, run.waiting()), (2, 1, 0));
    assert_eq!(run.failures[0].number, 1002);
    assert_eq!(run.failures[0].why, "Someone changed it in the meantime");
    assert_eq!(priority(&kit, actor.clone(), 1001).await, Priority::High);
    assert_eq!(priority(&kit, actor, 1002).await, Priority::Critical);
}

#[tokio::test(flavor = "multi_thread")]
async fn b05_one_ticket_that_is_not_there_refuses_the_whole() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    // A number that only the other tenant has.
    let sql = format!(
        "UPDATE tickets SET number = 7777 WHERE tenant_id = {} AND number = 1003",
        world.b.id
    );
    kit.db.execute(&sql).await;
    let actor = world.a.technician();
    for bad in ["7777:1", "x", "1001:", "99999999999999999999"] {
        let refused = begin(&kit, actor.clone(), &high(&["1001:1", bad])).await;
        assert_eq!(wrong_fields(refused), ["tickets"], "{bad}");
    }
    let many: Vec<String> = (0..1_001).map(|n| format!("{n}:1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let refused = begin(&kit, actor.clone(), &high(&many)).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    assert_eq!(
        wrong_fields(begin(&kit, actor.clone(), &high(&[])).await),
        ["tickets"]
    );
    let nothing = BulkInput {
        steps: Steps::default(),
        ..high(&["1001:1"])
    };
    assert_eq!(
        wrong_fields(begin(&kit, actor.clone(), &nothing).await),
        [""]
    );
    for (field, steps) in [
        (
            "board",
            Steps {
                board: world.b.board.to_string(),
                ..Steps::default()
            },
        ),
        (
            "add_tag",
            Steps {
                add_tag: world.b.tag.to_string(),
                ..Steps::default()
            },
        ),
        (
            "status",
            Steps {
                status: "' OR 1=1 --".into(),
                ..Steps::default()
            },
        ),
        (
            "priority",
            Steps {
                priority: "urgent".into(),
                ..Steps::default()
            },
        ),
    ] {
        let input = BulkInput {
            steps,
            ..high(&["1001:1"])
        };
        assert_eq!(
            wrong_fields(begin(&kit, actor.clone(), &input).await),
            [field]
        );
    }
    assert_eq!(priority(&kit, actor, 1001).await, Priority::Medium);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_taken_back_but_not_over_the_changes_of_others() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    let input = BulkInput {
        steps: Steps {
            status: "closed".into(),
            add_tag: world.a.tag.to_string(),
            ..Steps::default()
        },
        ..high(&["1001:1", "1002:1"])
    };
    let closed = run(&kit, actor.clone(), &input).await.unwrap();
    assert!(closed.may_undo);
    change(
        &kit,
        world.a.owner(),
        1002,
        Change::Priority(Priority::Critical),
    )
    .await;
    let undone = undo(&kit, actor.clone(), closed.id).await.unwrap();
    assert_eq!((undone.done, undone.failed), (1, 1));
    assert_eq!(undone.failures[0].number, 1002);
    let mut tx = kit.read(actor.clone()).await;
    let first = tickets::by_number(&mut tx, 1001).await.unwrap();
    assert_eq!(first.status_key, "new");
    assert_eq!(
        tickets::by_number(&mut tx, 1002).await.unwrap().status_key,
        "closed"
    );
    let text = server_core::clocktext::ClockText::new("UTC", tx.now());
    let record = tickets::record(&mut tx, 1001, &text).await.unwrap();
    assert!(
        record.tags.is_empty(),
        "the tag that was put on is off again"
    );
    drop(tx);

    // Once, in time, by the one who did it.
    let again = undo(&kit, actor.clone(), closed.id).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let late = run(&kit, actor.clone(), &high(&["1001"])).await.unwrap();
    let other = undo(&kit, world.a.owner(), late.id).await;
    assert!(matches!(other, Err(Error::NotFound)), "{other:?}");
    kit.wait_seconds(600);
    let late = undo(&kit, actor, late.id).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_macro_runs_on_a_selection_and_what_it_wrote_stays() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    let say = MacroInput {
        post: "note".into(),
        body: "Closed {{ticket.number}}".into(),
        ..closing("Close and note")
    };
    let id = create_macro(&kit, world.a.owner(), &say).await.unwrap();
    let input = BulkInput {
        run_macro: id.to_string(),
        steps: Steps::default(),
        ..high(&["1001:1", "1002:1"])
    };
    let done = run(&kit, actor.clone(), &input).await.unwrap();
    assert_eq!((done.name.as_str(), done.done), ("Close and note", 2));
    assert!(!done.may_undo, "words cannot be taken back");
    // Without the right to write, the macro that writes is refused.
    let silent = Actor {
        permissions: [Permission::TicketsView, Permission::TicketsEdit]
            .into_iter()
            .collect(),
        ..actor
    };
    let refused = begin(&kit, silent, &input).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_match_are_changed_by_a_job_that_may_run_twice() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    kit.db.execute(&rows(&world, 0..240)).await;
    let actor = world.a.technician();
    let filter = TicketFilter {
        technician: "nobody".into(),
        ..TicketFilter::default()
    };
    let input = BulkInput {
        all: true,
        filter: filter.clone(),
        ..high(&[])
    };
    let mut tx = kit.read(actor.clone()).await;
    assert_eq!(bulk::count(&mut tx, &filter).await.unwrap(), 121);
    drop(tx);
    let begun = begin(&kit, actor.clone(), &input).await.unwrap();
    assert!(!begun.at_once);
    assert_eq!(
        progress(&kit, actor.clone(), begun.id)
            .await
            .unwrap()
            .waiting(),
        121
    );

    let mut registry = Registry::new();
    bulk::register(&mut registry);
    server_testing::jobs::run_jobs(&kit, &registry).await;
    let run = progress(&kit, actor.clone(), begun.id).await.unwrap();
    // Those that were high already are done too: there was nothing to change.
    assert_eq!((run.done, run.failed, run.waiting()), (121, 0, 0));
    let job = bulk::RunBulk { run: begun.id };
    server_testing::jobs::assert_idempotent(&kit, &registry, world.a.id, &job).await;
    assert_eq!(priority(&kit, actor.clone(), 1001).await, Priority::High);
    let mut tx = kit.read(actor).await;
    assert_eq!(tickets::by_number(&mut tx, 1001).await.unwrap().version, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_has_the_rights_its_person_has_when_it_runs() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    kit.db.execute(&rows(&world, 0..200)).await;
    let actor = world.a.technician();
    let input = BulkInput {
        all: true,
        filter: TicketFilter::default(),
        ..high(&[])
    };
    let begun = begin(&kit, actor.clone(), &input).await.unwrap();
    let user = world.a.user("technician").id.0.simple();
    let disable = format!(
        "UPDATE users SET status = 'disabled' WHERE tenant_id = {} AND id = UNHEX('{user}')",
        world.a.id
    );
    kit.db.execute(&disable).await;
    let mut registry = Registry::new();
    bulk::register(&mut registry);
    server_testing::jobs::run_jobs(&kit, &registry).await;
    let run = progress(&kit, actor, begun.id).await.unwrap();
    assert_eq!((run.done, run.failed), (0, run.total));
    assert_eq!(run.failures.len(), 100, "named up to a limit");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_nothing_is_begun_and_runs_are_their_makers() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.reader()).await;
    for result in [
        bulk::begin(&mut tx, &high(&["1001:1"])).await.map(|_| ()),
        bulk::count(&mut tx, &TicketFilter::default())
            .await
            .map(|_| ()),
        bulk::progress(&mut tx, world.a.bulk_run).await.map(|_| ()),
        bulk::undo(&mut tx, world.a.bulk_run).await.map(|_| ()),
    ] {
        assert!(matches!(result, Err(Error::Forbidden(_))), "{result:?}");
    }
    drop(tx);
    let mut tx = kit.begin(world.a.technician()).await;
    for id in [world.a.bulk_run, world.b.bulk_run] {
        let progress = bulk::progress(&mut tx, id).await.map(|_| ());
        assert!(matches!(progress, Err(Error::NotFound)), "{progress:?}");
        let undo = bulk::undo(&mut tx, id).await.map(|_| ());
        assert!(matches!(undo, Err(Error::NotFound)), "{undo:?}");
    }
}
