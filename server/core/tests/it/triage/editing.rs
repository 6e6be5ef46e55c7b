//! Making, changing, moving and archiving rules.

use super::*;
use crate::clients::{hostile_lines, wrong_fields};
use server_core::triage::Direction;
use server_testing::CANARY;

async fn update(
    bench: &Bench,
    actor: Actor,
    id: TriageRuleId,
    version: u32,
    input: &RuleInput,
) -> Result<()> {
    let mut tx = bench.kit.begin(actor).await;
    triage::update(&mut tx, id, version, input).await?;
    tx.commit().await?;
    Ok(())
}

async fn names(bench: &Bench) -> Vec<String> {
    let mut tx = bench.kit.read(bench.a().owner()).await;
    let clock = text(&tx);
    let rules = triage::list(&mut tx, &clock).await.unwrap();
    rules.into_iter().map(|rule| rule.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_comes_back_as_it_was_saved() {
    let bench = Bench::new().await;
    let input = vpn().when(Field::Technician, Operator::Is, "").then(
        ActionKind::AddNote,
        "",
        "Zoë 🍰 <b> {{client.name}} ' OR 1=1 --",
    );
    let id = bench.make(input.clone()).await.unwrap();
    let changed = RuleInput {
        name: "VPN 2".into(),
        active: false,
        ..input
    };
    update(&bench, bench.a().actor("admin"), id, 1, &changed)
        .await
        .unwrap();
    let mut tx = bench.kit.read(bench.a().owner()).await;
    let clock = text(&tx);
    let form = triage::form(&mut tx, Some(id), &clock).await.unwrap();
    assert_eq!((form.version, form.input), (2, changed));
    let row = triage::list(&mut tx, &clock).await.unwrap().pop().unwrap();
    assert_eq!(
        row.owner,
        bench.a().user("admin").name,
        "whoever changed it owns it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_version_is_refused() {
    let bench = Bench::new().await;
    let id = bench.make(vpn()).await.unwrap();
    update(&bench, bench.a().owner(), id, 1, &vpn())
        .await
        .unwrap();
    let late = update(&bench, bench.a().owner(), id, 1, &vpn()).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    let mut tx = bench.kit.begin(bench.a().owner()).await;
    let late = triage::archive(&mut tx, id, 1).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_and_permissions() {
    let bench = Bench::new().await;
    let theirs = bench.world.b.rule;
    let refused = update(&bench, bench.a().owner(), theirs, 1, &vpn()).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let mut tx = bench.kit.begin(bench.a().owner()).await;
    let clock = text(&tx);
    assert!(matches!(
        triage::archive(&mut tx, theirs, 1).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        triage::move_by(&mut tx, theirs, Direction::Later).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        triage::form(&mut tx, Some(theirs), &clock).await,
        Err(Error::NotFound)
    ));
    let seen = format!("{:?}", triage::list(&mut tx, &clock).await.unwrap());
    assert!(!seen.contains(CANARY), "{seen}");

    let mine = bench.a().rule;
    let mut tx = bench.kit.begin(bench.a().technician()).await;
    assert!(matches!(
        triage::list(&mut tx, &clock).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        triage::form(&mut tx, None, &clock).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        triage::create(&mut tx, &vpn()).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        triage::update(&mut tx, mine, 1, &vpn()).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        triage::archive(&mut tx, mine, 1).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        triage::move_by(&mut tx, mine, Direction::Later).await,
        Err(Error::Forbidden(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_another_tenant_and_hostile_words_are_refused_at_their_lines() {
    let bench = Bench::new().await;
    let b = &bench.world.b;
    let foreign = vpn()
        .when(Field::Board, Operator::Is, &b.board.to_string())
        .then(
            ActionKind::SetTechnician,
            &b.user("technician").id.to_string(),
            "",
        )
        .then(ActionKind::SetBoard, &b.board.to_string(), "");
    assert_eq!(
        wrong_fields(bench.make(foreign).await),
        [
            "conditions[1][value]",
            "actions[1][value]",
            "actions[2][value]"
        ]
    );
    for name in hostile_lines(120) {
        let rule = RuleInput { name, ..vpn() };
        assert_eq!(
            wrong_fields(bench.make(rule.clone()).await),
            ["name"],
            "{:?}",
            rule.name
        );
    }
    let bomb = vpn().when(Field::Body, Operator::Matches, "(a{999}){999}");
    assert_eq!(
        wrong_fields(bench.make(bomb).await),
        ["conditions[1][value]"]
    );
    let huge = vpn().then(ActionKind::AddNote, "", &"x".repeat(10_000_000));
    assert_eq!(wrong_fields(bench.make(huge).await), ["actions[1][text]"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_circle_is_refused_by_name_and_allowed_while_paused() {
    let bench = Bench::new().await;
    let up = rule("Up", Trigger::StatusChanged).then(ActionKind::SetPriority, "high", "");
    bench.make(up).await.unwrap();
    let open = rule("Open", Trigger::PriorityChanged).then(ActionKind::SetStatus, "open", "");
    let Err(Error::Invalid(invalid)) = bench.make(open.clone()).await else {
        panic!("a circle was let through");
    };
    assert!(
        invalid.errors[0].message.contains("Up → Open → Up"),
        "{invalid:?}"
    );
    let paused = RuleInput {
        active: false,
        ..open.clone()
    };
    let id = bench.make(paused).await.unwrap();
    let awake = update(&bench, bench.a().owner(), id, 1, &open).await;
    assert_eq!(wrong_fields(awake), [""]);
    // A condition that no longer holds once the rule has acted breaks it.
    let calm = open.when(Field::Priority, Operator::Is, "low");
    update(&bench, bench.a().owner(), id, 1, &calm)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_cannot_close_a_circle_together() {
    let bench = Bench::new().await;
    let one = rule("Up", Trigger::StatusChanged).then(ActionKind::SetPriority, "high", "");
    let other = rule("Open", Trigger::PriorityChanged).then(ActionKind::SetStatus, "open", "");
    let (one, other) = tokio::join!(bench.make(one), bench.make(other));
    assert_eq!(
        usize::from(one.is_ok()) + usize::from(other.is_ok()),
        1,
        "{one:?} {other:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_change_places_and_stay_at_the_ends() {
    let bench = Bench::new().await;
    for name in ["One", "Two"] {
        bench
            .make(RuleInput {
                name: name.into(),
                ..vpn()
            })
            .await
            .unwrap();
    }
    assert_eq!(names(&bench).await, ["VPN first aid", "One", "Two"]);
    let go = async |way| {
        let mut tx = bench.kit.begin(bench.a().owner()).await;
        triage::move_by(&mut tx, bench.a().rule, way).await.unwrap();
        tx.commit().await.unwrap();
    };
    go(Direction::Earlier).await;
    go(Direction::Later).await;
    assert_eq!(names(&bench).await, ["One", "VPN first aid", "Two"]);
    go(Direction::Later).await;
    go(Direction::Later).await;
    assert_eq!(names(&bench).await, ["One", "Two", "VPN first aid"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_rule_is_gone_and_its_deeds_stay() {
    let bench = Bench::new().await;
    let id = bench.make(vpn()).await.unwrap();
    let mut tx = bench.kit.begin(bench.a().owner()).await;
    triage::archive(&mut tx, id, 1).await.unwrap();
    tx.commit().await.unwrap();
    bench.ticket("vpn").await;
    assert_eq!(bench.run_jobs().await, 0);
    assert_eq!(names(&bench).await, ["VPN first aid"]);
    let again = update(&bench, bench.a().owner(), id, 2, &vpn()).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_of_a_rule_is_recorded() {
    let bench = Bench::new().await;
    let id = bench.make(vpn()).await.unwrap();
    update(&bench, bench.a().owner(), id, 1, &vpn())
        .await
        .unwrap();
    let mut tx = bench.kit.begin(bench.a().owner()).await;
    triage::move_by(&mut tx, id, Direction::Earlier)
        .await
        .unwrap();
    triage::archive(&mut tx, id, 2).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = bench.kit.connect().await;
    use diesel::prelude::*;
    use server_db::schema::audit_entries;
    let actions: Vec<String> = diesel_async::RunQueryDsl::load(
        audit_entries::table
            .filter(audit_entries::tenant_id.eq(bench.a().id))
            .filter(audit_entries::entity.eq("triage_rule"))
            .order(audit_entries::seq.asc())
            .select(audit_entries::action),
        &mut conn,
    )
    .await
    .unwrap();
    let wanted = ["create", "update", "move", "archive"].map(|what| format!("triage_rule.{what}"));
    assert_eq!(actions, wanted);
}
