//! Who has a ticket open: seen by the others of the tenant, forgotten in a minute, absent without
//! Redis.

use app_types::presence::Present;
use server_core::Error;
use server_core::tickets::presence::{gone, here};
use server_db::Actor;
use server_testing::{Kit, World};

async fn say(kit: &Kit, actor: Actor, number: u64, writing: bool) -> Vec<Present> {
    let mut tx = kit.read(actor).await;
    here(&kit.core, &mut tx, number, writing).await.unwrap()
}

fn names(others: &[Present]) -> Vec<(&str, bool)> {
    others
        .iter()
        .map(|one| (one.name.as_str(), one.writing))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_on_one_ticket_see_each_other_until_they_leave() {
    let kit = Kit::with_redis().await;
    let world = World::two_tenants(&kit).await;
    let (owner, tech) = (world.a.owner(), world.a.technician());
    let (owner_name, tech_name) = (owner.name().to_string(), tech.name().to_string());
    let mut heard = kit.core.db.live.subscribe();
    assert!(say(&kit, owner.clone(), 1002, false).await.is_empty());
    let seen = say(&kit, tech.clone(), 1002, true).await;
    assert_eq!(names(&seen), [(owner_name.as_str(), false)]);
    assert_eq!(
        names(&say(&kit, owner.clone(), 1002, false).await),
        [(tech_name.as_str(), true)]
    );
    // Another ticket, and the other tenant's ticket of the same number, are other rooms.
    assert!(say(&kit, owner.clone(), 1001, false).await.is_empty());
    assert!(say(&kit, world.b.owner(), 1002, false).await.is_empty());

    let mut tx = kit.read(tech.clone()).await;
    gone(&kit.core, &mut tx, 1002).await.unwrap();
    gone(&kit.core, &mut tx, 1002).await.unwrap();
    assert!(say(&kit, owner.clone(), 1002, false).await.is_empty());
    // Told are: come, come, come (elsewhere), come (other tenant), gone. Saying it again is no news.
    let mut told = 0;
    while let Ok((tenant, event)) = heard.try_recv() {
        assert_eq!(event.topic, "presence");
        told += usize::from(tenant == world.a.id && event.key == "1002");
    }
    assert_eq!(told, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_says_nothing_more_is_forgotten() {
    let kit = Kit::with_redis().await;
    let world = World::two_tenants(&kit).await;
    say(&kit, world.a.owner(), 1002, true).await;
    kit.wait_seconds(40);
    assert_eq!(say(&kit, world.a.technician(), 1002, false).await.len(), 1);
    kit.wait_seconds(11);
    assert!(
        say(&kit, world.a.technician(), 1002, false)
            .await
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_nobody_is_seen_and_nothing_fails() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    say(&kit, world.a.owner(), 1002, true).await;
    assert!(
        say(&kit, world.a.technician(), 1002, false)
            .await
            .is_empty()
    );
    let mut tx = kit.read(world.a.technician()).await;
    gone(&kit.core, &mut tx, 1002).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_may_see_the_ticket_are_there() {
    let kit = Kit::with_redis().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.read(world.a.powerless()).await;
    let refused = here(&kit.core, &mut tx, 1002, false).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let mut tx = kit.read(world.a.owner()).await;
    let refused = here(&kit.core, &mut tx, 5000, false).await;
    assert!(matches!(refused, Err(Error::NotFound)));
}
