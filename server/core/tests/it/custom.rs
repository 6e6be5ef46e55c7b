//! Custom fields: which there are, what they take, whose they are.

use crate::clients::wrong_fields;
use crate::rows_read::{self, EVERY_STATISTICS};
use crate::tickets::{pages_read_few_rows, rows};
use app_types::custom::{CustomFieldInput, CustomValue, FieldOf, TypedFields};
use app_types::id::CustomFieldId;
use app_types::tickets::TicketFilter;
use server_core::clients::fields;
use server_core::clocktext::ClockText;
use server_core::{Error, Result, clients, custom, tickets};
use server_db::Actor;
use server_testing::{Kit, World};

async fn world() -> (Kit, World) {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    (kit, world)
}

fn input(of: &str, kind: &str, name: &str) -> CustomFieldInput {
    CustomFieldInput {
        of: of.into(),
        kind: kind.into(),
        name: name.into(),
        choices: "Red\nGreen".into(),
        ..CustomFieldInput::default()
    }
}

async fn make(kit: &Kit, actor: Actor, input: &CustomFieldInput) -> Result<CustomFieldId> {
    let mut tx = kit.begin(actor).await;
    let id = custom::create(&mut tx, input).await?;
    tx.commit().await.unwrap();
    Ok(id)
}

fn typed(pairs: &[(CustomFieldId, &str)]) -> TypedFields {
    pairs
        .iter()
        .map(|(id, value)| (format!("f{id}"), (*value).to_string()))
        .collect()
}

async fn fill(kit: &Kit, actor: Actor, version: u32, fields: &TypedFields) -> Result<()> {
    let mut tx = kit.begin(actor).await;
    tickets::custom::set(&mut tx, 1002, version, fields).await?;
    tx.commit().await.unwrap();
    Ok(())
}

async fn of_ticket(kit: &Kit, actor: Actor) -> (u32, Vec<CustomValue>) {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    let ticket = tickets::record(&mut tx, 1002, &text).await.unwrap();
    (ticket.version, ticket.choices.custom)
}

fn value_of(values: &[CustomValue], id: CustomFieldId) -> String {
    let found = values.iter().find(|value| value.field.id == id);
    found.map(|value| value.value.clone()).unwrap_or_default()
}

