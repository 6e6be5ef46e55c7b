use app_types::identity::{AuditFilter, AuditVerdict};
use diesel_async::SimpleAsyncConnection;
use server_core::audit::{self, From};
use server_core::clocktext::ClockText;
use server_db::audit::AuditRecord;
use server_testing::{Kit, Tenant, World};

fn entry(i: usize) -> AuditRecord {
    AuditRecord {
        action: if i.is_multiple_of(2) {
            "ticket.close"
        } else {
            "ticket_note.add"
        },
        entity: "ticket",
        entity_id: None,
        summary: format!("entry {i}"),
    }
}

async fn write(kit: &Kit, tenant: &Tenant, entries: usize) {
    for i in 0..entries {
        let mut tx = kit.begin(tenant.owner()).await;
        tx.record(entry(i));
        tx.commit().await.unwrap();
    }
}

async fn verdict(kit: &Kit, tenant: &Tenant) -> AuditVerdict {
    let mut tx = kit.begin(tenant.owner()).await;
    audit::verify(&mut tx).await.unwrap()
}

async fn first_bad(kit: &Kit, tenant: &Tenant) -> u64 {
    match verdict(kit, tenant).await {
        AuditVerdict::Broken { seq, .. } => seq,
        AuditVerdict::Intact { .. } => panic!("the sabotage was not noticed"),
    }
}

/// Starts from an empty log, so that entries are numbered from 1.
async fn empty() -> (Kit, World) {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut conn = kit.connect().await;
    conn.batch_execute("DELETE FROM audit_entries; DELETE FROM audit_heads")
        .await
        .unwrap();
    (kit, world)
}

