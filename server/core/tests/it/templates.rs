//! Ticket templates: managed in the settings, used for new tickets.

use crate::checklists::record;
use crate::clients::{hostile_lines, wrong_fields};
use app_types::id::TicketTemplateId;
use app_types::templates::{TemplateFilter, TemplateInput};
use app_types::tickets::{Priority, TicketType};
use server_core::tickets::templates::{self, MAX_TEMPLATES};
use server_core::tickets::{TicketForm, create_from_form, new_ticket_choices};
use server_core::{Error, Result};
use server_db::Actor;
use server_testing::{Kit, World};

fn named(name: &str) -> TemplateInput {
    TemplateInput {
        name: name.into(),
        subject: "Begin".into(),
        ..TemplateInput::default()
    }
}

async fn create(kit: &Kit, actor: Actor, input: &TemplateInput) -> Result<TicketTemplateId> {
    let mut tx = kit.begin(actor).await;
    let id = templates::create(&mut tx, input).await?;
    tx.commit().await?;
    Ok(id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_ticket_begins_with_the_template() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let me = world.a.technician();
    let template = world.a.template.to_string();
    let mut tx = kit.begin(me.clone()).await;
    let offered = new_ticket_choices(&mut tx, "1", &template).await.unwrap();
    let start = offered.start.unwrap();
    assert_eq!(offered.templates.len(), 1);
    assert_eq!(start.subject, "A new colleague begins");
    assert_eq!((start.tags.len(), start.checklist.len()), (1, 2));
    let form = TicketForm {
        subject: start.subject,
        client: "1".into(),
        priority: start.priority,
        ticket_type: start.ticket_type,
        board: start.board,
        technician: start.technician,
        body: start.body,
        template,
        ..TicketForm::default()
    };
    let made = create_from_form(&mut tx, &form).await.unwrap();
    tx.commit().await.unwrap();
    let ticket = record(&kit, &me, made.number).await;
    assert_eq!(
        (ticket.priority, ticket.ticket_type),
        (Priority::Low, TicketType::Request)
    );
    assert_eq!(ticket.technician_id, me.user_id());
    assert_eq!(ticket.tags.len(), 1);
    assert_eq!(ticket.checklist.len(), 2);
    assert!(ticket.checklist[0].required && ticket.checklist[0].done.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_archived_or_anothers_is_not_begun_with() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    // A tag that is offered no longer is passed over.
    kit.db.execute("UPDATE tags SET archived_at = NOW(6)").await;
    let mut tx = kit.begin(world.a.technician()).await;
    let own = world.a.template.to_string();
    let form = |template: &str| TicketForm {
        subject: "x".into(),
        template: template.into(),
        ..TicketForm::default()
    };
    let made = create_from_form(&mut tx, &form(&own)).await.unwrap();
    tx.commit().await.unwrap();
    let ticket = record(&kit, &world.a.reader(), made.number).await;
    assert!(ticket.tags.is_empty());

    let mut tx = kit.begin(world.a.owner()).await;
    templates::set_archived(&mut tx, world.a.template, true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let foreign = world.b.template.to_string();
    for template in [own.as_str(), foreign.as_str(), "'; DROP TABLE x", "💩"] {
        let mut tx = kit.begin(world.a.technician()).await;
        let refused = create_from_form(&mut tx, &form(template)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let refused = new_ticket_choices(&mut tx, "", template).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let offered = templates::offered(&mut tx).await.unwrap();
        assert!(offered.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_templates_are_refused_field_by_field() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let owner = world.a.owner();
    for name in hostile_lines(60) {
        let wrong = create(&kit, owner.clone(), &named(&name)).await;
        assert_eq!(wrong_fields(wrong), ["name"], "{name:?}");
    }
    for subject in hostile_lines(255) {
        let input = TemplateInput {
            subject,
            ..named("x")
        };
        let wrong = create(&kit, owner.clone(), &input).await;
        assert_eq!(wrong_fields(wrong), ["subject"]);
    }
    let foreign = TemplateInput {
        board: world.b.board.to_string(),
        technician: world.b.user("technician").id.to_string(),
        tags: vec![world.b.tag.to_string()],
        ..named("Foreign")
    };
    let wrong = wrong_fields(create(&kit, owner.clone(), &foreign).await);
    assert_eq!(wrong, ["board", "technician", "tags"]);
    let huge = TemplateInput {
        body: "x".repeat(10_000_000),
        checklist: "x".repeat(10_000_000),
        tags: vec![String::new(); 10_000],
        ..named("Huge")
    };
    let wrong = wrong_fields(create(&kit, owner.clone(), &huge).await);
    assert_eq!(wrong, ["body", "tags", "checklist"]);
    // All lines at their longest fit what the database holds.
    let full = TemplateInput {
        checklist: format!("{}\n", "💩".repeat(255)).repeat(100),
        body: "💩".repeat(100_000),
        ..named("Full")
    };
    create(&kit, owner.clone(), &full).await.unwrap();
    let taken = create(&kit, owner, &named("FULL")).await;
    assert_eq!(wrong_fields(taken), ["name"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_managed_in_the_settings() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let id = world.a.template;
    let all = TemplateFilter::default();
    let mut tx = kit.begin(world.a.technician()).await;
    for result in [
        templates::list(&mut tx, &all).await.map(|_| ()),
        templates::form(&mut tx, Some(id)).await.map(|_| ()),
        templates::create(&mut tx, &named("New")).await.map(|_| ()),
        templates::update(&mut tx, id, 1, &named("New")).await,
        templates::set_archived(&mut tx, id, true).await,
    ] {
        assert!(matches!(result, Err(Error::Forbidden(_))), "{result:?}");
    }
    drop(tx);
    let mut tx = kit.begin(world.a.owner()).await;
    let form = templates::form(&mut tx, Some(id)).await.unwrap();
    assert_eq!(
        form.input.checklist, "! Make the account\nOrder a laptop",
        "what is saved is what was typed"
    );
    templates::update(&mut tx, id, 1, &form.input)
        .await
        .unwrap();
    let stale = templates::update(&mut tx, id, 1, &form.input).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    templates::set_archived(&mut tx, id, true).await.unwrap();
    assert!(templates::list(&mut tx, &all).await.unwrap().is_empty());
    let archived = TemplateFilter {
        q: "COLLEAGUE".into(),
        show: "archived".into(),
    };
    assert_eq!(templates::list(&mut tx, &archived).await.unwrap().len(), 1);
    let nonsense = TemplateFilter {
        show: "x".repeat(1000),
        ..all.clone()
    };
    let wrong = templates::list(&mut tx, &nonsense).await;
    assert_eq!(wrong_fields(wrong), ["show"]);
    for foreign in [
        templates::form(&mut tx, Some(world.b.template))
            .await
            .map(|_| ()),
        templates::update(&mut tx, world.b.template, 1, &named("Stolen")).await,
        templates::set_archived(&mut tx, world.b.template, true).await,
    ] {
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_an_end_to_templates() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let many = format!(
        "INSERT INTO ticket_templates (tenant_id, id, name, subject, body, tag_ids, checklist, created_at, updated_at) \
         SELECT {}, UNHEX(LPAD(HEX(seq), 32, '0')), seq, 'x', '', '[]', '[]', NOW(6), NOW(6) FROM seq_2_to_{MAX_TEMPLATES}",
        world.a.id
    );
    kit.db.execute(&many).await;
    let full = create(&kit, world.a.owner(), &named("One more")).await;
    assert!(matches!(full, Err(Error::Conflict(_))), "{full:?}");
    create(&kit, world.b.owner(), &named("One more"))
        .await
        .unwrap();
}
