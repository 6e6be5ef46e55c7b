//! Locations: exactly one primary one, whatever happens at once.

use crate::clients::{ODD, hostile_lines, wrong_fields};
use app_types::clients::{ClientInput, LocationInput, LocationView};
use app_types::id::LocationId;
use server_core::clients::{self, locations};
use server_core::clocktext::ClockText;
use server_core::{Error, Result};
use server_db::TenantTx;
use server_testing::{Kit, World};

fn named(name: &str) -> LocationInput {
    LocationInput {
        name: name.into(),
        ..LocationInput::default()
    }
}

fn primary(name: &str) -> LocationInput {
    LocationInput {
        primary: true,
        ..named(name)
    }
}

async fn of_client(tx: &mut TenantTx, number: u64) -> Vec<LocationView> {
    let clock = ClockText::new("UTC", tx.now());
    clients::get(tx, number, &clock).await.unwrap().locations
}

/// Names of the primary locations of client `number`.
async fn primaries(tx: &mut TenantTx, number: u64) -> Vec<String> {
    let all = of_client(tx, number).await;
    all.into_iter()
        .filter(|l| l.primary)
        .map(|l| l.name)
        .collect()
}

async fn client(tx: &mut TenantTx) -> u64 {
    let input = ClientInput {
        name: "Acme".into(),
        ..ClientInput::default()
    };
    clients::create(tx, &input).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_location_is_primary_and_the_mark_is_handed_on() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let number = client(&mut tx).await;
    let first = locations::create(&mut tx, number, &named("First"))
        .await
        .unwrap();
    assert_eq!(primaries(&mut tx, number).await, ["First"]);
    let second = locations::create(&mut tx, number, &primary("Second"))
        .await
        .unwrap();
    assert_eq!(primaries(&mut tx, number).await, ["Second"]);
    locations::make_primary(&mut tx, first).await.unwrap();
    assert_eq!(primaries(&mut tx, number).await, ["First"]);

    // The mark is not just taken away.
    let version = of_client(&mut tx, number).await[0].version;
    let answer = locations::update(&mut tx, first, version, &named("First")).await;
    assert_eq!(wrong_fields(answer), ["primary"]);

    locations::archive(&mut tx, first).await.unwrap();
    assert_eq!(primaries(&mut tx, number).await, ["Second"]);
    locations::restore(&mut tx, first).await.unwrap();
    assert_eq!(primaries(&mut tx, number).await, ["Second"]);
    locations::archive(&mut tx, first).await.unwrap();
    locations::archive(&mut tx, second).await.unwrap();
    assert!(of_client(&mut tx, number).await.is_empty());
    locations::restore(&mut tx, second).await.unwrap();
    assert_eq!(primaries(&mut tx, number).await, ["Second"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_primaries_at_once_leave_one() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let number = client(&mut tx).await;
    tx.commit().await.unwrap();
    for round in 0..10 {
        let add = async |name: String| -> Result<LocationId> {
            let mut tx = kit.begin(world.a.owner()).await;
            let id = locations::create(&mut tx, number, &primary(&name)).await?;
            tx.commit().await?;
            Ok(id)
        };
        let (one, two, three) = tokio::join!(
            add(format!("One {round}")),
            add(format!("Two {round}")),
            add(format!("Three {round}"))
        );
        for added in [one, two, three] {
            added.unwrap();
        }
        let mut tx = kit.read(world.a.owner()).await;
        assert_eq!(primaries(&mut tx, number).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn make_primary_at_once_leaves_one() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let number = client(&mut tx).await;
    let one = locations::create(&mut tx, number, &named("One"))
        .await
        .unwrap();
    let two = locations::create(&mut tx, number, &named("Two"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for _ in 0..10 {
        let mark = async |id| {
            let mut tx = kit.begin(world.a.owner()).await;
            locations::make_primary(&mut tx, id).await.unwrap();
            tx.commit().await.unwrap();
        };
        tokio::join!(mark(one), mark(two));
        let mut tx = kit.read(world.a.owner()).await;
        assert_eq!(primaries(&mut tx, number).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_is_refused_by_name_and_odd_input_is_kept() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    type Set = fn(&mut LocationInput, String);
    let fields: [(&str, usize, Set); 7] = [
        ("name", 120, |i, v| i.name = v),
        ("street", 200, |i, v| i.street = v),
        ("postal_code", 20, |i, v| i.postal_code = v),
        ("city", 120, |i, v| i.city = v),
        ("region", 120, |i, v| i.region = v),
        ("country", 2, |i, v| i.country = v),
        ("phone", 40, |i, v| i.phone = v),
    ];
    for (field, max, set) in fields {
        for value in hostile_lines(max) {
            let mut input = named("HQ");
            set(&mut input, value.clone());
            let wrong = wrong_fields(locations::create(&mut tx, 1, &input).await);
            assert_eq!(wrong, [field], "{value:?}");
        }
    }
    for odd in ODD {
        let input = LocationInput {
            city: odd.into(),
            ..named(odd)
        };
        let id = locations::create(&mut tx, 1, &input).await.unwrap();
        let kept = locations::get(&mut tx, id).await.unwrap().location;
        assert_eq!([kept.name, kept.city], [odd, odd]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_archives_tenants_and_permissions() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let id = world.a.location;
    locations::update(&mut tx, id, 1, &primary("New name"))
        .await
        .unwrap();
    let again = locations::update(&mut tx, id, 1, &primary("Newer name")).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    locations::archive(&mut tx, id).await.unwrap();
    let archived = locations::update(&mut tx, id, 3, &primary("x")).await;
    assert!(matches!(archived, Err(Error::Conflict(_))));
    assert!(matches!(
        locations::make_primary(&mut tx, id).await,
        Err(Error::Conflict(_))
    ));
    // Client 2 is archived.
    let on_archived = locations::create(&mut tx, 2, &named("x")).await;
    assert!(matches!(on_archived, Err(Error::Conflict(_))));
    for stranger in [world.b.location, LocationId::new()] {
        assert!(matches!(
            locations::get(&mut tx, stranger).await,
            Err(Error::NotFound)
        ));
        let update = locations::update(&mut tx, stranger, 1, &primary("x")).await;
        assert!(matches!(update, Err(Error::NotFound)));
        assert!(matches!(
            locations::make_primary(&mut tx, stranger).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(
            locations::archive(&mut tx, stranger).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(
            locations::restore(&mut tx, stranger).await,
            Err(Error::NotFound)
        ));
    }
    let mut tx = kit.begin(world.a.reader()).await;
    let refused = [
        locations::create(&mut tx, 1, &named("x")).await.map(drop),
        locations::update(&mut tx, id, 1, &named("x")).await,
        locations::make_primary(&mut tx, id).await,
        locations::archive(&mut tx, id).await,
        locations::restore(&mut tx, id).await,
    ];
    assert!(
        refused
            .iter()
            .all(|r| matches!(r, Err(Error::Forbidden(_)))),
        "{refused:?}"
    );
    let mut tx = kit.read(world.a.powerless()).await;
    assert!(matches!(
        locations::get(&mut tx, id).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        locations::choices(&mut tx, 1).await,
        Err(Error::Forbidden(_))
    ));
}
