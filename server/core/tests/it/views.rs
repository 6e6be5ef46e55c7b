//! Saved views: who sees and changes them, what they show first, how they are counted.

use crate::clients::{hostile_lines, wrong_fields};
use crate::rows_read;
use crate::tickets::rows;
use app_types::id::TicketViewId;
use app_types::tickets::{TicketFilter, TicketList};
use app_types::views::{LookInput, TicketColumn, ViewInput, ViewRow};
use server_core::clocktext::ClockText;
use server_core::tickets::{self, views};
use server_core::{Error, Result};
use server_db::Actor;
use server_testing::{Kit, World};

fn input(name: &str, shared: bool) -> ViewInput {
    ViewInput {
        name: name.into(),
        shared,
        default_for: Vec::new(),
    }
}

fn filter(set: impl Fn(&mut TicketFilter)) -> TicketFilter {
    let mut filter = TicketFilter::default();
    set(&mut filter);
    filter
}

fn high() -> TicketFilter {
    filter(|f| f.priority = "high".into())
}

async fn create(
    kit: &Kit,
    actor: Actor,
    input: &ViewInput,
    filter: &TicketFilter,
) -> Result<TicketViewId> {
    let mut tx = kit.begin(actor).await;
    let id = views::create(&mut tx, input, filter).await?;
    tx.commit().await?;
    Ok(id)
}

async fn seen(kit: &Kit, actor: Actor) -> Vec<ViewRow> {
    let mut tx = kit.read(actor).await;
    views::list(&mut tx).await.unwrap()
}

