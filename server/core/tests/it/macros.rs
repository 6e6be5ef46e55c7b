//! Macros: what they may set and say, and running one on a ticket.

use crate::clients::{hostile_lines, wrong_fields};
use app_types::id::MacroId;
use app_types::macros::{MacroInput, Steps};
use app_types::tickets::{PostKind, Priority, StatusCategory, TicketRecord};
use server_core::clocktext::ClockText;
use server_core::tickets::{self, macros};
use server_core::{Error, Result};
use server_db::Actor;
use server_testing::{Kit, World};

pub fn closing(name: &str) -> MacroInput {
    MacroInput {
        name: name.into(),
        steps: Steps {
            status: "closed".into(),
            technician: "me".into(),
            priority: "low".into(),
            ..Steps::default()
        },
        ..MacroInput::default()
    }
}

fn saying(post: &str, body: &str) -> MacroInput {
    MacroInput {
        name: "Say".into(),
        post: post.into(),
        body: body.into(),
        ..MacroInput::default()
    }
}

pub async fn create(kit: &Kit, actor: Actor, input: &MacroInput) -> Result<MacroId> {
    let mut tx = kit.begin(actor).await;
    let id = macros::create(&mut tx, input).await?;
    tx.commit().await?;
    Ok(id)
}

async fn run(kit: &Kit, actor: Actor, number: u64, id: MacroId) -> Result<String> {
    let mut tx = kit.begin(actor).await;
    let version = tickets::by_number(&mut tx, number).await?.version;
    let name = macros::run(&mut tx, number, version, id).await?;
    tx.commit().await?;
    Ok(name)
}

async fn record(kit: &Kit, actor: Actor, number: u64) -> TicketRecord {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    tickets::record(&mut tx, number, &text).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_macro_sets_everything_as_one_change() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let id = create(&kit, world.a.owner(), &closing("Close as done"))
        .await
        .unwrap();
    let actor = world.a.technician();
    let name = run(&kit, actor.clone(), 1001, id).await.unwrap();
    assert_eq!(name, "Close as done");
    let ticket = record(&kit, actor.clone(), 1001).await;
    assert_eq!(
        (ticket.category, ticket.priority),
        (StatusCategory::Closed, Priority::Low)
    );
    assert_eq!(ticket.technician_id, actor.user_id());
    assert_eq!(ticket.version, 2, "three changes are one version");

    let mut tx = kit.begin(actor).await;
    let old = macros::run(&mut tx, 1001, 1, id).await;
    assert!(matches!(old, Err(Error::Conflict(_))), "{old:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_filled_in_mailed_and_opens_a_new_ticket() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let body = "Hello {{contact.name}}, about #{{ticket.number}} of {{client.name}}: {{nothing}}. {{me.name}}";
    let id = create(&kit, world.a.owner(), &saying("reply", body))
        .await
        .unwrap();
    let actor = world.a.technician();
    run(&kit, actor.clone(), 1001, id).await.unwrap();
    let ticket = record(&kit, actor.clone(), 1001).await;
    assert_eq!(ticket.category, StatusCategory::Open);
    assert!(ticket.responded.is_some());
    let reply = ticket
        .posts
        .iter()
        .find(|post| post.kind == PostKind::Reply)
        .unwrap();
    let name = &world.a.user("technician").name;
    let expected =
        format!("Hello Anna Miller, about #1001 of Bakery Miller: {{{{nothing}}}}. {name}");
    assert!(reply.html.contains(&expected), "{}", reply.html);
    assert_eq!(
        reply.delivery.as_ref().map(|d| d.state.as_str()),
        Some("queued")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_stays_inside_and_what_a_client_is_called_is_only_text() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    kit.db
        .execute(&format!(
            "UPDATE clients SET name = '<script>x</script>{{{{me.name}}}}' WHERE tenant_id = {}",
            world.a.id
        ))
        .await;
    let id = create(&kit, world.a.owner(), &saying("note", "{{client.name}}"))
        .await
        .unwrap();
    run(&kit, world.a.technician(), 1001, id).await.unwrap();
    let ticket = record(&kit, world.a.technician(), 1001).await;
    assert_eq!(ticket.category, StatusCategory::New, "a note opens nothing");
    let note = ticket
        .posts
        .iter()
        .find(|post| post.kind == PostKind::Note)
        .unwrap();
    assert!(
        note.html.contains("&lt;script&gt;") && note.html.contains("{{me.name}}"),
        "{}",
        note.html
    );
    assert!(note.delivery.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_macros_are_refused() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let owner = world.a.owner();
    for name in hostile_lines(60) {
        let result = create(&kit, owner.clone(), &closing(&name)).await;
        assert_eq!(wrong_fields(result), ["name"], "{name:?}");
    }
    let step = |field: &str, value: &str| {
        let mut input = closing("Bad");
        let steps = &mut input.steps;
        *match field {
            "status" => &mut steps.status,
            "technician" => &mut steps.technician,
            "board" => &mut steps.board,
            _ => &mut steps.add_tag,
        } = value.to_string();
        input
    };
    for (field, value) in [
        ("status", "nowhere".to_string()),
        ("technician", world.b.user("technician").id.to_string()),
        ("board", world.b.board.to_string()),
        ("add_tag", world.b.tag.to_string()),
    ] {
        let result = create(&kit, owner.clone(), &step(field, &value)).await;
        assert_eq!(wrong_fields(result), [field], "{value}");
    }
    // A text that is small in the form and too large when filled in.
    kit.db
        .execute(&format!(
            "UPDATE tickets SET subject = REPEAT('x', 255) WHERE tenant_id = {}",
            world.a.id
        ))
        .await;
    let bomb = saying("note", &"{{ticket.subject}}".repeat(500));
    let id = create(&kit, owner.clone(), &bomb).await.unwrap();
    assert_eq!(wrong_fields(run(&kit, owner, 1001, id).await), ["body"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn macros_are_managed_in_the_settings_and_run_by_technicians() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let id = world.a.macro_id;
    let mut tx = kit.begin(world.a.technician()).await;
    for result in [
        macros::list(&mut tx).await.map(|_| ()),
        macros::form(&mut tx, Some(id)).await.map(|_| ()),
        macros::create(&mut tx, &closing("New")).await.map(|_| ()),
        macros::update(&mut tx, id, 1, &closing("New")).await,
        macros::set_archived(&mut tx, id, true).await,
    ] {
        assert!(matches!(result, Err(Error::Forbidden(_))), "{result:?}");
    }
    drop(tx);

    let mut tx = kit.begin(world.a.reader()).await;
    let refused = macros::run(&mut tx, 1001, 1, id).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    drop(tx);

    let mut tx = kit.begin(world.a.owner()).await;
    macros::update(&mut tx, id, 1, &closing("Renamed"))
        .await
        .unwrap();
    let stale = macros::update(&mut tx, id, 1, &closing("Again")).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    macros::set_archived(&mut tx, id, true).await.unwrap();
    let archived = macros::run(&mut tx, 1001, 1, id).await;
    assert!(matches!(archived, Err(Error::NotFound)), "{archived:?}");
    for foreign in [
        macros::form(&mut tx, Some(world.b.macro_id))
            .await
            .map(|_| ()),
        macros::update(&mut tx, world.b.macro_id, 1, &closing("Stolen")).await,
        macros::set_archived(&mut tx, world.b.macro_id, true).await,
        macros::run(&mut tx, 1001, 1, world.b.macro_id)
            .await
            .map(|_| ()),
    ] {
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    }
}
