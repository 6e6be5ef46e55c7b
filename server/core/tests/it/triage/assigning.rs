//! Tickets shared out: in turn, by load, by skill, to those who are here.

use super::*;
use crate::clients::wrong_fields;
use app_types::id::UserId;
use app_types::triage::{PersonRow, Strategy};
use server_testing::CANARY;
use std::collections::BTreeMap;

/// A rule that assigns every new ticket.
fn assigning(strategy: Strategy) -> RuleInput {
    rule("Share", Trigger::TicketCreated).then(ActionKind::Assign, strategy.as_str(), "")
}

fn only(mut rule: RuleInput, people: &[UserId], skill: &str) -> RuleInput {
    let action = rule.actions.last_mut().unwrap();
    action.people = people.iter().map(ToString::to_string).collect();
    action.skill = skill.into();
    rule
}

async fn people(bench: &Bench, actor: Actor) -> Vec<PersonRow> {
    let mut tx = bench.kit.read(actor).await;
    let clock = text(&tx);
    triage::people::list(&mut tx, &clock).await.unwrap()
}

async fn set(bench: &Bench, actor: Actor, user: UserId, skills: &str, back_on: &str) -> Result<()> {
    let version = people(bench, bench.a().owner())
        .await
        .iter()
        .find(|row| row.id == user)
        .map_or(0, |row| row.version);
    let mut tx = bench.kit.begin(actor).await;
    triage::people::set(&mut tx, user, version, skills, back_on).await?;
    tx.commit().await?;
    Ok(())
}

/// A day after the test's clock.
fn in_a_week(bench: &Bench) -> String {
    bench.kit.now().plus_days(7).iso()[..10].to_string()
}

async fn technician_of(bench: &Bench, number: u64) -> Option<UserId> {
    bench.record(number).await.technician_id
}

