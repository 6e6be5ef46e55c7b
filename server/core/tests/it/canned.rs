//! Canned replies: shared and private ones, shortcuts, variables, and the other tenant.

use crate::clients::{hostile_lines, wrong_fields};
use app_types::canned::{CannedInput, CannedText};
use app_types::id::CannedReplyId;
use server_core::tickets::canned;
use server_core::{Error, Result};
use server_db::Actor;
use server_testing::{Kit, World};

fn input(shortcut: &str, body: &str) -> CannedInput {
    CannedInput {
        name: format!("Text {}", shortcut.replace(char::is_control, "")),
        shortcut: shortcut.into(),
        body: body.into(),
        shared: true,
    }
}

fn private(shortcut: &str) -> CannedInput {
    CannedInput {
        shared: false,
        ..input(shortcut, "Mine")
    }
}

async fn create(kit: &Kit, actor: Actor, input: &CannedInput) -> Result<CannedReplyId> {
    let mut tx = kit.begin(actor).await;
    let id = canned::create(&mut tx, input).await?;
    tx.commit().await?;
    Ok(id)
}

async fn insert(kit: &Kit, actor: Actor, id: CannedReplyId, number: u64) -> Result<CannedText> {
    let mut tx = kit.read(actor).await;
    canned::insert(&mut tx, id, number).await
}

async fn shortcuts(kit: &Kit, actor: Actor) -> Vec<String> {
    let mut tx = kit.read(actor).await;
    let found = canned::list(&mut tx).await.unwrap();
    let mut found: Vec<String> = found.into_iter().map(|row| row.shortcut).collect();
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn variables_are_filled_in_and_gaps_are_named() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let body = "{{contact.first_name}}|{{contact.name}}|{{client.name}}|{{ticket.number}}|{{ticket.subject}}|\
                {{technician.name}}|{{me.name}}|{{company.name}}";
    let id = create(&kit, world.a.owner(), &input("all", body))
        .await
        .unwrap();
    let found = insert(&kit, world.a.owner(), id, 1002).await.unwrap();
    let (me, tech) = (
        &world.a.user("owner").name,
        &world.a.user("technician").name,
    );
    assert_eq!(
        found.text,
        format!(
            "Anna|Anna Miller|Bakery Miller|#1002|No mail since Monday|{tech}|{me}|{}",
            world.a.name
        )
    );
    assert!(found.missing.is_empty());
    // Nobody's ticket: whoever inserts it.
    let found = insert(&kit, world.a.owner(), id, 1001).await.unwrap();
    assert!(
        found.text.contains(&format!("|{me}|{me}|")),
        "{}",
        found.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_text_is_its_owners_alone() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let (hello, dns) = (world.a.canned[0], world.a.canned[1]);
    assert_eq!(
        shortcuts(&kit, world.a.technician()).await,
        ["dns", "hello"]
    );
    assert_eq!(shortcuts(&kit, world.a.owner()).await, ["hello"]);
    assert!(insert(&kit, world.a.technician(), dns, 1002).await.is_ok());
    let refused = insert(&kit, world.a.owner(), dns, 1002).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    let mut tx = kit.begin(world.a.owner()).await;
    let refused = canned::delete(&mut tx, dns).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    // Everybody's texts are written by those who manage the settings.
    let mut tx = kit.begin(world.a.technician()).await;
    let refused = canned::update(&mut tx, hello, 1, &private("mine")).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let refused = create(&kit, world.a.technician(), &input("shared", "x")).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    create(&kit, world.a.technician(), &private("mine"))
        .await
        .unwrap();
    let refused = create(&kit, world.a.reader(), &private("mine")).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_texts_do_not_exist() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    for id in &world.b.canned {
        let refused = insert(&kit, world.a.technician(), *id, 1002).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        let mut tx = kit.begin(world.a.owner()).await;
        assert!(matches!(
            canned::form(&mut tx, Some(*id)).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(
            canned::delete(&mut tx, *id).await,
            Err(Error::NotFound)
        ));
        let stolen = canned::update(&mut tx, *id, 1, &input("stolen", "x")).await;
        assert!(matches!(stolen, Err(Error::NotFound)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shortcut_is_one_text_for_everybody_and_one_of_ones_own() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let twice = create(&kit, world.a.owner(), &input("hello", "x")).await;
    assert_eq!(wrong_fields(twice.map(|_| ())), ["shortcut"]);
    create(&kit, world.a.technician(), &private("hello"))
        .await
        .unwrap();
    let twice = create(&kit, world.a.technician(), &private("::Hello ")).await;
    assert_eq!(wrong_fields(twice.map(|_| ())), ["shortcut"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_version_is_refused_and_the_log_knows_what_is_shared() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    canned::update(&mut tx, world.a.canned[0], 1, &input("hello", "New"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = kit.begin(world.a.owner()).await;
    let late = canned::update(&mut tx, world.a.canned[0], 1, &input("hello", "Old")).await;
    assert!(matches!(late, Err(Error::Conflict(_))));
    tx.rollback().await.unwrap();
    create(&kit, world.a.owner(), &private("secret"))
        .await
        .unwrap();
    let mut conn = kit.connect().await;
    use diesel::prelude::*;
    use diesel_async::RunQueryDsl;
    use server_db::schema::audit_entries;
    let actions: Vec<String> = audit_entries::table
        .filter(audit_entries::tenant_id.eq(world.a.id))
        .filter(audit_entries::entity.eq("canned_reply"))
        .select(audit_entries::summary)
        .load(&mut conn)
        .await
        .unwrap();
    assert_eq!(actions, ["Text hello (::hello)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn c10_hostile_texts_are_refused_at_their_field() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    for name in hostile_lines(120) {
        let bad = CannedInput {
            name: name.clone(),
            ..input("ok", "x")
        };
        let refused = create(&kit, world.a.owner(), &bad).await.map(|_| ());
        assert_eq!(wrong_fields(refused), ["name"], "{name:?}");
    }
    for shortcut in ["", "a b", "<b>", "é", "-a", &"a".repeat(41), "a\0"] {
        let refused = create(&kit, world.a.owner(), &input(shortcut, "x")).await;
        assert_eq!(
            wrong_fields(refused.map(|_| ())),
            ["shortcut"],
            "{shortcut:?}"
        );
    }
    let (long, bomb) = ("x".repeat(10_001), "{{me.name}}".repeat(101));
    for body in [
        "",
        "\0",
        "{{config}}",
        "{{ {% for %} }}",
        "{{client.name",
        &long,
        &bomb,
    ] {
        let refused = create(&kit, world.a.owner(), &input("ok", body)).await;
        let wrong = wrong_fields(refused.map(|_| ()));
        assert!(
            wrong.iter().all(|field| field == "body") && !wrong.is_empty(),
            "{body:.20?}"
        );
    }
    let mut tx = kit.read(world.a.owner()).await;
    assert!(canned::preview(&mut tx, "{{secret}}").await.is_err());
    let html = canned::preview(&mut tx, "**{{client.name}}** <script>x</script>")
        .await
        .unwrap();
    assert!(
        html.contains("<strong>Bakery Miller</strong>") && !html.contains("<script"),
        "{html}"
    );
}
