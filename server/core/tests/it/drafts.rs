//! Drafts: kept per user and ticket, safe against two windows and late saves, emptied by sending.

use app_types::drafts::{DraftSaved, DraftView};
use app_types::tickets::PostKind;
use server_core::clocktext::ClockText;
use server_core::jobs::Registry;
use server_core::tickets::drafts::{self, DraftInput, PruneDrafts};
use server_core::tickets::{self, ReplyInput};
use server_core::{Error, Result};
use server_db::Actor;
use server_testing::{Kit, World, run_jobs};

fn words(body: &str, seen: u32) -> DraftInput {
    DraftInput {
        kind: PostKind::Reply,
        body: body.into(),
        seen,
    }
}

async fn save(kit: &Kit, actor: Actor, number: u64, input: DraftInput) -> Result<DraftSaved> {
    let mut tx = kit.begin(actor).await;
    let text = ClockText::new("UTC", tx.now());
    let saved = drafts::save(&mut tx, number, input, &text).await?;
    tx.commit().await?;
    Ok(saved)
}

async fn draft(kit: &Kit, actor: Actor, number: u64) -> Option<DraftView> {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    tickets::record(&mut tx, number, &text).await.unwrap().draft
}

async fn send(kit: &Kit, actor: Actor, number: u64) {
    let mut tx = kit.begin(actor).await;
    let text = ClockText::new("UTC", tx.now());
    let version = tickets::record(&mut tx, number, &text)
        .await
        .unwrap()
        .version;
    let reply = ReplyInput {
        kind: PostKind::Note,
        body: "Sent".into(),
        version,
        status: String::new(),
        files: Vec::new(),
    };
    tickets::write(&mut tx, number, reply).await.unwrap();
    tx.commit().await.unwrap();
}

