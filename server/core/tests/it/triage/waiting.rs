//! Rules that time sets off.

use super::*;
use server_core::triage::LookAtClock;

/// What the scheduler does each minute.
async fn look(bench: &Bench) {
    let mut tx = bench.kit.begin(bench.a().system()).await;
    (triage::clock_task().fire)(&mut tx, bench.kit.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    bench.run_jobs().await;
}

async fn notes(bench: &Bench, number: u64) -> usize {
    let posts = bench.record(number).await.posts;
    posts
        .iter()
        .filter(|post| post.kind == PostKind::Note)
        .count()
}

fn waiting(trigger: Trigger, after_minutes: u32) -> RuleInput {
    RuleInput {
        after_minutes,
        ..rule("Waits", trigger).then(ActionKind::AddNote, "", "Still there?")
    }
}

const MINUTE: i64 = 60;

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_nobody_takes_is_noticed_once() {
    let bench = Bench::new().await;
    bench.make(waiting(Trigger::Unassigned, 30)).await.unwrap();
    let (left, taken) = (bench.ticket("Left").await, bench.ticket("Taken").await);
    bench
        .change(
            taken,
            Change::Technician(Some(bench.a().user("technician").id)),
        )
        .await;
    bench.kit.wait_seconds(30 * MINUTE - 1);
    look(&bench).await;
    assert_eq!(notes(&bench, left).await, 0, "a second too early");
    bench.kit.wait_seconds(1);
    for _ in 0..3 {
        look(&bench).await;
        bench.kit.wait_seconds(60 * MINUTE);
    }
    assert_eq!(
        (notes(&bench, left).await, notes(&bench, taken).await),
        (1, 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_ticket_is_noticed_again_only_after_somebody_wrote() {
    let bench = Bench::new().await;
    bench.make(waiting(Trigger::Idle, 60)).await.unwrap();
    let number = bench.ticket("Idle").await;
    for _ in 0..4 {
        bench.kit.wait_seconds(61 * MINUTE);
        look(&bench).await;
    }
    assert_eq!(
        notes(&bench, number).await,
        1,
        "its own note is no sign of life"
    );
    bench.reply(number, PostKind::Reply).await;
    bench.kit.wait_seconds(59 * MINUTE);
    look(&bench).await;
    assert_eq!(notes(&bench, number).await, 1);
    bench.kit.wait_seconds(2 * MINUTE);
    look(&bench).await;
    assert_eq!(notes(&bench, number).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn switching_a_rule_on_leaves_old_tickets_in_peace() {
    let bench = Bench::new().await;
    let old = bench.ticket("Old").await;
    bench.kit.wait_seconds(600 * MINUTE);
    bench.make(waiting(Trigger::Idle, 60)).await.unwrap();
    look(&bench).await;
    bench.kit.wait_seconds(600 * MINUTE);
    look(&bench).await;
    assert_eq!(notes(&bench, old).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_tickets_and_conditions_are_respected() {
    let bench = Bench::new().await;
    let vpn = waiting(Trigger::Idle, 60).when(Field::Subject, Operator::Contains, "vpn");
    bench.make(vpn).await.unwrap();
    let (vpn, closed, other) = (
        bench.ticket("vpn").await,
        bench.ticket("vpn too").await,
        bench.ticket("Toner").await,
    );
    bench.change(closed, Change::Status("closed".into())).await;
    bench.kit.wait_seconds(61 * MINUTE);
    look(&bench).await;
    assert_eq!(notes(&bench, vpn).await, 1);
    assert_eq!(
        (notes(&bench, closed).await, notes(&bench, other).await),
        (0, 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_one_look_can_hold_are_all_noticed() {
    let bench = Bench::new().await;
    bench.make(waiting(Trigger::Unassigned, 30)).await.unwrap();
    let (tenant, board) = (bench.a().id, bench.a().board.0.simple());
    let at = &bench.kit.now().iso()[..19].replace('T', " ");
    let rows = crate::rows_read::inserts(
        "tickets (tenant_id, id, number, subject, status_key, category, priority, source, board_id, \
         reply_token, created_at, updated_at)",
        0..620,
        |i| {
            let id = 0x0190u128 << 112 | u128::from(i);
            format!(
                "({tenant}, UNHEX('{id:032x}'), {}, 'Many {i}', 'open', 'open', 'low', 'email', \
                 UNHEX('{board}'), '{i:026x}', TIMESTAMP '{at}' + INTERVAL {i} SECOND, TIMESTAMP '{at}')",
                5_000 + i,
            )
        },
    );
    bench.kit.db.execute(&rows).await;
    bench.kit.wait_seconds(60 * MINUTE);
    look(&bench).await;
    look(&bench).await;
    for number in [5_001, 5_499, 5_500, 5_501, 5_619] {
        assert_eq!(notes(&bench, number).await, 1, "ticket {number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_waiting_rule_no_job_is_queued() {
    let bench = Bench::new().await;
    bench.make(vpn()).await.unwrap();
    look(&bench).await;
    let mut tx = bench.kit.begin(bench.a().system()).await;
    let queued = (triage::clock_task().fire)(&mut tx, bench.kit.now()).await;
    queued.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(bench.run_jobs().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn g12_looking_at_the_clock_twice_is_looking_once() {
    let bench = Bench::new().await;
    bench.make(waiting(Trigger::Unassigned, 30)).await.unwrap();
    let number = bench.ticket("Left").await;
    bench.kit.wait_seconds(31 * MINUTE);
    look(&bench).await;
    // As if the first look had been forgotten: the same crossings are the same events.
    let forgotten = "UPDATE triage_rules SET looked_until = '2000-01-01 00:00:00'";
    bench.kit.db.execute(forgotten).await;
    look(&bench).await;
    assert_eq!(notes(&bench, number).await, 1);
    let tenant = bench.a().id;
    let registry = &bench.registry;
    server_testing::jobs::assert_idempotent(&bench.kit, registry, tenant, &LookAtClock {}).await;
}
