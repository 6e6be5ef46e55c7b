//! The statement guard on a real connection.

use diesel_async::RunQueryDsl;
use server_db::{Actor, PortalTx, Who};
use server_testing::{Kit, World};

/// Whether a system transaction with this reason may send the statement.
async fn may_send(kit: &Kit, reason: &'static str, sql: &'static str) -> bool {
    let db = kit.core.db.clone();
    let sending = tokio::spawn(async move {
        let mut tx = db.begin_system(reason).await.unwrap();
        diesel::sql_query(sql).execute(tx.conn()).await.unwrap();
        tx.rollback().await.unwrap();
    });
    match sending.await {
        Ok(()) => true,
        Err(error) => {
            assert!(error.is_panic());
            false
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_transaction_looks_across_only_where_its_reason_is_listed() {
    let kit = Kit::new().await;
    let (jobs, users) = ("SELECT id FROM jobs", "SELECT id FROM users");
    assert!(may_send(&kit, "claim due jobs", jobs).await);
    assert!(!may_send(&kit, "claim due jobs", users).await);
    assert!(!may_send(&kit, "a reason on no list", jobs).await);
    let named = "SELECT id FROM jobs WHERE tenant_id = 1";
    assert!(may_send(&kit, "a reason on no list", named).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenants_statement_without_the_tenant_never_leaves() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let (db, actor) = (kit.core.db.clone(), world.a.owner());
    let sending = tokio::spawn(async move {
        let mut tx = db.read(actor).await.unwrap();
        let _ = diesel::sql_query("SELECT id FROM jobs")
            .execute(tx.conn())
            .await;
    });
    assert!(sending.await.unwrap_err().is_panic());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_is_narrowed_to_one_client() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    for actor in [world.a.owner(), world.a.system()] {
        assert!(PortalTx::narrow(kit.read(actor).await).is_none());
    }
    let (contact, client) = (world.a.contacts[0], world.a.clients[0].id);
    let actor = Actor {
        who: Who::Contact {
            id: contact,
            client,
            name: "Anna".into(),
        },
        ..world.a.powerless()
    };
    let portal = PortalTx::narrow(kit.read(actor).await).expect("a contact");
    assert_eq!((portal.contact(), portal.client()), (contact, client));
}