async fn listed(kit: &Kit, actor: Actor, custom: &str, show: &str) -> Result<Vec<u64>> {
    let filter = TicketFilter {
        custom: custom.into(),
        show: show.into(),
        ..TicketFilter::default()
    };
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    let list = tickets::list(&mut tx, &filter, &text).await?;
    Ok(list.page.rows.iter().map(|row| row.number).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn further_filters_narrow_what_a_value_finds() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let seats = make(&kit, owner.clone(), &input("ticket", "number", "Seats"))
        .await
        .unwrap();
    let (version, _) = of_ticket(&kit, owner.clone()).await;
    kit.wait_seconds(60);
    let twelve = typed(&[(seats, "12")]);
    fill(&kit, owner.clone(), version, &twelve).await.unwrap();
    let mut tx = kit.read(owner.clone()).await;
    let text = ClockText::new("UTC", tx.now());
    let record = tickets::record(&mut tx, 1002, &text).await.unwrap();
    let client = record.client.map(|client| client.number.to_string());
    let base = TicketFilter {
        custom: format!("{seats}:12"),
        show: "all".into(),
        ..TicketFilter::default()
    };
    let of_client = TicketFilter {
        client: client.unwrap_or_else(|| "none".into()),
        ..base.clone()
    };
    let with_tag = TicketFilter {
        tag: world.a.tag.to_string(),
        ..base
    };
    let found = async |filter: &TicketFilter| {
        let mut tx = kit.read(owner.clone()).await;
        let list = tickets::list(&mut tx, filter, &text).await.unwrap();
        let rows = list.page.rows.into_iter();
        rows.map(|row| row.number).collect::<Vec<u64>>()
    };
    assert_eq!(found(&of_client).await, [1002]);
    let worn = record.tags.iter().any(|tag| tag.id == world.a.tag);
    let expected: &[u64] = if worn { &[1002] } else { &[] };
    assert_eq!(found(&with_tag).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_filled_in_and_found_by_what_it_has() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let number = make(&kit, owner.clone(), &input("ticket", "number", "Seats"))
        .await
        .unwrap();
    let client = make(&kit, owner.clone(), &input("ticket", "client", "Landlord"))
        .await
        .unwrap();
    let (version, _) = of_ticket(&kit, owner.clone()).await;
    kit.wait_seconds(60);
    let both = typed(&[(number, " 012,50"), (client, "#2")]);
    fill(&kit, owner.clone(), version, &both).await.unwrap();
    let (after, values) = of_ticket(&kit, owner.clone()).await;
    assert_eq!(after, version + 1);
    assert_eq!(value_of(&values, number), "12.5");
    let landlord = values
        .iter()
        .find(|value| value.field.id == client)
        .unwrap();
    assert_eq!(
        (landlord.value.as_str(), landlord.text().as_str()),
        ("2", "Old Mill")
    );

    let by = format!("{number}:12.5");
    assert_eq!(listed(&kit, owner.clone(), &by, "").await.unwrap(), [1002]);
    assert!(
        listed(&kit, owner.clone(), &by, "done")
            .await
            .unwrap()
            .is_empty()
    );
    // The copies that the list is ordered by follow the ticket.
    let mut tx = kit.begin(owner.clone()).await;
    let close = tickets::parse_change("status", "closed").unwrap();
    tickets::change(&mut tx, 1002, after, close).await.unwrap();
    tx.commit().await.unwrap();
    assert!(
        listed(&kit, owner.clone(), &by, "")
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        listed(&kit, owner.clone(), &by, "done").await.unwrap(),
        [1002]
    );
    assert_eq!(
        listed(&kit, owner.clone(), &by, "all").await.unwrap(),
        [1002]
    );
    // What is taken out is gone.
    let (version, _) = of_ticket(&kit, owner.clone()).await;
    fill(&kit, owner.clone(), version, &typed(&[(number, "")]))
        .await
        .unwrap();
    assert!(listed(&kit, owner, &by, "all").await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_twice_nor_over_somebody_elses_change() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let field = world.a.field;
    let (version, _) = of_ticket(&kit, owner.clone()).await;
    fill(&kit, owner.clone(), version, &typed(&[(field, "Berlin")]))
        .await
        .unwrap();
    assert_eq!(
        of_ticket(&kit, owner.clone()).await.0,
        version,
        "nothing changed"
    );
    let stale = fill(&kit, owner.clone(), version + 7, &typed(&[(field, "")])).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_values_are_refused_at_their_field() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let date = make(&kit, owner.clone(), &input("ticket", "date", "Due"))
        .await
        .unwrap();
    let text = make(&kit, owner.clone(), &input("ticket", "text", "Note"))
        .await
        .unwrap();
    let client = make(&kit, owner.clone(), &input("ticket", "client", "Landlord"))
        .await
        .unwrap();
    let (version, _) = of_ticket(&kit, owner.clone()).await;
    let long = "x".repeat(256);
    for (field, bad) in [
        (date, "2026-02-30"),
        (date, "=NOW()"),
        (text, "a\0b"),
        (text, "\u{202e}txt"),
        (text, long.as_str()),
        (client, "999"),
        (client, "1 OR 1=1"),
        (world.a.field, "Paris"),
    ] {
        let refused = fill(&kit, owner.clone(), version, &typed(&[(field, bad)])).await;
        assert_eq!(
            wrong_fields(refused),
            [format!("custom[f{field}]")],
            "{bad:.20}"
        );
    }
    // All at once, and nothing of the good ones is kept.
    let mixed = typed(&[(date, "x"), (client, "999"), (text, "fine")]);
    let refused = fill(&kit, owner.clone(), version, &mixed).await;
    assert_eq!(wrong_fields(refused).len(), 2);
    for odd in crate::clients::ODD {
        let (version, _) = of_ticket(&kit, owner.clone()).await;
        fill(&kit, owner.clone(), version, &typed(&[(text, odd)]))
            .await
            .unwrap();
        assert_eq!(
            value_of(&of_ticket(&kit, owner.clone()).await.1, text),
            odd.trim()
        );
    }
    for bad in [
        "x",
        "x:y",
        ":",
        &format!("{text}:"),
        &format!("{text}:{long}"),
    ] {
        let refused = listed(&kit, owner.clone(), bad, "").await;
        assert_eq!(wrong_fields(refused), ["custom"], "{bad:.40}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_and_values_are_the_tenants() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let (version, _) = of_ticket(&kit, owner.clone()).await;
    let foreign = typed(&[(world.b.field, "Berlin")]);
    let refused = fill(&kit, owner.clone(), version, &foreign).await;
    assert_eq!(wrong_fields(refused), [""]);
    let mut tx = kit.begin(owner.clone()).await;
    let refused = custom::form(&mut tx, world.b.field).await.map(|_| ());
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let refused = custom::set_archived(&mut tx, world.b.field, true).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    drop(tx);
    // The other tenant's value is found by nobody else, even by its very id and words.
    let by = format!("{}:CANARY-B-1 Berlin", world.b.field);
    assert!(listed(&kit, owner, &by, "all").await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_take_the_permissions_of_their_records() {
    let (kit, world) = world().await;
    let reader = world.a.reader();
    let (version, _) = of_ticket(&kit, world.a.owner()).await;
    let some = typed(&[(world.a.field, "")]);
    let refused = fill(&kit, reader.clone(), version, &some).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = make(&kit, world.a.technician(), &input("ticket", "text", "X")).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let mut tx = kit.begin(reader).await;
    let refused = fields::set(&mut tx, 1, &TypedFields::new(), false).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = fields::set_contact(&mut tx, world.a.contacts[0], &some, false).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = custom::asked(&mut tx, FieldOf::Client).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_required_field_is_asked_of_new_records_and_cannot_be_emptied() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let required = CustomFieldInput {
        required: true,
        ..input("client", "choice", "Colour")
    };
    let field = make(&kit, owner.clone(), &required).await.unwrap();
    let control = format!("custom[f{field}]");
    let mut tx = kit.begin(owner.clone()).await;
    let missing = fields::set(&mut tx, 1, &TypedFields::new(), true).await;
    assert_eq!(wrong_fields(missing), std::slice::from_ref(&control));
    fields::set(&mut tx, 1, &typed(&[(field, "Green")]), true)
        .await
        .unwrap();
    let emptied = fields::set(&mut tx, 1, &typed(&[(field, " ")]), false).await;
    assert_eq!(wrong_fields(emptied), [control]);
    // An old record without it may be changed otherwise.
    fields::set(&mut tx, 1, &TypedFields::new(), false)
        .await
        .unwrap();
    let archived = fields::set(&mut tx, 2, &typed(&[(field, "Red")]), false).await;
    assert!(matches!(archived, Err(Error::Conflict(_))), "{archived:?}");
    let text = ClockText::new("UTC", tx.now());
    let shown = clients::get(&mut tx, 1, &text).await.unwrap().custom;
    assert_eq!(value_of(&shown, field), "Green");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_field_keeps_its_values_and_takes_no_more() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let field = world.a.field;
    let mut tx = kit.begin(owner.clone()).await;
    custom::set_archived(&mut tx, field, true).await.unwrap();
    tx.commit().await.unwrap();
    let (version, values) = of_ticket(&kit, owner.clone()).await;
    assert_eq!(value_of(&values, field), "Berlin");
    fill(&kit, owner.clone(), version, &typed(&[(field, "")]))
        .await
        .unwrap();
    assert_eq!(
        value_of(&of_ticket(&kit, owner.clone()).await.1, field),
        "Berlin"
    );
    let mut tx = kit.begin(owner).await;
    assert!(
        custom::asked(&mut tx, FieldOf::Ticket)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_that_is_offered_no_longer_stays_where_it_was_chosen() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let field = world.a.field;
    let mut tx = kit.begin(owner.clone()).await;
    let renamed = CustomFieldInput {
        name: "Place".into(),
        choices: "Hamburg".into(),
        of: "client".into(),
        kind: "date".into(),
        ..CustomFieldInput::default()
    };
    custom::update(&mut tx, field, 1, &renamed).await.unwrap();
    let stale = custom::update(&mut tx, field, 1, &renamed).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    let form = custom::form(&mut tx, field).await.unwrap();
    // What it is of and what it takes do not change.
    assert_eq!(
        (form.of, form.field.kind.as_str()),
        (FieldOf::Ticket, "choice")
    );
    tx.commit().await.unwrap();
    let (version, _) = of_ticket(&kit, owner.clone()).await;
    fill(&kit, owner.clone(), version, &typed(&[(field, "Berlin")]))
        .await
        .unwrap();
    fill(&kit, owner.clone(), version, &typed(&[(field, "Hamburg")]))
        .await
        .unwrap();
    let (version, _) = of_ticket(&kit, owner.clone()).await;
    let back = fill(&kit, owner, version, &typed(&[(field, "Berlin")])).await;
    assert_eq!(wrong_fields(back), [format!("custom[f{field}]")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_an_end_to_fields_and_a_name_is_taken_once() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let mut tx = kit.begin(owner).await;
    let twice = custom::create(&mut tx, &input("ticket", "text", "site")).await;
    assert_eq!(wrong_fields(twice), ["name"]);
    custom::create(&mut tx, &input("client", "text", "Site"))
        .await
        .unwrap();
    for n in 1..custom::MAX_FIELDS {
        let next = input("ticket", "text", &format!("Field {n}"));
        custom::create(&mut tx, &next).await.unwrap();
    }
    let more = custom::create(&mut tx, &input("ticket", "text", "One more")).await;
    assert!(matches!(more, Err(Error::Conflict(_))), "{more:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_by_value_reads_few_rows_at_every_depth_and_with_any_statistics() {
    for statistics in EVERY_STATISTICS {
        let (kit, world) = world().await;
        let with_values = |range: std::ops::Range<u32>| {
            let (tenant, field) = (world.a.id, world.a.field.0.simple());
            let (from, to) = (5_000 + range.start, 5_000 + range.end);
            rows(&world, range)
                + &format!(
                    "INSERT INTO custom_values (tenant_id, owner_id, field_id, ticket_id, value, active, updated_at) \
                     SELECT tenant_id, id, UNHEX('{field}'), id, 'Berlin', active, updated_at FROM tickets \
                     WHERE tenant_id = {tenant} AND number >= {from} AND number < {to};"
                )
        };
        let (few, many) = (with_values(0..10), with_values(10..4_000));
        rows_read::fill(&kit, statistics, "tickets, custom_values", &few, &many).await;
        for show in ["active", "all"] {
            let filter = TicketFilter {
                custom: format!("{}:Berlin", world.a.field),
                show: show.into(),
                ..TicketFilter::default()
            };
            pages_read_few_rows(&kit, &world, statistics, &filter).await;
        }
    }
}
