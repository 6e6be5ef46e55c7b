//! Contacts: one address is one person in the tenant.

use crate::clients::{ODD, audit_actions, hostile_lines, wrong_fields};
use crate::rows_read::{self, EVERY_STATISTICS, inserts};
use app_types::clients::{ClientInput, ContactFilter, ContactInput};
use app_types::id::ContactId;
use server_core::clients::{self, contacts, locations};
use server_core::clocktext::ClockText;
use server_core::{Error, Result};
use server_db::TenantTx;
use server_testing::{CANARY, Kit, World};

fn person(name: &str, email: &str) -> ContactInput {
    ContactInput {
        name: name.into(),
        email: email.into(),
        ..ContactInput::default()
    }
}

async fn get(tx: &mut TenantTx, id: ContactId) -> app_types::clients::ContactRecord {
    let clock = ClockText::new("UTC", tx.now());
    contacts::get(tx, id, &clock).await.unwrap()
}

async fn client(tx: &mut TenantTx, name: &str) -> u64 {
    let input = ClientInput {
        name: name.into(),
        ..ClientInput::default()
    };
    clients::create(tx, &input).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_is_added_read_changed_archived_and_restored() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let input = ContactInput {
        phone: "1".into(),
        mobile: "2".into(),
        title: "CFO".into(),
        location: world.a.location.to_string(),
        billing: true,
        notes: "Prefers mail".into(),
        ..person("Carla Jones", " Carla@Example.COM ")
    };
    let id = contacts::create(&mut tx, 1, &input).await.unwrap();
    let contact = get(&mut tx, id).await;
    assert_eq!(contact.email.as_deref(), Some("carla@example.com"));
    assert_eq!(contact.location.unwrap().id, world.a.location);
    assert!(contact.billing && !contact.primary && !contact.technical);
    assert_eq!(contact.client.number, 1);

    contacts::update(&mut tx, id, 1, &person("Carla Smith", ""))
        .await
        .unwrap();
    let contact = get(&mut tx, id).await;
    assert_eq!(
        (contact.name.as_str(), contact.email, contact.version),
        ("Carla Smith", None, 2)
    );
    let stale = contacts::update(&mut tx, id, 1, &person("x", "")).await;
    assert!(matches!(stale, Err(Error::Conflict(_))));

    contacts::archive(&mut tx, id).await.unwrap();
    assert!(get(&mut tx, id).await.archived.is_some());
    let archived = contacts::update(&mut tx, id, 3, &person("x", "")).await;
    assert!(matches!(archived, Err(Error::Conflict(_))));
    contacts::restore(&mut tx, id).await.unwrap();
    assert!(get(&mut tx, id).await.archived.is_none());
    tx.commit().await.unwrap();
    assert_eq!(
        audit_actions(&kit, "contact.").await,
        [
            "contact.create",
            "contact.update",
            "contact.archive",
            "contact.restore"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_address_names_who_has_it() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let other = client(&mut tx, "Other").await;
    let taken = contacts::create(
        &mut tx,
        other,
        &person("Twin", &world.a.contact_email.to_uppercase()),
    )
    .await;
    let Err(Error::Invalid(invalid)) = taken else {
        panic!("{taken:?}");
    };
    assert_eq!(invalid.errors[0].field, "email");
    assert!(
        invalid.errors[0]
            .message
            .contains("Anna Miller at client 1"),
        "{invalid:?}"
    );

    let id = contacts::create(&mut tx, other, &person("Twin", "twin@example.com"))
        .await
        .unwrap();
    let taken = contacts::update(&mut tx, id, 1, &person("Twin", &world.a.contact_email)).await;
    assert_eq!(wrong_fields(taken), ["email"]);
    // Archived people keep their address, and the refusal says so.
    contacts::archive(&mut tx, id).await.unwrap();
    let taken = contacts::create(&mut tx, other, &person("Three", "twin@example.com")).await;
    let Err(Error::Invalid(invalid)) = taken else {
        panic!("{taken:?}");
    };
    assert!(
        invalid.errors[0].message.contains("(archived)"),
        "{invalid:?}"
    );
    // Look-alikes are other people; the other tenant's addresses are free.
    contacts::create(&mut tx, other, &person("Alike", "twín@example.com"))
        .await
        .unwrap();
    contacts::create(&mut tx, other, &person("Foreign", &world.b.contact_email))
        .await
        .unwrap();
    // Many people without an address.
    contacts::create(&mut tx, other, &person("No address", ""))
        .await
        .unwrap();
    contacts::create(&mut tx, other, &person("No address", " "))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_mails_of_a_new_person_at_once_make_one_contact() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let client = world.a.clients[0].id;
    for round in 0..5 {
        let address = format!("new{round}@alpha.example");
        let file = async |name: &str| -> Result<contacts::KnownContact> {
            let mut tx = kit.begin(world.a.system()).await;
            let contact = contacts::create_from_mail(&mut tx, client, name, &address).await?;
            tx.commit().await?;
            Ok(contact)
        };
        let (one, two) = tokio::join!(file("New Person"), file("New\r\nPerson"));
        assert_eq!(one.unwrap(), two.unwrap());
    }
    let mut tx = kit.begin(world.a.system()).await;
    let known = contacts::by_email(&mut tx, "NEW0@Alpha.example")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (known.client_id, known.client_number, known.name.as_str()),
        (client, 1, "New Person")
    );
    assert!(
        contacts::by_email(&mut tx, &world.b.contact_email)
            .await
            .unwrap()
            .is_none()
    );
    let foreign = contacts::create_from_mail(&mut tx, world.b.clients[0].id, "x", "x@y.zz").await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    let archived = contacts::create_from_mail(&mut tx, world.a.clients[1].id, "x", "x@y.zz").await;
    assert!(matches!(archived, Err(Error::Conflict(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_location_is_one_of_the_same_client() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let other = client(&mut tx, "Other").await;
    for location in [
        world.a.location.to_string(),
        world.b.location.to_string(),
        "x".into(),
    ] {
        let input = ContactInput {
            location,
            ..person("Ann", "")
        };
        assert_eq!(
            wrong_fields(contacts::create(&mut tx, other, &input).await),
            ["location"]
        );
    }
    locations::archive(&mut tx, world.a.location).await.unwrap();
    let input = ContactInput {
        location: world.a.location.to_string(),
        ..person("Ann", "")
    };
    assert_eq!(
        wrong_fields(contacts::create(&mut tx, 1, &input).await),
        ["location"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_is_refused_by_name_and_odd_input_is_kept() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    type Set = fn(&mut ContactInput, String);
    let fields: [(&str, usize, Set); 5] = [
        ("name", 120, |i, v| i.name = v),
        ("email", 254, |i, v| i.email = v),
        ("phone", 40, |i, v| i.phone = v),
        ("mobile", 40, |i, v| i.mobile = v),
        ("title", 80, |i, v| i.title = v),
    ];
    for (field, max, set) in fields {
        for value in hostile_lines(max) {
            let mut input = person("Ann", "");
            set(&mut input, value.clone());
            let wrong = wrong_fields(contacts::create(&mut tx, 1, &input).await);
            assert_eq!(wrong, [field], "{value:?}");
        }
    }
    for email in ["a@b", "a b@c.de", "a@b.co, x@y.zz", "<a@b.co>", "a@b.co\0"] {
        let wrong = wrong_fields(contacts::create(&mut tx, 1, &person("Ann", email)).await);
        assert_eq!(wrong, ["email"], "{email:?}");
    }
    for odd in ODD {
        let input = ContactInput {
            notes: odd.into(),
            ..person(odd, "")
        };
        let id = contacts::create(&mut tx, 1, &input).await.unwrap();
        let kept = get(&mut tx, id).await;
        assert_eq!([kept.name, kept.notes], [odd, odd]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_and_permissions() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let clock = ClockText::new("UTC", tx.now());
    for stranger in [world.b.contacts[0], ContactId::new()] {
        assert!(matches!(
            contacts::get(&mut tx, stranger, &clock).await,
            Err(Error::NotFound)
        ));
        let update = contacts::update(&mut tx, stranger, 1, &person("x", "")).await;
        assert!(matches!(update, Err(Error::NotFound)));
        assert!(matches!(
            contacts::archive(&mut tx, stranger).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(
            contacts::restore(&mut tx, stranger).await,
            Err(Error::NotFound)
        ));
    }
    let list = contacts::list(&mut tx, &ContactFilter::default())
        .await
        .unwrap();
    assert!(!format!("{list:?}").to_uppercase().contains(CANARY));
    let id = world.a.contacts[0];
    let mut tx = kit.begin(world.a.reader()).await;
    let refused = [
        contacts::create(&mut tx, 1, &person("x", ""))
            .await
            .map(drop),
        contacts::update(&mut tx, id, 1, &person("x", "")).await,
        contacts::archive(&mut tx, id).await,
        contacts::restore(&mut tx, id).await,
        contacts::create_from_mail(&mut tx, world.a.clients[0].id, "x", "x@y.zz")
            .await
            .map(drop),
    ];
    assert!(
        refused
            .iter()
            .all(|r| matches!(r, Err(Error::Forbidden(_)))),
        "{refused:?}"
    );
    let mut tx = kit.read(world.a.powerless()).await;
    let refused = [
        contacts::list(&mut tx, &ContactFilter::default())
            .await
            .map(drop),
        contacts::get(&mut tx, id, &clock).await.map(drop),
        contacts::by_email(&mut tx, "a@b.co").await.map(drop),
        contacts::choices(&mut tx, None, "").await.map(drop),
        contacts::choices_at(&mut tx, 1).await.map(drop),
    ];
    assert!(
        refused
            .iter()
            .all(|r| matches!(r, Err(Error::Forbidden(_)))),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_and_pickers_find_people() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let other = client(&mut tx, "Other").await;
    contacts::create(&mut tx, other, &person("Annabel Lee", "lee@other.example"))
        .await
        .unwrap();
    let filter = ContactFilter::default;
    for (filter, expected) in [
        (filter(), vec!["Anna Miller", "Annabel Lee", "Ben Miller"]),
        (
            ContactFilter {
                q: "mill".into(),
                ..filter()
            },
            vec!["Anna Miller", "Ben Miller"],
        ),
        (
            ContactFilter {
                q: "LEE@".into(),
                ..filter()
            },
            vec!["Annabel Lee"],
        ),
        (
            ContactFilter {
                q: "%@".into(),
                ..filter()
            },
            vec![],
        ),
        (
            ContactFilter {
                client: other.to_string(),
                ..filter()
            },
            vec!["Annabel Lee"],
        ),
        (
            ContactFilter {
                client: "1".into(),
                q: "lee@".into(),
                ..filter()
            },
            vec![],
        ),
        (
            ContactFilter {
                show: "archived".into(),
                ..filter()
            },
            vec![],
        ),
    ] {
        let page = contacts::list(&mut tx, &filter).await.unwrap();
        let names: Vec<_> = page.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, expected, "{filter:?}");
    }
    for (field, filter) in [
        (
            "client",
            ContactFilter {
                client: "99".into(),
                ..filter()
            },
        ),
        (
            "client",
            ContactFilter {
                client: "x".into(),
                ..filter()
            },
        ),
        (
            "show",
            ContactFilter {
                show: "x".into(),
                ..filter()
            },
        ),
        (
            "after",
            ContactFilter {
                after: "x".into(),
                ..filter()
            },
        ),
    ] {
        assert_eq!(
            wrong_fields(contacts::list(&mut tx, &filter).await),
            [field]
        );
    }
    let labels = async |tx: &mut TenantTx, client, q| -> Vec<String> {
        let choices = contacts::choices(tx, client, q).await.unwrap();
        choices.into_iter().map(|choice| choice.label).collect()
    };
    assert_eq!(
        labels(&mut tx, None, "annab").await,
        ["Annabel Lee <lee@other.example>"]
    );
    assert_eq!(
        labels(&mut tx, Some(other), "").await,
        ["Annabel Lee <lee@other.example>"]
    );
    assert_eq!(labels(&mut tx, Some(1), "lee@").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_by_key_and_reads_only_what_it_shows() {
    let head = "contacts (tenant_id, id, client_id, name, email, notes, created_at, updated_at, archived_at)";
    for statistics in EVERY_STATISTICS {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let client = world.a.clients[0].id.0.simple().to_string();
        let row = |n: u32| {
            let archived = if n.is_multiple_of(5) {
                "NOW(6)"
            } else {
                "NULL"
            };
            format!(
                "(1, UNHEX(MD5('contact {n}')), UNHEX('{client}'), 'Person {:05}', 'p{n:05}@x.example', '', NOW(6), NOW(6), {archived})",
                n / 2
            )
        };
        let (few, many) = (inserts(head, 100..110, row), inserts(head, 110..4100, row));
        rows_read::fill(&kit, statistics, "contacts, clients", &few, &many).await;
        let mut tx = kit.read(world.a.reader()).await;
        let filter = ContactFilter::default;
        for (filter, expected) in [
            (filter(), 3202),
            (
                ContactFilter {
                    show: "all".into(),
                    ..filter()
                },
                4002,
            ),
            (
                ContactFilter {
                    client: "1".into(),
                    ..filter()
                },
                3202,
            ),
            (
                ContactFilter {
                    client: "1".into(),
                    show: "all".into(),
                    ..filter()
                },
                4002,
            ),
            (
                ContactFilter {
                    q: "p@".into(),
                    ..filter()
                },
                0,
            ),
            (
                ContactFilter {
                    q: "p00100@".into(),
                    show: "all".into(),
                    ..filter()
                },
                1,
            ),
        ] {
            let mut filter = filter;
            let mut seen = std::collections::HashSet::new();
            loop {
                let reading = rows_read::start(&mut tx).await;
                let page = contacts::list(&mut tx, &filter).await.unwrap();
                let read = reading.rows(&mut tx).await;
                let limit = 3 * page.rows.len() as u64 + 10;
                assert!(
                    read <= limit,
                    "read {read} to show {} {statistics:?} {filter:?}",
                    page.rows.len()
                );
                seen.extend(page.rows.into_iter().map(|row| row.id));
                match page.next {
                    Some(next) => filter.after = next,
                    None => break,
                }
            }
            assert_eq!(seen.len(), expected, "{statistics:?} {filter:?}");
        }
    }
}
