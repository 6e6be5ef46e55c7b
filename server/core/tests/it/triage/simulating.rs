//! What a rule would have done, without doing it.

use super::*;
use app_types::triage::Simulation;
use server_testing::CANARY;
use server_testing::jobs::digest;

async fn simulate(bench: &Bench, actor: Actor, id: TriageRuleId) -> Result<Simulation> {
    let mut tx = bench.kit.read(actor).await;
    let clock = text(&tx);
    triage::simulate(&mut tx, id, &clock).await
}

/// `vpn()` with a mail to the contact.
fn writing() -> RuleInput {
    vpn().then(ActionKind::MailContact, "", "We look at {{ticket.number}}.")
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_what_it_would_do_and_changes_nothing() {
    let bench = Bench::new().await;
    for subject in ["VPN one", "vpn two", "Toner"] {
        bench.ticket(subject).await;
    }
    let id = bench
        .make(RuleInput {
            active: false,
            ..writing()
        })
        .await
        .unwrap();
    bench.run_jobs().await;
    let before = digest(&bench.kit).await;
    let found = simulate(&bench, bench.a().owner(), id).await.unwrap();
    assert_eq!(digest(&bench.kit).await, before);
    assert_eq!(bench.run_jobs().await, 0);
    assert_eq!(
        (found.tickets, found.times, found.mails, found.complete),
        (2, 2, 2, true)
    );
    let subjects: Vec<&str> = found.rows.iter().map(|row| row.subject.as_str()).collect();
    assert!(
        subjects.contains(&"VPN one") && subjects.contains(&"vpn two"),
        "{subjects:?}"
    );
    assert_eq!(
        found.rows[0].effects,
        "Set the priority: High; Send a mail to the contact"
    );
}

/// What it promised is what then happens.
#[tokio::test(flavor = "multi_thread")]
async fn the_rule_then_does_the_same_to_new_tickets() {
    let bench = Bench::new().await;
    let subjects = ["vpn a", "printer", "the VPN", "v p n"];
    for subject in subjects {
        bench.ticket(subject).await;
    }
    let paused = RuleInput {
        active: false,
        ..writing()
    };
    let id = bench.make(paused.clone()).await.unwrap();
    let promised = simulate(&bench, bench.a().owner(), id).await.unwrap();
    let mut tx = bench.kit.begin(bench.a().owner()).await;
    triage::update(
        &mut tx,
        id,
        1,
        &RuleInput {
            active: true,
            ..paused
        },
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    for subject in subjects {
        bench.ticket(subject).await;
    }
    bench.run_jobs().await;
    let mut tx = bench.kit.read(bench.a().owner()).await;
    let clock = text(&tx);
    let fired = triage::form(&mut tx, Some(id), &clock)
        .await
        .unwrap()
        .firings
        .len();
    assert_eq!(fired, promised.tickets as usize);
    assert_eq!(bench.kit.mail.texts().len(), promised.mails as usize);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_last_thirty_days_count() {
    let bench = Bench::new().await;
    bench.ticket("vpn of old").await;
    bench.kit.wait_seconds(31 * 86_400);
    bench.ticket("vpn of today").await;
    let id = bench.make(vpn()).await.unwrap();
    let found = simulate(&bench, bench.a().owner(), id).await.unwrap();
    assert_eq!((found.looked_at, found.tickets), (1, 1), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_count_one_by_one_and_changes_once() {
    let bench = Bench::new().await;
    let number = bench.ticket("Any").await;
    for _ in 0..3 {
        bench.reply(number, PostKind::Reply).await;
    }
    let only = |trigger| {
        rule("Only", trigger)
            .when(Field::Subject, Operator::Is, "any")
            .then(ActionKind::AddNote, "", "x")
    };
    let replies = bench.make(only(Trigger::TechnicianReplied)).await.unwrap();
    let found = simulate(&bench, bench.a().owner(), replies).await.unwrap();
    assert_eq!((found.tickets, found.times), (1, 3));
    let changes = bench.make(only(Trigger::StatusChanged)).await.unwrap();
    let found = simulate(&bench, bench.a().owner(), changes).await.unwrap();
    assert_eq!((found.tickets, found.times), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_looked_at_where_the_rule_asks_for_it() {
    let bench = Bench::new().await;
    bench.ticket("Any").await;
    let broken = rule("Broken", Trigger::TicketCreated)
        .when(Field::Body, Operator::Contains, "is broken")
        .then(ActionKind::SetPriority, "high", "");
    let id = bench.make(broken).await.unwrap();
    let found = simulate(&bench, bench.a().owner(), id).await.unwrap();
    assert!(
        found.rows.iter().any(|row| row.subject == "Any"),
        "{found:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tickets_are_read_in_pieces_and_to_a_limit() {
    let bench = Bench::new().await;
    let (tenant, board) = (bench.a().id, bench.a().board.0.simple());
    let rows = crate::rows_read::inserts(
        "tickets (tenant_id, id, number, subject, status_key, category, priority, source, board_id, \
         reply_token, created_at, updated_at)",
        0..5_600,
        |i| {
            let id = 0x0190u128 << 112 | u128::from(i);
            format!(
                "({tenant}, UNHEX('{id:032x}'), {}, 'vpn {i}', 'open', 'open', 'low', 'email', \
                 UNHEX('{board}'), '{i:026x}', NOW(6), NOW(6) - INTERVAL {} MINUTE)",
                5_000 + i,
                i / 3
            )
        },
    );
    bench.kit.db.execute(&rows).await;
    let changed = rule("Any change", Trigger::StatusChanged)
        .when(Field::Subject, Operator::Contains, "vpn")
        .then(ActionKind::SetPriority, "high", "");
    let id = bench.make(changed).await.unwrap();
    let found = simulate(&bench, bench.a().owner(), id).await.unwrap();
    assert!(!found.complete);
    assert_eq!(found.looked_at as usize, triage::SIMULATED_TICKETS);
    assert!(
        found.tickets >= 4_990 && found.rows.len() == 100,
        "{}",
        found.tickets
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_and_permissions() {
    let bench = Bench::new().await;
    let everything = rule("All", Trigger::TicketCreated).then(ActionKind::SetPriority, "low", "");
    let id = bench.make(everything).await.unwrap();
    let found = simulate(&bench, bench.a().owner(), id).await.unwrap();
    assert!(!format!("{found:?}").contains(CANARY));
    let foreign = simulate(&bench, bench.a().owner(), bench.world.b.rule).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let refused = simulate(&bench, bench.a().technician(), id).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}