fn version(saved: &DraftSaved) -> u32 {
    match saved {
        DraftSaved::Saved { version, .. } => *version,
        DraftSaved::Newer(other) => panic!("refused for {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_there_again_for_its_writer_only() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let owner = world.a.owner();
    let first = save(&kit, owner.clone(), 1001, words("Half a ", 0))
        .await
        .unwrap();
    let note = DraftInput {
        kind: PostKind::Note,
        ..words("Half a sentence \u{1F600}\n", version(&first))
    };
    assert_eq!(
        version(&save(&kit, owner.clone(), 1001, note).await.unwrap()),
        2
    );
    let kept = draft(&kit, owner, 1001).await.unwrap();
    assert_eq!(
        (kept.kind, kept.body.as_str(), kept.version),
        (PostKind::Note, "Half a sentence \u{1F600}\n", 2)
    );
    assert_eq!(draft(&kit, world.a.technician(), 1001).await, None);
    assert_eq!(draft(&kit, world.b.owner(), 1001).await, None);
    let own = draft(&kit, world.a.technician(), 1002).await.unwrap();
    assert_eq!(own.body, "It was the DNS, as");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_windows_the_second_is_told_of_the_first() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.owner();
    save(&kit, actor.clone(), 1001, words("One", 0))
        .await
        .unwrap();
    for seen in [0, 7] {
        let refused = save(&kit, actor.clone(), 1001, words("Two", seen))
            .await
            .unwrap();
        let DraftSaved::Newer(other) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((other.body.as_str(), other.version), ("One", 1));
    }
    assert_eq!(draft(&kit, actor, 1001).await.unwrap().body, "One");
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_saves_at_once_leave_one() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let start = version(
        &save(&kit, world.a.owner(), 1001, words("Start", 0))
            .await
            .unwrap(),
    );
    for seen in [start, 0] {
        let number = if seen == 0 { 1002 } else { 1001 };
        let writers = (0..16).map(|i| {
            let (core, actor) = (kit.core.clone(), world.a.owner());
            tokio::spawn(async move {
                let mut tx = core.db.begin(actor).await.unwrap();
                let text = ClockText::new("UTC", tx.now());
                let input = words(&format!("Window {i}"), seen);
                let saved = drafts::save(&mut tx, number, input, &text).await.unwrap();
                tx.commit().await.unwrap();
                matches!(saved, DraftSaved::Saved { .. })
            })
        });
        let saved = futures::future::join_all(writers).await;
        let winners = saved
            .into_iter()
            .filter(|won| *won.as_ref().unwrap())
            .count();
        assert_eq!(winners, 1, "seen {seen}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_empties_the_draft_and_a_late_save_does_not_bring_it_back() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.owner();
    let seen = version(
        &save(&kit, actor.clone(), 1002, words("Sent", 0))
            .await
            .unwrap(),
    );
    send(&kit, actor.clone(), 1002).await;
    let late = save(&kit, actor.clone(), 1002, words("Sent", seen))
        .await
        .unwrap();
    assert!(
        matches!(&late, DraftSaved::Newer(other) if other.body.is_empty()),
        "{late:?}"
    );
    assert_eq!(draft(&kit, actor.clone(), 1002).await.unwrap().body, "");

    // The same for a page whose first save is still on its way.
    send(&kit, actor.clone(), 1001).await;
    let late = save(&kit, actor.clone(), 1001, words("Sent", 0))
        .await
        .unwrap();
    assert!(matches!(late, DraftSaved::Newer(_)));

    // The technician's own draft is nobody else's to empty.
    let other = draft(&kit, world.a.technician(), 1002).await.unwrap();
    assert_eq!(other.body, "It was the DNS, as");
}

#[tokio::test(flavor = "multi_thread")]
async fn discarding_empties_and_can_be_taken_back() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    let mut tx = kit.begin(actor.clone()).await;
    drafts::discard(&mut tx, 1002).await.unwrap();
    tx.commit().await.unwrap();
    let empty = draft(&kit, actor.clone(), 1002).await.unwrap();
    assert_eq!((empty.body.as_str(), empty.version), ("", 2));
    save(&kit, actor.clone(), 1002, words("Back", 2))
        .await
        .unwrap();
    assert_eq!(draft(&kit, actor, 1002).await.unwrap().body, "Back");
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_is_what_could_not_be_sent_either() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    for body in ["x".repeat(100_001), "\0".into()] {
        let refused = save(&kit, world.a.owner(), 1001, words(&body, 0)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
    }
    let event = DraftInput {
        kind: PostKind::Event,
        ..words("I am the system", 0)
    };
    let refused = save(&kit, world.a.owner(), 1001, event).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    let refused = save(&kit, world.a.reader(), 1001, words("x", 0)).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let nobody = save(&kit, world.a.system(), 1001, words("x", 0)).await;
    assert!(matches!(nobody, Err(Error::Forbidden(_))));
    let refused = save(&kit, world.a.owner(), 9999, words("x", 0)).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    let largest = "é".repeat(100_000);
    save(&kit, world.a.owner(), 1001, words(&largest, 0))
        .await
        .unwrap();
    assert_eq!(
        draft(&kit, world.a.owner(), 1001).await.unwrap().body,
        largest
    );
    // The version is a number from outside.
    let refused = save(&kit, world.a.owner(), 1001, words("x", u32::MAX))
        .await
        .unwrap();
    assert!(matches!(refused, DraftSaved::Newer(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn emptied_drafts_go_after_a_day_and_others_after_half_a_year() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut registry = Registry::new();
    drafts::register(&mut registry);
    send(&kit, world.a.owner(), 1001).await;
    for (days, emptied, kept) in [(0, true, true), (2, false, true), (200, false, false)] {
        kit.wait_seconds(days * 86_400);
        let mut tx = kit.begin(world.a.system()).await;
        tx.enqueue(&PruneDrafts {}).await.unwrap();
        tx.commit().await.unwrap();
        run_jobs(&kit, &registry).await;
        let here = [
            draft(&kit, world.a.owner(), 1001).await.is_some(),
            draft(&kit, world.a.technician(), 1002).await.is_some(),
        ];
        assert_eq!(here, [emptied, kept], "after {days} days");
        assert!(draft(&kit, world.b.technician(), 1002).await.is_some());
    }
}
