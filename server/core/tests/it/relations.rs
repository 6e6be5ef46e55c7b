//! Merging, splitting, parts and links: one winner, no circles, nothing lost, nothing across
//! clients or tenants.

use crate::clients::wrong_fields;
use crate::mail_kit::{Desk, mail};
use app_types::relations::Relation;
use app_types::tickets::{
    AuthorKind, PostKind, Priority, StatusCategory, TicketRecord, TicketSource, TicketType,
};
use server_core::clocktext::ClockText;
use server_core::tickets::relations::{close_parts, merge, relate, split, unmerge, unrelate};
use server_core::tickets::{self, NewPost, NewTicket, ReplyInput};
use server_core::{Error, Result};
use server_db::Actor;
use server_testing::{Kit, World};
use std::collections::BTreeSet;

async fn record(kit: &Kit, actor: Actor, number: u64) -> TicketRecord {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    tickets::record(&mut tx, number, &text).await.unwrap()
}

/// A ticket of the first client, its number.
async fn make(kit: &Kit, world: &World, subject: &str, client: bool) -> u64 {
    let mut tx = kit.begin(world.a.technician()).await;
    let new = NewTicket {
        subject: subject.into(),
        client: client.then_some(world.a.clients[0].id),
        contact: client.then_some(world.a.contacts[0]),
        location: None,
        board: None,
        technician: None,
        priority: Priority::Medium,
        ticket_type: TicketType::Incident,
        source: TicketSource::Phone,
        follows: None,
        first_post: NewPost {
            kind: PostKind::Reply,
            text: subject.into(),
            html: format!("<p>{subject}</p>"),
            contact: None,
            files: Vec::new(),
        },
    };
    let made = tickets::create(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    made.number
}

async fn try_merge(kit: &Kit, actor: Actor, from: u64, into: u64) -> Result<u64> {
    let version = record(kit, actor.clone(), from).await.version;
    merge_seen(kit, actor, from, version, into).await
}

async fn merge_seen(kit: &Kit, actor: Actor, from: u64, version: u32, into: u64) -> Result<u64> {
    let mut tx = kit.begin(actor).await;
    let left = merge(&mut tx, from, version, into).await?;
    tx.commit().await?;
    Ok(left)
}

async fn try_relate(kit: &Kit, actor: Actor, number: u64, how: Relation, other: u64) -> Result<()> {
    let mut tx = kit.begin(actor).await;
    relate(&mut tx, number, how, other).await?;
    Ok(tx.commit().await?)
}

fn words(record: &TicketRecord) -> Vec<String> {
    let posts = record
        .posts
        .iter()
        .filter(|post| post.kind != PostKind::Event);
    posts.map(|post| post.html.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merged_ticket_closes_and_goes_on_in_the_other() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    kit.wait_seconds(5);
    let other = make(&kit, &world, "The same again", true).await;
    let before = record(&kit, actor.clone(), 1002).await;
    assert_eq!(
        try_merge(&kit, actor.clone(), 1002, other).await.unwrap(),
        other
    );

    let source = record(&kit, actor.clone(), 1002).await;
    assert_eq!(source.category, StatusCategory::Closed);
    assert_eq!(
        source.merged_into.as_ref().map(|into| into.number),
        Some(other)
    );
    let target = record(&kit, actor.clone(), other).await;
    assert_eq!(
        (target.merged_from.as_slice(), target.version),
        (&[1002][..], 2)
    );
    // Everything that was said, in the order of its time, with its files.
    assert_eq!(words(&target).len(), 4);
    assert_eq!(words(&target)[3], "<p>The same again</p>");
    let mail = &target.posts[0];
    assert_eq!((mail.merged_from, mail.attachments.len()), (Some(1002), 1));
    assert!(mail.inbound_message.is_some());
    assert!(target.posts.iter().any(|post| post.delivery.is_some()));

    // Nobody writes on a ticket that goes on elsewhere.
    let mut tx = kit.begin(actor.clone()).await;
    let reply = ReplyInput {
        kind: PostKind::Note,
        body: "Too late".into(),
        version: source.version,
        status: String::new(),
        files: Vec::new(),
    };
    let refused = tickets::write(&mut tx, 1002, reply).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    tx.rollback().await.unwrap();

    // Taken back, everything is as before.
    let mut tx = kit.begin(actor.clone()).await;
    unmerge(&mut tx, 1002, &before.status_key).await.unwrap();
    tx.commit().await.unwrap();
    let back = record(&kit, actor.clone(), 1002).await;
    assert_eq!(back.status_key, before.status_key);
    assert_eq!(back.merged_into, None);
    assert_eq!(words(&back), words(&before));
    assert_eq!(words(&record(&kit, actor.clone(), other).await).len(), 1);
    let mut tx = kit.begin(actor).await;
    let twice = unmerge(&mut tx, 1002, "").await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_directions_at_once_leave_exactly_one() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    for round in 0..6 {
        let a = make(&kit, &world, &format!("A {round}"), true).await;
        let b = make(&kit, &world, &format!("B {round}"), true).await;
        let tries = [(a, b), (b, a), (a, b), (b, a)].map(|(from, into)| {
            let (core, actor) = (kit.core.clone(), actor.clone());
            tokio::spawn(async move {
                let mut tx = core.db.begin(actor).await.unwrap();
                let left = merge(&mut tx, from, 1, into).await?;
                tx.commit().await?;
                Ok::<u64, Error>(left)
            })
        });
        let mut won = 0;
        for answer in futures::future::join_all(tries).await {
            match answer.unwrap() {
                Ok(_) => won += 1,
                Err(Error::Conflict(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(won, 1, "round {round}");
        let merged = [a, b].map(|number| record(&kit, actor.clone(), number));
        let merged = futures::future::join_all(merged).await;
        let sources = merged.iter().filter(|ticket| ticket.merged_into.is_some());
        assert_eq!(sources.count(), 1);
    }
}

/// Many merge whatever they like into whatever they like, all at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_merges_leaves_no_chain_no_circle_and_loses_no_word() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    let mut numbers = Vec::new();
    for i in 0..10 {
        numbers.push(make(&kit, &world, &format!("Word {i}"), true).await);
    }
    let tries = (0..60u64).map(|i| {
        let (core, actor, numbers) = (kit.core.clone(), actor.clone(), numbers.clone());
        tokio::spawn(async move {
            let (from, into) = (
                numbers[(i * 7 % 10) as usize],
                numbers[(i * 3 / 7 % 10) as usize],
            );
            let mut tx = core.db.begin(actor).await.unwrap();
            let version = tickets::by_number(&mut tx, from).await.unwrap().version;
            match merge(&mut tx, from, version, into).await {
                Ok(_) => tx.commit().await.unwrap(),
                Err(Error::Conflict(_) | Error::Invalid(_)) => {}
                Err(other) => panic!("{other}"),
            }
        })
    });
    for done in futures::future::join_all(tries).await {
        done.unwrap();
    }
    let mut heard = BTreeSet::new();
    for number in &numbers {
        let ticket = record(&kit, actor.clone(), *number).await;
        let Some(into) = ticket.merged_into else {
            for word in words(&ticket) {
                assert!(heard.insert(word.clone()), "{word} twice");
            }
            continue;
        };
        let target = record(&kit, actor.clone(), into.number).await;
        assert_eq!(target.merged_into, None, "a chain from #{number}");
        assert!(target.merged_from.contains(number));
    }
    assert_eq!(heard.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn chains_are_resolved_at_once() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    let (a, b, c) = (
        make(&kit, &world, "A", true).await,
        make(&kit, &world, "B", true).await,
        make(&kit, &world, "C", true).await,
    );
    try_merge(&kit, actor.clone(), a, b).await.unwrap();
    try_merge(&kit, actor.clone(), b, c).await.unwrap();
    assert_eq!(
        record(&kit, actor.clone(), a)
            .await
            .merged_into
            .unwrap()
            .number,
        c
    );
    assert_eq!(record(&kit, actor.clone(), c).await.merged_from, [a, b]);
    // Into a merged one means into the one in which it goes on.
    let d = make(&kit, &world, "D", true).await;
    assert_eq!(try_merge(&kit, actor.clone(), d, a).await.unwrap(), c);
    let back = try_merge(&kit, actor, c, a).await;
    assert!(matches!(back, Err(Error::Conflict(_))), "{back:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_merged_says_why() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    let internal = make(&kit, &world, "Ours", false).await;
    for target in [1002, 9999, internal] {
        let refused = try_merge(&kit, actor.clone(), 1002, target).await;
        assert_eq!(wrong_fields(refused), ["target"], "{target}");
    }
    let stale = merge_seen(&kit, actor.clone(), 1002, 77, 1001).await;
    assert!(matches!(stale, Err(Error::Conflict(_))));
    let refused = merge_seen(&kit, world.a.reader(), 1002, 1, 1001).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let foreign = merge_seen(&kit, actor, 5000, 1, 1001).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_merged_ticket_goes_to_the_one_that_is_left() {
    let desk = Desk::new().await;
    let (kit, world) = (&desk.kit, &desk.world);
    let (token, _) = desk.ticket(1002).await;
    let actor = world.a.technician();
    try_merge(kit, actor.clone(), 1002, 1001).await.unwrap();
    let anna = world.a.contact_email.clone();
    let to = world.a.mailbox_address.replace('@', &format!("+{token}@"));
    let by_token = format!("To: {to}\n");
    for (subject, headers) in [("Re: something", by_token.as_str()), ("Re: [#1002] x", "")] {
        let from = format!("From: {anna}\n{headers}Subject: {subject}\n\nStill broken.\n");
        let raw = if headers.is_empty() {
            mail(&anna, subject, "", "Still broken.")
        } else {
            from
        };
        let id = desk.receive(&raw).await;
        assert_eq!(desk.outcome(id).await.filed(), 1001, "{subject}");
    }
    let target = record(kit, actor.clone(), 1001).await;
    let said = target
        .posts
        .iter()
        .filter(|post| post.html.contains("Still broken"));
    assert_eq!(said.filter(|post| post.merged_from.is_none()).count(), 2);
    assert_eq!(
        record(kit, actor, 1002).await.category,
        StatusCategory::Closed
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_becomes_a_ticket_of_its_own() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.owner();
    let before = record(&kit, actor.clone(), 1002).await;
    let mut tx = kit.begin(actor.clone()).await;
    let made = split(&mut tx, 1002, before.version, world.a.posts[0], "Apart")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let new = record(&kit, actor.clone(), made).await;
    let post = &new.posts[0];
    assert_eq!(
        (new.subject.as_str(), new.category),
        ("Apart", StatusCategory::New)
    );
    assert_eq!(
        (post.author_kind, post.author.as_str()),
        (AuthorKind::Contact, "contact")
    );
    assert_eq!(post.attachments.len(), 1);
    assert_ne!(post.attachments[0].id, world.a.attachment);
    assert_eq!(new.contact.unwrap().name, "Anna Miller");
    let linked: Vec<_> = new
        .relations
        .iter()
        .map(|r| (r.relation, r.number))
        .collect();
    assert_eq!(linked, [(Relation::RelatedTo, 1002)]);
    // The conversation it was said in is whole.
    let old = record(&kit, actor.clone(), 1002).await;
    assert_eq!(words(&old), words(&before));

    // A second press changes nothing.
    let mut tx = kit.begin(actor.clone()).await;
    let twice = split(&mut tx, 1002, before.version, world.a.posts[0], "Apart").await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
    tx.rollback().await.unwrap();

    // A note stays a note, under its writer's name; an event is nobody's words.
    let mut tx = kit.begin(actor.clone()).await;
    let note = split(&mut tx, 1002, old.version, world.a.posts[2], "Note")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let note = record(&kit, actor.clone(), note).await;
    assert_eq!(
        (note.posts[0].kind, note.posts[0].author.as_str()),
        (PostKind::Note, "user")
    );
    let version = record(&kit, actor.clone(), 1002).await.version;
    for (post, subject, field) in [
        (world.a.posts[3], "Event", "post"),
        (world.a.posts[0], " ", "subject"),
    ] {
        let mut tx = kit.begin(actor.clone()).await;
        let refused = split(&mut tx, 1002, version, post, subject).await;
        assert_eq!(wrong_fields(refused), [field]);
    }
    for post in [world.b.posts[0], world.a.posts[0]] {
        let mut tx = kit.begin(actor.clone()).await;
        let refused = split(&mut tx, 1001, 1, post, "Stolen").await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    let mut tx = kit.begin(world.a.reader()).await;
    let refused = split(&mut tx, 1002, version, world.a.posts[0], "x").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_seen_from_both_ends_and_do_not_contradict() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    let seen = async |number| -> Vec<(Relation, u64)> {
        let ticket = record(&kit, world.a.technician(), number).await;
        ticket
            .relations
            .iter()
            .map(|r| (r.relation, r.number))
            .collect()
    };
    assert_eq!(seen(1002).await, [(Relation::RelatedTo, 1001)]);
    try_relate(&kit, actor.clone(), 1001, Relation::Blocks, 1003)
        .await
        .unwrap();
    try_relate(&kit, actor.clone(), 1003, Relation::BlockedBy, 1001)
        .await
        .unwrap();
    assert_eq!(seen(1003).await, [(Relation::BlockedBy, 1001)]);
    let turned = try_relate(&kit, actor.clone(), 1003, Relation::Blocks, 1001).await;
    assert_eq!(wrong_fields(turned), ["other"]);
    for other in [1001, 9999] {
        let refused = try_relate(&kit, actor.clone(), 1001, Relation::RelatedTo, other).await;
        assert_eq!(wrong_fields(refused), ["other"], "{other}");
    }
    let mut tx = kit.begin(actor.clone()).await;
    unrelate(&mut tx, 1003, Relation::BlockedBy, 1001)
        .await
        .unwrap();
    let gone = unrelate(&mut tx, 1003, Relation::BlockedBy, 1001).await;
    assert!(matches!(gone, Err(Error::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(seen(1003).await, []);
    let refused = try_relate(&kit, world.a.reader(), 1001, Relation::Blocks, 1003).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_form_no_circle_also_when_all_try_at_once() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    let mut numbers = Vec::new();
    for i in 0..5 {
        numbers.push(make(&kit, &world, &format!("Part {i}"), i % 2 == 0).await);
    }
    // Everyone wants to be a part of the next one, in a ring.
    let tries = (0..20usize).map(|i| {
        let (core, actor) = (kit.core.clone(), actor.clone());
        let (child, parent) = (numbers[i % 5], numbers[(i + 1) % 5]);
        tokio::spawn(async move {
            let mut tx = core.db.begin(actor).await.unwrap();
            match relate(&mut tx, child, Relation::PartOf, parent).await {
                Ok(()) => tx.commit().await.unwrap(),
                Err(Error::Invalid(_)) => {}
                Err(other) => panic!("{other}"),
            }
        })
    });
    for done in futures::future::join_all(tries).await {
        done.unwrap();
    }
    let mut tops = 0;
    for start in &numbers {
        let (mut at, mut steps) = (*start, 0);
        while let Some(up) = record(&kit, actor.clone(), at)
            .await
            .relations
            .iter()
            .find(|r| r.relation == Relation::PartOf)
        {
            at = up.number;
            steps += 1;
            assert!(steps < 5, "a circle");
        }
        tops += usize::from(steps == 0);
    }
    assert_eq!(tops, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_the_parts_closes_those_that_are_active() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    for child in [1001, 1002] {
        try_relate(&kit, actor.clone(), 1003, Relation::HasPart, child)
            .await
            .unwrap();
    }
    let mut tx = kit.begin(actor.clone()).await;
    assert_eq!(close_parts(&mut tx, 1003).await.unwrap(), 2);
    assert_eq!(close_parts(&mut tx, 1003).await.unwrap(), 0);
    tx.commit().await.unwrap();
    let whole = record(&kit, actor.clone(), 1003).await;
    assert!(whole.relations.iter().all(|part| !part.active));
    let other = record(&kit, world.b.technician(), 1001).await;
    assert_eq!(other.category, StatusCategory::New);
    // Apart again.
    let mut tx = kit.begin(actor.clone()).await;
    unrelate(&mut tx, 1001, Relation::PartOf, 1003)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(record(&kit, actor, 1003).await.relations.len(), 1);
}
