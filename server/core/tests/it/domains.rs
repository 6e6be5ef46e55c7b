//! Mail domains of clients.

use crate::clients::wrong_fields;
use app_types::clients::ClientInput;
use app_types::id::ClientDomainId;
use server_core::Error;
use server_core::clients::{self, domains};
use server_testing::{Kit, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_belongs_to_one_client_and_the_refusal_names_it() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let input = ClientInput {
        name: "Acme".into(),
        ..ClientInput::default()
    };
    let acme = clients::create(&mut tx, &input).await.unwrap();
    let answer = domains::add(&mut tx, acme, &world.a.client_domain.to_uppercase()).await;
    let Err(Error::Invalid(invalid)) = answer else {
        panic!("{answer:?}");
    };
    assert!(
        invalid.errors[0].message.contains("client 1 Bakery Miller"),
        "{invalid:?}"
    );
    let id = domains::add(&mut tx, acme, "Acme.Example").await.unwrap();
    let again = domains::add(&mut tx, acme, "acme.example").await;
    assert_eq!(wrong_fields(again), ["domain"]);
    assert_eq!(
        wrong_fields(domains::add(&mut tx, acme, "gmail.com").await),
        ["domain"]
    );
    domains::remove(&mut tx, id).await.unwrap();
    assert!(
        clients::client_by_domain(&mut tx, "acme.example")
            .await
            .unwrap()
            .is_none()
    );
    // The other tenant's domains are no obstacle.
    domains::add(&mut tx, acme, &world.b.client_domain)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_most_exact_domain_of_an_active_client_counts() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let input = ClientInput {
        name: "Branch".into(),
        ..ClientInput::default()
    };
    let branch = clients::create(&mut tx, &input).await.unwrap();
    let branch_id = clients::id_by_number(&mut tx, branch).await.unwrap();
    let domain = world.a.client_domain.clone();
    domains::add(&mut tx, branch, &format!("branch.{domain}"))
        .await
        .unwrap();
    let main = Some(world.a.clients[0].id);
    for (from, owner) in [
        (domain.clone(), main),
        (format!("www.{domain}"), main),
        (format!("branch.{domain}"), Some(branch_id)),
        (
            format!("mail.branch.{domain}").to_uppercase(),
            Some(branch_id),
        ),
        (format!("x{domain}"), None),
        (world.b.client_domain.clone(), None),
        ("".into(), None),
        ("a b".into(), None),
    ] {
        let found = clients::client_by_domain(&mut tx, &from).await.unwrap();
        assert_eq!(found, owner, "{from}");
    }
    clients::archive(&mut tx, branch).await.unwrap();
    let found = clients::client_by_domain(&mut tx, &format!("branch.{domain}"))
        .await
        .unwrap();
    assert_eq!(found, main);
}

#[tokio::test(flavor = "multi_thread")]
async fn archives_tenants_and_permissions() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut b = kit.begin(world.b.owner()).await;
    let foreign = domains::add(&mut b, 1, "only-b.example").await.unwrap();
    b.commit().await.unwrap();
    let mut tx = kit.begin(world.a.owner()).await;
    assert!(matches!(
        domains::remove(&mut tx, foreign).await,
        Err(Error::NotFound)
    ));
    let unknown = domains::remove(&mut tx, ClientDomainId::new()).await;
    assert!(matches!(unknown, Err(Error::NotFound)));
    // Client 2 is archived.
    let archived = domains::add(&mut tx, 2, "old.example").await;
    assert!(matches!(archived, Err(Error::Conflict(_))));
    let mut tx = kit.begin(world.a.reader()).await;
    let refused = domains::add(&mut tx, 1, "new.example").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    assert!(matches!(
        domains::remove(&mut tx, foreign).await,
        Err(Error::Forbidden(_))
    ));
}
