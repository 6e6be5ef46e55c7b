//! Tags: what they are called, who wears them, and the list by tag.

use crate::clients::wrong_fields;
use crate::rows_read::{self, EVERY_STATISTICS};
use crate::tickets::{pages_read_few_rows, rows};
use app_types::id::TagId;
use app_types::tags::{TagInput, TagView};
use app_types::tickets::TicketFilter;
use server_core::clocktext::ClockText;
use server_core::tickets::{self, Change};
use server_core::{Error, Result, clients, tags};
use server_db::Actor;
use server_testing::{Kit, World};

fn input(name: &str) -> TagInput {
    TagInput {
        name: name.into(),
        tone: "info".into(),
    }
}

async fn create(kit: &Kit, actor: Actor, name: &str) -> Result<TagId> {
    let mut tx = kit.begin(actor).await;
    let id = tags::create(&mut tx, &input(name)).await?;
    tx.commit().await?;
    Ok(id)
}

async fn archive(kit: &Kit, actor: Actor, id: TagId, archived: bool) -> Result<()> {
    let mut tx = kit.begin(actor).await;
    tags::set_archived(&mut tx, id, archived).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes the ticket as it is now.
async fn change(kit: &Kit, actor: Actor, number: u64, what: Change) -> Result<()> {
    let mut tx = kit.begin(actor).await;
    let version = tickets::by_number(&mut tx, number).await?.version;
    tickets::change(&mut tx, number, version, what).await?;
    tx.commit().await?;
    Ok(())
}

async fn version(kit: &Kit, actor: Actor) -> u32 {
    let mut tx = kit.read(actor).await;
    tickets::by_number(&mut tx, 1001).await.unwrap().version
}

async fn worn(kit: &Kit, actor: Actor, number: u64) -> Vec<TagView> {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    let record = tickets::record(&mut tx, number, &text).await.unwrap();
    record.tags
}

async fn tagged(kit: &Kit, actor: Actor, tag: TagId, show: &str) -> Vec<u64> {
    let filter = TicketFilter {
        tag: tag.to_string(),
        show: show.into(),
        ..TicketFilter::default()
    };
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    let list = tickets::list(&mut tx, &filter, &text).await.unwrap();
    list.page.rows.iter().map(|row| row.number).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_is_made_renamed_archived_and_restored() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let owner = world.a.owner();
    let id = create(&kit, owner.clone(), "  VPN ").await.unwrap();

    let mut tx = kit.begin(owner.clone()).await;
    let form = tags::form(&mut tx, id).await.unwrap();
    assert_eq!((form.tag.name.as_str(), form.version), ("VPN", 1));
    tags::update(&mut tx, id, 1, &input("Tunnel"))
        .await
        .unwrap();
    let stale = tags::update(&mut tx, id, 1, &input("Other")).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    tx.commit().await.unwrap();

    archive(&kit, owner.clone(), id, true).await.unwrap();
    let refused = change(&kit, owner.clone(), 1001, Change::AddTag(id)).await;
    assert_eq!(wrong_fields(refused), ["tag"]);
    archive(&kit, owner.clone(), id, false).await.unwrap();
    change(&kit, owner.clone(), 1001, Change::AddTag(id))
        .await
        .unwrap();
    // Archived again, it stays where it is.
    archive(&kit, owner.clone(), id, true).await.unwrap();
    let tags = worn(&kit, owner, 1001).await;
    assert_eq!((tags[0].name.as_str(), tags[0].archived), ("Tunnel", true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_one_line_and_taken_once_per_tenant() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let owner = world.a.owner();
    for name in ["", " ", "a\nb", "\0", &"x".repeat(41), "x\u{202e}y"] {
        let result = create(&kit, owner.clone(), name).await;
        assert_eq!(wrong_fields(result.map(|_| ())), ["name"], "{name:?}");
    }
    create(&kit, owner.clone(), "Ärger <b>'; DROP")
        .await
        .unwrap();
    let twice = create(&kit, owner.clone(), "backup").await;
    assert_eq!(wrong_fields(twice.map(|_| ())), ["name"]);
    // The other tenant's names are its own.
    create(&kit, world.b.owner(), "Backup").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_an_end_to_tags_and_to_what_one_ticket_wears() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let owner = world.a.owner();
    let mut tx = kit.begin(owner.clone()).await;
    let mut ids = Vec::new();
    for n in 1..tags::MAX_TAGS {
        ids.push(
            tags::create(&mut tx, &input(&format!("Tag {n}")))
                .await
                .unwrap(),
        );
    }
    let one_more = tags::create(&mut tx, &input("One more")).await;
    assert!(matches!(one_more, Err(Error::Conflict(_))), "{one_more:?}");
    tx.commit().await.unwrap();

    for id in &ids[..tags::MAX_WORN] {
        change(&kit, owner.clone(), 1001, Change::AddTag(*id))
            .await
            .unwrap();
    }
    let full = change(
        &kit,
        owner.clone(),
        1001,
        Change::AddTag(ids[tags::MAX_WORN]),
    )
    .await;
    assert_eq!(wrong_fields(full), ["tag"]);
    assert_eq!(worn(&kit, owner, 1001).await.len(), tags::MAX_WORN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_tags_is_told_once_and_counts_as_a_change() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let (actor, tag) = (world.a.technician(), world.a.tag);
    change(&kit, actor.clone(), 1001, Change::AddTag(tag))
        .await
        .unwrap();
    change(&kit, actor.clone(), 1001, Change::AddTag(tag))
        .await
        .unwrap();
    assert_eq!(
        version(&kit, actor.clone()).await,
        2,
        "the second time changed nothing"
    );
    change(&kit, actor.clone(), 1001, Change::RemoveTag(tag))
        .await
        .unwrap();
    assert!(worn(&kit, actor.clone(), 1001).await.is_empty());

    let mut tx = kit.begin(actor).await;
    let old = tickets::change(&mut tx, 1001, 1, Change::AddTag(tag)).await;
    assert!(matches!(old, Err(Error::Conflict(_))), "{old:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_by_tag_follows_its_tickets() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let (actor, tag) = (world.a.technician(), world.a.tag);
    change(&kit, actor.clone(), 1001, Change::AddTag(tag))
        .await
        .unwrap();
    assert_eq!(
        tagged(&kit, actor.clone(), tag, "active").await,
        [1001, 1002]
    );
    // A change moves its ticket to the top, and a closed one goes over to the done ones.
    kit.wait_seconds(60);
    let critical = Change::Priority(app_types::tickets::Priority::Critical);
    change(&kit, actor.clone(), 1002, critical).await.unwrap();
    assert_eq!(
        tagged(&kit, actor.clone(), tag, "active").await,
        [1002, 1001]
    );
    change(&kit, actor.clone(), 1002, Change::Status("closed".into()))
        .await
        .unwrap();
    assert_eq!(tagged(&kit, actor.clone(), tag, "active").await, [1001]);
    assert_eq!(tagged(&kit, actor.clone(), tag, "done").await, [1002]);
    assert_eq!(tagged(&kit, actor, tag, "all").await, [1002, 1001]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_wears_tags_too() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let owner = world.a.owner();
    let other = create(&kit, owner.clone(), "Bakery").await.unwrap();
    let mut tx = kit.begin(owner.clone()).await;
    clients::tags::add(&mut tx, 1, other).await.unwrap();
    clients::tags::remove(&mut tx, 1, world.a.tag)
        .await
        .unwrap();
    let archived = clients::tags::add(&mut tx, 2, other).await;
    assert!(matches!(archived, Err(Error::Conflict(_))), "{archived:?}");
    tx.commit().await.unwrap();

    let mut tx = kit.read(owner).await;
    let text = ClockText::new("UTC", tx.now());
    let record = clients::get(&mut tx, 1, &text).await.unwrap();
    let names = |tags: &[TagView]| tags.iter().map(|tag| tag.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&record.tags.worn), ["Bakery"]);
    assert_eq!(names(&record.tags.offered), ["Backup"]);
    let list = clients::list(&mut tx, &Default::default()).await.unwrap();
    assert_eq!(names(&list.rows[0].tags), ["Bakery"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_tags_are_not_there() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let (owner, foreign) = (world.a.owner(), world.b.tag);
    let added = change(&kit, owner.clone(), 1001, Change::AddTag(foreign)).await;
    assert_eq!(wrong_fields(added), ["tag"]);
    change(&kit, owner.clone(), 1002, Change::RemoveTag(foreign))
        .await
        .unwrap();
    assert!(tagged(&kit, owner.clone(), foreign, "all").await.is_empty());

    let mut tx = kit.begin(owner).await;
    let client = clients::tags::add(&mut tx, 1, foreign).await;
    assert_eq!(wrong_fields(client), ["tag"]);
    for result in [
        clients::tags::remove(&mut tx, 1, foreign).await,
        tags::form(&mut tx, foreign).await.map(|_| ()),
        tags::update(&mut tx, foreign, 1, &input("Stolen")).await,
        tags::set_archived(&mut tx, foreign, true).await,
    ] {
        assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
    }
    assert_eq!(tags::list(&mut tx).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_no_tag_changes() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let tag = world.a.tag;
    let mut tx = kit.begin(world.a.technician()).await;
    for result in [
        tags::list(&mut tx).await.map(|_| ()),
        tags::form(&mut tx, tag).await.map(|_| ()),
        tags::create(&mut tx, &input("New")).await.map(|_| ()),
        tags::update(&mut tx, tag, 1, &input("New")).await,
        tags::set_archived(&mut tx, tag, true).await,
    ] {
        assert!(matches!(result, Err(Error::Forbidden(_))), "{result:?}");
    }
    let mut tx = kit.begin(world.a.reader()).await;
    for result in [
        tickets::change(&mut tx, 1001, 1, Change::AddTag(tag)).await,
        clients::tags::add(&mut tx, 1, tag).await,
        clients::tags::remove(&mut tx, 1, tag).await,
    ] {
        assert!(matches!(result, Err(Error::Forbidden(_))), "{result:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_by_tag_reads_few_rows_at_every_depth_and_with_any_statistics() {
    for statistics in EVERY_STATISTICS {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let with_tags = |range: std::ops::Range<u32>| {
            let (tenant, tag) = (world.a.id, world.a.tag.0.simple());
            let (from, to) = (5_000 + range.start, 5_000 + range.end);
            rows(&world, range)
                + &format!(
                    "INSERT INTO ticket_tags (tenant_id, ticket_id, tag_id, active, updated_at) \
                     SELECT tenant_id, id, UNHEX('{tag}'), active, updated_at FROM tickets \
                     WHERE tenant_id = {tenant} AND number >= {from} AND number < {to};"
                )
        };
        let (few, many) = (with_tags(0..10), with_tags(10..4_000));
        rows_read::fill(&kit, statistics, "tickets, ticket_tags", &few, &many).await;
        for show in ["active", "all"] {
            let filter = TicketFilter {
                tag: world.a.tag.to_string(),
                show: show.into(),
                ..TicketFilter::default()
            };
            pages_read_few_rows(&kit, &world, statistics, &filter).await;
        }
    }
}