/// Makes tickets at once, lets several workers run at once, and counts who got how many.
async fn share_out(bench: &Bench, tickets: usize) -> BTreeMap<UserId, usize> {
    let made = (0..tickets).map(|i| async move { bench.ticket(&format!("Ticket {i}")).await });
    let numbers = futures::future::join_all(made).await;
    let work = || server_core::jobs::run_due(&bench.kit.core, &bench.registry);
    let (one, two, three, four) = tokio::join!(work(), work(), work(), work());
    for report in [one, two, three, four] {
        let failures = report.unwrap().failures;
        assert!(failures.is_empty(), "{failures:?}");
    }
    bench.run_jobs().await;
    let mut got = BTreeMap::new();
    for number in numbers {
        *got.entry(technician_of(bench, number).await.expect("somebody"))
            .or_default() += 1;
    }
    got
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_at_once_are_shared_out_in_turn() {
    let bench = Bench::new().await;
    bench.make(assigning(Strategy::RoundRobin)).await.unwrap();
    let got = share_out(&bench, 16).await;
    // Owner, admin, dispatcher and technician work on tickets; the others only look.
    assert_eq!(got.len(), 4, "{got:?}");
    assert!(got.values().all(|tickets| *tickets == 4), "{got:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_at_once_even_out_what_people_have() {
    let bench = Bench::new().await;
    bench.make(assigning(Strategy::LeastLoaded)).await.unwrap();
    share_out(&bench, 16).await;
    // The technician had one ticket before.
    let loads: Vec<u32> = people(&bench, bench.a().owner())
        .await
        .iter()
        .map(|row| row.load)
        .collect();
    assert_eq!(loads.iter().sum::<u32>(), 17, "{loads:?}");
    assert!(
        loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1,
        "{loads:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn absent_disabled_and_unskilled_people_are_passed_over() {
    let bench = Bench::new().await;
    let id = |role: &str| bench.a().user(role).id;
    set(
        &bench,
        bench.a().owner(),
        id("admin"),
        "VoIP",
        &in_a_week(&bench),
    )
    .await
    .unwrap();
    set(&bench, bench.a().owner(), id("dispatcher"), "voip", "")
        .await
        .unwrap();
    set(
        &bench,
        bench.a().owner(),
        id("technician"),
        "voip, linux",
        "",
    )
    .await
    .unwrap();
    set(&bench, bench.a().owner(), id("owner"), "linux", "")
        .await
        .unwrap();
    bench
        .kit
        .db
        .execute("UPDATE users SET status = 'disabled' WHERE email LIKE 'dispatcher@%'")
        .await;
    bench
        .make(only(assigning(Strategy::RoundRobin), &[], "VOIP"))
        .await
        .unwrap();
    let got = share_out(&bench, 3).await;
    assert_eq!(got.into_iter().collect::<Vec<_>>(), [(id("technician"), 3)]);
    // After the holiday the admin takes part again.
    bench.kit.wait_seconds(8 * 86_400);
    let got = share_out(&bench, 4).await;
    assert_eq!(
        (got.get(&id("admin")), got.get(&id("technician"))),
        (Some(&2), Some(&2)),
        "{got:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_named_people_take_part_and_nobody_is_named_so() {
    let bench = Bench::new().await;
    let owner = bench.a().user("owner").id;
    let id = bench
        .make(only(assigning(Strategy::RoundRobin), &[owner], ""))
        .await
        .unwrap();
    assert_eq!(
        share_out(&bench, 2).await.into_iter().collect::<Vec<_>>(),
        [(owner, 2)]
    );
    set(&bench, bench.a().owner(), owner, "", &in_a_week(&bench))
        .await
        .unwrap();
    let number = bench.ticket("Nobody is here").await;
    bench.run_jobs().await;
    assert_eq!(technician_of(&bench, number).await, None);
    let mut tx = bench.kit.read(bench.a().owner()).await;
    let clock = text(&tx);
    let effects = triage::form(&mut tx, Some(id), &clock)
        .await
        .unwrap()
        .firings[0]
        .effects
        .clone();
    assert!(
        effects.contains("nobody is here who could take it"),
        "{effects}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_change_whom() {
    let bench = Bench::new().await;
    let (mine, other) = (
        bench.a().user("technician").id,
        bench.a().user("dispatcher").id,
    );
    set(&bench, bench.a().technician(), mine, "linux", "")
        .await
        .unwrap();
    let refused = set(&bench, bench.a().technician(), other, "linux", "").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = set(
        &bench,
        bench.a().reader(),
        bench.a().user("read_only").id,
        "linux",
        "",
    )
    .await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let foreign = set(
        &bench,
        bench.a().owner(),
        bench.world.b.user("technician").id,
        "x",
        "",
    )
    .await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let seen = people(&bench, bench.a().owner()).await;
    assert!(!format!("{seen:?}").contains(CANARY), "{seen:?}");
    assert_eq!(seen.len(), 4, "those who work on tickets: {seen:?}");

    let mut tx = bench.kit.begin(bench.a().technician()).await;
    let late = triage::people::set(&mut tx, mine, 0, "old", "").await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    let late = triage::people::set(&mut tx, mine, 7, "old", "").await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_and_people_of_others_are_refused() {
    let bench = Bench::new().await;
    let mine = bench.a().user("technician").id;
    for (skills, back_on, field) in [
        ("a\r\nb", "", "skills"),
        ("\u{202e}x", "", "skills"),
        ("", "2026-02-30", "back_on"),
        ("", "'; DROP TABLE users; --", "back_on"),
        ("", "1999-01-01", "back_on"),
    ] {
        let refused = set(&bench, bench.a().technician(), mine, skills, back_on).await;
        assert_eq!(wrong_fields(refused), [field], "{skills:?} {back_on:?}");
    }
    let theirs = bench.world.b.user("technician").id;
    let foreign = only(assigning(Strategy::RoundRobin), &[theirs], "");
    assert_eq!(
        wrong_fields(bench.make(foreign).await),
        ["actions[0][people]"]
    );
    let unknown = rule("x", Trigger::TicketCreated).then(ActionKind::Assign, "by_dice", "");
    assert_eq!(
        wrong_fields(bench.make(unknown).await),
        ["actions[0][value]"]
    );
}