fn names(rows: &[ViewRow]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

async fn open(kit: &Kit, actor: Actor, filter: TicketFilter) -> Result<TicketList> {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    tickets::list(&mut tx, &filter, &text).await
}

fn of(view: TicketViewId) -> TicketFilter {
    filter(|f| f.view = view.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_view_is_its_owners_alone() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let (mine, others) = (world.a.technician(), world.a.owner());
    let id = create(&kit, mine.clone(), &input("Mine", false), &high())
        .await
        .unwrap();
    assert_eq!(
        names(&seen(&kit, mine.clone()).await),
        ["Everything new", "Mine"]
    );
    assert_eq!(names(&seen(&kit, others.clone()).await), ["Everything new"]);

    let shown = open(&kit, mine, of(id)).await.unwrap();
    assert_eq!(shown.filter.priority, "high");
    assert!(matches!(
        open(&kit, others.clone(), of(id)).await,
        Err(Error::NotFound)
    ));
    // Not even somebody who may share views can touch it.
    let mut tx = kit.begin(others).await;
    for result in [
        views::form(&mut tx, Some(id), &high()).await.map(|_| ()),
        views::update(&mut tx, id, 1, &input("Stolen", false)).await,
        views::store(&mut tx, id, 1, &high()).await,
        views::set_archived(&mut tx, id, true).await,
    ] {
        assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_takes_the_permission() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let refused = create(&kit, world.a.technician(), &input("All", true), &high()).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let id = create(&kit, world.a.owner(), &input("All", true), &high())
        .await
        .unwrap();
    assert_eq!(seen(&kit, world.a.reader()).await.len(), 2);

    let mut tx = kit.begin(world.a.technician()).await;
    let stolen = views::update(&mut tx, id, 1, &input("Mine now", true)).await;
    assert!(matches!(stolen, Err(Error::Forbidden(_))), "{stolen:?}");
    drop(tx);
    // Another sharer may rename it, and cannot make it private to its owner.
    let mut tx = kit.begin(world.a.actor("dispatcher")).await;
    views::update(&mut tx, id, 1, &input("For all", true))
        .await
        .unwrap();
    let private = views::update(&mut tx, id, 2, &input("For all", false)).await;
    assert_eq!(wrong_fields(private), ["shared"]);
    let stale = views::update(&mut tx, id, 1, &input("Old", true)).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_sees_its_view_first_until_it_asks_for_something() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let role = world.a.user("technician").role_id.to_string();
    let first = ViewInput {
        default_for: vec![role],
        ..input("Ours", true)
    };
    let id = create(&kit, world.a.owner(), &first, &high())
        .await
        .unwrap();
    let actor = world.a.technician();
    let shown = open(&kit, actor.clone(), TicketFilter::default())
        .await
        .unwrap();
    assert_eq!(
        shown.view.map(|view| (view.id, view.changed)),
        Some((id, false))
    );
    assert_eq!(shown.filter.priority, "high");
    let asked = open(&kit, actor.clone(), filter(|f| f.show = "active".into()))
        .await
        .unwrap();
    assert!(asked.view.is_none());
    // Others, the reader with a view of another role among them, are not touched.
    let owner = open(&kit, world.a.owner(), TicketFilter::default())
        .await
        .unwrap();
    assert!(owner.view.is_none());
    let reader = open(&kit, world.a.reader(), TicketFilter::default())
        .await
        .unwrap();
    assert_eq!(reader.view.map(|view| view.id), Some(world.a.view));

    // Deleted, it is nobody's first view; taken back, it is again.
    for (archived, expected) in [(true, None), (false, Some(id))] {
        let mut tx = kit.begin(world.a.owner()).await;
        views::set_archived(&mut tx, id, archived).await.unwrap();
        tx.commit().await.unwrap();
        let shown = open(&kit, actor.clone(), TicketFilter::default())
            .await
            .unwrap();
        assert_eq!(shown.view.map(|view| view.id), expected);
    }
    // Unknown roles, another tenant's too, are refused.
    for role in [world.b.user("technician").role_id.to_string(), "x".into()] {
        let foreign = ViewInput {
            default_for: vec![role],
            ..input("Ours", true)
        };
        let refused = create(&kit, world.a.owner(), &foreign, &high()).await;
        assert_eq!(wrong_fields(refused), ["default_for"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_keeps_filter_and_columns_until_they_are_saved_again() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    // The accountant of the world has chosen two columns.
    let actor = world.a.actor("accountant");
    let id = create(&kit, actor.clone(), &input("Two columns", false), &high())
        .await
        .unwrap();
    let own = LookInput {
        order: vec!["subject".into(), "board".into()],
        shown: vec!["board".into()],
        density: "compact".into(),
        ..LookInput::default()
    };
    let mut tx = kit.begin(actor.clone()).await;
    views::set_look(&mut tx, &own).await.unwrap();
    tx.commit().await.unwrap();
    let plain = open(&kit, actor.clone(), TicketFilter::default())
        .await
        .unwrap();
    assert_eq!(plain.columns, [TicketColumn::Subject, TicketColumn::Board]);
    let shown = open(&kit, actor.clone(), of(id)).await.unwrap();
    assert_eq!(shown.columns, [TicketColumn::Number, TicketColumn::Subject]);

    let mut tx = kit.begin(actor.clone()).await;
    let of_view = LookInput {
        view: id.to_string(),
        density: String::new(),
        ..own
    };
    views::set_look(&mut tx, &of_view).await.unwrap();
    let done = filter(|f| f.show = "done".into());
    views::store(&mut tx, id, 2, &done).await.unwrap();
    tx.commit().await.unwrap();
    let shown = open(&kit, actor.clone(), of(id)).await.unwrap();
    assert_eq!(shown.columns, [TicketColumn::Subject, TicketColumn::Board]);
    assert_eq!(
        (shown.filter.show.as_str(), shown.filter.priority.as_str()),
        ("done", "")
    );

    let beside = filter(|f| (f.view, f.show) = (id.to_string(), "all".into()));
    let changed = open(&kit, actor, beside).await.unwrap();
    assert_eq!(changed.filter.show, "all");
    assert!(changed.view.is_some_and(|view| view.changed));
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_equal_the_rows_and_read_a_bounded_number_of_them() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    kit.db.execute(&rows(&world, 0..3_000)).await;
    let actor = world.a.technician();
    let board = world.a.board.to_string();
    let filters = [
        (
            "by index",
            filter(|f| f.technician = "nobody".into()),
            "99+",
        ),
        ("mine", filter(|f| f.technician = "me".into()), "1"),
        (
            "two of them",
            filter(|f| (f.technician, f.priority) = ("nobody".into(), "low".into())),
            "76+",
        ),
        (
            "rare",
            filter(|f| {
                (f.technician, f.board, f.status) = ("me".into(), board.clone(), "closed".into())
            }),
            "1",
        ),
        ("client", filter(|f| f.client = "1".into()), "99+"),
        ("gone client", filter(|f| f.client = "2".into()), "-"),
        (
            "tag",
            filter(|f| (f.tag, f.show) = (world.a.tag.to_string(), "all".into())),
            "1",
        ),
        ("number", filter(|f| f.q = "#1002".into()), "1"),
        ("words", filter(|f| f.q = "printer".into()), "-"),
    ];
    for (name, filter, _) in filters.iter().filter(|(name, ..)| *name != "gone client") {
        create(&kit, actor.clone(), &input(name, false), filter)
            .await
            .unwrap();
    }
    archive_client_after_saving(&kit, &world, &actor).await;

    let mut tx = kit.read(actor).await;
    let reading = rows_read::start(&mut tx).await;
    let before = tx.actor().origin.statement_count();
    let views = views::list(&mut tx).await.unwrap();
    let statements = tx.actor().origin.statement_count() - before;
    assert!(statements <= 3, "{statements} statements");
    let read = reading.scanned(&mut tx).await;
    assert!(read <= 2_500, "{read} rows for {} views", views.len());
    for (name, _, expected) in &filters {
        let view = views.iter().find(|view| view.name == *name).unwrap();
        let text = view.count.map_or("-".to_string(), |count| count.text());
        assert_eq!(text, *expected, "{name}");
    }
}

/// A view can outlive what it filters by.
async fn archive_client_after_saving(kit: &Kit, world: &World, actor: &Actor) {
    let restore = "UPDATE clients SET archived_at = NULL WHERE number = 2";
    kit.db.execute(restore).await;
    let gone = filter(|f| f.client = "2".into());
    create(kit, actor.clone(), &input("gone client", false), &gone)
        .await
        .unwrap();
    let archive = format!(
        "UPDATE clients SET archived_at = NOW(6) WHERE tenant_id = {} AND number = 2",
        world.a.id
    );
    kit.db.execute(&archive).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_and_filters_are_refused_and_there_is_an_end_to_views() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = world.a.technician();
    for name in hostile_lines(60) {
        let result = create(&kit, actor.clone(), &input(&name, false), &high()).await;
        assert_eq!(wrong_fields(result), ["name"], "{name:?}");
    }
    for bad in [
        filter(|f| f.show = "everything".into()),
        filter(|f| f.technician = "' OR 1=1 --".into()),
        filter(|f| f.tag = "0".into()),
        filter(|f| f.client = "99999".into()),
    ] {
        let result = create(&kit, actor.clone(), &input("Bad", false), &bad).await;
        assert!(matches!(result, Err(Error::Invalid(_))), "{bad:?}");
    }
    for view in ["x", "00000000-0000-0000-0000-000000000000"] {
        let result = open(&kit, actor.clone(), filter(|f| f.view = view.into())).await;
        assert!(matches!(result, Err(Error::NotFound)), "{view}");
    }
    let bad_look = LookInput {
        order: vec!["password_hash".into()],
        density: "compact".into(),
        ..LookInput::default()
    };
    let mut tx = kit.begin(actor.clone()).await;
    assert_eq!(
        wrong_fields(views::set_look(&mut tx, &bad_look).await),
        ["columns"]
    );
    for n in 0..30 {
        views::create(&mut tx, &input(&format!("View {n}"), false), &high())
            .await
            .unwrap();
    }
    let one_more = views::create(&mut tx, &input("One more", false), &high()).await;
    assert!(matches!(one_more, Err(Error::Conflict(_))), "{one_more:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_views_are_not_there() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let (owner, foreign) = (world.a.owner(), world.b.view);
    assert!(matches!(
        open(&kit, owner.clone(), of(foreign)).await,
        Err(Error::NotFound)
    ));
    let mut tx = kit.begin(owner).await;
    let look = LookInput {
        view: foreign.to_string(),
        order: vec!["subject".into()],
        ..LookInput::default()
    };
    for result in [
        views::form(&mut tx, Some(foreign), &high())
            .await
            .map(|_| ()),
        views::update(&mut tx, foreign, 1, &input("Stolen", true)).await,
        views::store(&mut tx, foreign, 1, &high()).await,
        views::set_archived(&mut tx, foreign, true).await,
        views::look_form(&mut tx, &foreign.to_string())
            .await
            .map(|_| ()),
        views::set_look(&mut tx, &look).await,
    ] {
        assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_there_is_no_view() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.powerless()).await;
    let id = world.a.view;
    for result in [
        views::list(&mut tx).await.map(|_| ()),
        views::form(&mut tx, None, &high()).await.map(|_| ()),
        views::create(&mut tx, &input("x", false), &high())
            .await
            .map(|_| ()),
        views::update(&mut tx, id, 1, &input("x", true)).await,
        views::store(&mut tx, id, 1, &high()).await,
        views::set_archived(&mut tx, id, true).await,
        views::look_form(&mut tx, "").await.map(|_| ()),
        views::set_look(&mut tx, &LookInput::default()).await,
    ] {
        assert!(matches!(result, Err(Error::Forbidden(_))), "{result:?}");
    }
}