#[tokio::test(flavor = "multi_thread")]
async fn h07_every_kind_of_tampering_is_found_at_its_place() {
    let sabotage = [
        (
            "UPDATE audit_entries SET summary = 'nothing happened' WHERE seq = 4",
            4,
        ),
        (
            "UPDATE audit_entries SET actor_name = 'Somebody Else' WHERE seq = 1",
            1,
        ),
        (
            "UPDATE audit_entries SET at = at + INTERVAL 1 SECOND WHERE seq = 7",
            7,
        ),
        ("UPDATE audit_entries SET ip = '' WHERE seq = 10", 10),
        ("DELETE FROM audit_entries WHERE seq = 5", 5),
        ("DELETE FROM audit_entries WHERE seq = 1", 1),
        ("DELETE FROM audit_entries WHERE seq = 10", 10),
        ("DELETE FROM audit_entries WHERE seq > 6", 7),
        ("DELETE FROM audit_entries", 1),
        (
            "UPDATE audit_entries SET seq = 1003 WHERE seq = 3; UPDATE audit_entries SET seq = 3 \
             WHERE seq = 4; UPDATE audit_entries SET seq = 4 WHERE seq = 1003",
            3,
        ),
        // Cut off together with the head's number, but not its hash.
        (
            "DELETE FROM audit_entries WHERE seq = 10; UPDATE audit_heads SET seq = 9",
            9,
        ),
        // The head alone moved back.
        (
            "UPDATE audit_heads SET seq = 9, hash = (SELECT hash FROM audit_entries WHERE seq = 9)",
            10,
        ),
        ("DELETE FROM audit_heads", 1),
    ];
    let (kit, world) = empty().await;
    let mut conn = kit.connect().await;
    for (statement, at) in sabotage {
        conn.batch_execute("DELETE FROM audit_entries; DELETE FROM audit_heads")
            .await
            .unwrap();
        write(&kit, &world.a, 10).await;
        assert_eq!(
            verdict(&kit, &world.a).await,
            AuditVerdict::Intact { entries: 10 }
        );
        conn.batch_execute(statement).await.unwrap();
        assert_eq!(first_bad(&kit, &world.a).await, at, "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_parallel_writers_keep_one_chain() {
    let (kit, world) = empty().await;
    let writers = (0..16).map(|writer| {
        let (core, a, b) = (kit.core.clone(), world.a.owner(), world.b.owner());
        tokio::spawn(async move {
            for i in 0..10 {
                let actor = if (writer + i) % 4 == 0 {
                    b.clone()
                } else {
                    a.clone()
                };
                let mut tx = core.db.begin(actor).await.unwrap();
                tx.record(entry(i));
                tx.record(entry(i + 1));
                tx.commit().await.unwrap();
            }
        })
    });
    for done in futures::future::join_all(writers).await {
        done.unwrap();
    }
    let mut counted = 0;
    for tenant in [&world.a, &world.b] {
        match verdict(&kit, tenant).await {
            AuditVerdict::Intact { entries } => counted += entries,
            broken => panic!("{broken:?}"),
        }
    }
    assert_eq!(counted, 320);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_walk_goes_past_one_batch() {
    let (kit, world) = empty().await;
    for _ in 0..3 {
        let mut tx = kit.begin(world.a.owner()).await;
        (0..700).for_each(|i| tx.record(entry(i)));
        tx.commit().await.unwrap();
    }
    assert_eq!(
        verdict(&kit, &world.a).await,
        AuditVerdict::Intact { entries: 2_100 }
    );
    let mut conn = kit.connect().await;
    conn.batch_execute("DELETE FROM audit_entries WHERE seq = 1001")
        .await
        .unwrap();
    assert_eq!(first_bad(&kit, &world.a).await, 1_001);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_pages_both_ways_and_filters_literally() {
    let (kit, world) = empty().await;
    write(&kit, &world.a, 120).await;
    write(&kit, &world.b, 3).await;
    let mut tx = kit.read(world.a.owner()).await;
    let clock = ClockText::new("UTC", kit.now());
    let all = AuditFilter::default();
    let first = audit::list(&mut tx, &all, From::Newest, &clock)
        .await
        .unwrap();
    assert_eq!((first.rows.len(), first.rows[0].seq), (50, 120));
    assert_eq!(first.previous, None);
    let next: u64 = first.next.unwrap().parse().unwrap();
    let second = audit::list(&mut tx, &all, From::Before(next), &clock)
        .await
        .unwrap();
    assert_eq!((second.rows[0].seq, second.rows[49].seq), (70, 21));
    let third = audit::list(&mut tx, &all, From::Before(21), &clock)
        .await
        .unwrap();
    assert_eq!((third.rows.len(), third.next), (20, None));
    let back: u64 = second.previous.unwrap().parse().unwrap();
    let again = audit::list(&mut tx, &all, From::After(back), &clock)
        .await
        .unwrap();
    assert_eq!(
        (again.rows[0].seq, again.rows[49].seq, again.previous),
        (120, 71, None)
    );
    for (action, found) in [
        ("ticket.", 50),
        ("ticket_note", 50),
        ("ticke_", 0),
        ("%", 0),
    ] {
        let filter = AuditFilter {
            action: action.into(),
            ..all.clone()
        };
        let page = audit::list(&mut tx, &filter, From::Newest, &clock)
            .await
            .unwrap();
        assert_eq!(page.rows.len(), found, "{action}");
    }
    let odd = AuditFilter {
        entity_id: "' OR 1=1".into(),
        ..all
    };
    assert!(
        audit::list(&mut tx, &odd, From::Newest, &clock)
            .await
            .unwrap()
            .rows
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_leaves_the_house_only_with_both_permissions() {
    use app_types::Permission;
    use server_core::export::{self, Export};
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let export = Export::Audit(AuditFilter::default(), From::Newest);
    let both = [Permission::DataExport, Permission::AuditView];
    for given in [&both[..1], &both[1..], &both[..]] {
        let mut actor = world.a.owner();
        actor.permissions = given.iter().copied().collect();
        let mut tx = kit.begin(actor).await;
        let text = ClockText::new("UTC", tx.now());
        let begun = export::begin(&mut tx, &export, &text).await;
        assert_eq!(begun.is_ok(), given.len() == 2, "{given:?}");
    }
}
