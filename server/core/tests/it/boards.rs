//! Boards: what they are called, whose they are, and that each mailbox can have one.

use crate::clients::wrong_fields;
use app_types::id::BoardId;
use server_core::{Error, Result, boards};
use server_db::Actor;
use server_testing::{Kit, World};

async fn create(kit: &Kit, actor: Actor, name: &str) -> Result<BoardId> {
    let mut tx = kit.begin(actor).await;
    let id = boards::create(&mut tx, name).await?;
    tx.commit().await?;
    Ok(id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_is_added_below_the_others_and_renamed() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let owner = world.a.owner();
    let id = create(&kit, owner.clone(), "  Projects ").await.unwrap();
    let second = create(&kit, owner.clone(), "A later one").await.unwrap();

    let mut tx = kit.begin(owner.clone()).await;
    boards::rename(&mut tx, id, 1, "Rollouts").await.unwrap();
    let stale = boards::rename(&mut tx, id, 1, "Other").await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    tx.commit().await.unwrap();

    let mut tx = kit.read(owner).await;
    let list = boards::list(&mut tx).await.unwrap();
    let ids: Vec<BoardId> = list.iter().map(|board| board.id).collect();
    assert_eq!(ids, [world.a.board, id, second]);
    assert_eq!(list[1].name, "Rollouts");
    assert_eq!(list[0].mailboxes, world.a.mailbox_address);
    assert_eq!(list[1].mailboxes, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_one_line_and_taken_once_per_tenant() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let owner = world.a.owner();
    for name in ["", " ", "a\nb", "\0", &"x".repeat(61), "x\u{202e}y"] {
        let result = create(&kit, owner.clone(), name).await;
        assert_eq!(wrong_fields(result.map(|_| ())), ["name"], "{name:?}");
    }
    create(&kit, owner.clone(), "Ärger <b>'; DROP")
        .await
        .unwrap();
    let twice = create(&kit, owner.clone(), "ärger <B>'; drop").await;
    assert_eq!(wrong_fields(twice.map(|_| ())), ["name"]);
    create(&kit, world.b.owner(), "Ärger <b>'; DROP")
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_an_end_to_boards() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    for n in 1..boards::MAX_BOARDS {
        boards::create(&mut tx, &format!("Board {n}"))
            .await
            .unwrap();
    }
    let one_more = boards::create(&mut tx, "One more").await;
    assert!(matches!(one_more, Err(Error::Conflict(_))), "{one_more:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn boards_are_the_workspaces_own_and_for_those_who_manage_it() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let foreign = world.b.board;
    let mut tx = kit.begin(world.a.owner()).await;
    for result in [
        boards::get(&mut tx, foreign).await.map(|_| ()),
        boards::rename(&mut tx, foreign, 1, "Stolen").await,
    ] {
        assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
    }
    assert_eq!(boards::list(&mut tx).await.unwrap().len(), 1);
    let own = world.a.board;
    let mut tx = kit.begin(world.a.technician()).await;
    for result in [
        boards::list(&mut tx).await.map(|_| ()),
        boards::get(&mut tx, own).await.map(|_| ()),
        boards::create(&mut tx, "New").await.map(|_| ()),
        boards::rename(&mut tx, own, 1, "New").await,
    ] {
        assert!(matches!(result, Err(Error::Forbidden(_))), "{result:?}");
    }
}
