//! Tickets of another program: what they become, what nobody hears of, what is refused.

use crate::imports::{get, rehearse, run, set, upload};
use app_types::imports::KnownRows;
use app_types::tickets::{TicketFilter, TicketRecord};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_core::clocktext::ClockText;
use server_core::{Error, tickets};
use server_db::Actor;
use server_db::schema::{jobs, notifications, outbound_messages, tickets as rows};
use server_testing::{Kit, World};

async fn world() -> (Kit, World) {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    (kit, world)
}

async fn record(kit: &Kit, actor: Actor, number: u64) -> TicketRecord {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    tickets::record(&mut tx, number, &text).await.unwrap()
}

/// Jobs, notifications and mails of everybody: what a ticket would set off.
async fn effects(kit: &Kit) -> (i64, i64, i64) {
    let mut conn = kit.connect().await;
    (
        jobs::table.count().get_result(&mut conn).await.unwrap(),
        notifications::table
            .count()
            .get_result(&mut conn)
            .await
            .unwrap(),
        outbound_messages::table
            .count()
            .get_result(&mut conn)
            .await
            .unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_of_another_program_are_the_past_and_nobody_hears_of_them() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let file = format!(
        "ID,Title,Company,E-mail,Status,Priority,Type,Date,Closed,Description,Agent\n\
         HD-1,Printer on fire,Bakery Miller,{email},closed,HIGH,Request,2024-05-31 14:30,2024-06-01,\"It **burns**\n<script>alert(1)</script>\",\n\
         HD-2,New laptop,#1,,,,,2024-05-31,,,\n\
         ,Only a subject,,,,,,,,,\n",
        email = world.a.contact_email
    );
    let before = effects(&kit).await;
    let id = upload(&kit, owner.clone(), "tickets", file.as_bytes())
        .await
        .unwrap();
    let seen = get(&kit, owner.clone(), id).await;
    assert_eq!(
        seen.settings.mapping,
        [
            "reference",
            "subject",
            "client",
            "contact",
            "status",
            "priority",
            "type",
            "created",
            "closed",
            "description",
            "technician"
        ]
    );
    let found = rehearse(&kit, owner.clone(), id).await.unwrap();
    assert_eq!((found.added, found.wrong), (3, 0), "{found:?}");
    run(&kit, owner.clone(), id, seen.version).await.unwrap();
    assert_eq!(effects(&kit).await, before, "nobody is told");

    let mut conn = kit.connect().await;
    let made: Vec<u64> = rows::table
        .filter(rows::tenant_id.eq(world.a.id))
        .filter(rows::source.eq("import"))
        .order(rows::number)
        .select(rows::number)
        .load(&mut conn)
        .await
        .unwrap();
    assert_eq!(made.len(), 3);
    let fire = record(&kit, owner.clone(), made[0]).await;
    assert_eq!(fire.subject, "Printer on fire");
    let page = serde_json::to_string(&fire).unwrap();
    assert!(page.contains("<strong>burns</strong>"), "{page}");
    assert!(!page.contains("<script>"), "{page}");
    assert!(page.contains("HD-1"), "{page}");
    assert!(page.contains("2024-05-31T"), "{page}");
    // It stands in the lists where it was done, not where it was imported.
    let mut tx = kit.read(owner).await;
    let text = ClockText::new("UTC", tx.now());
    let filter = TicketFilter {
        show: "all".into(),
        ..TicketFilter::default()
    };
    let list = tickets::list(&mut tx, &filter, &text).await.unwrap();
    let order: Vec<u64> = list.page.rows.iter().map(|row| row.number).collect();
    assert_eq!(order[order.len() - 2..], [made[0], made[1]], "{order:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_is_noticed_by_its_numbers() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let file = b"Subject,Number\nA,7\nB,8\n";
    let id = upload(&kit, owner.clone(), "tickets", file).await.unwrap();
    assert_eq!(run(&kit, owner.clone(), id, 1).await.unwrap().added, 2);
    let again = upload(
        &kit,
        owner.clone(),
        "tickets",
        b"Subject,Number\nA,7\nB,8\nC,9\nD,9\n",
    )
    .await
    .unwrap();
    let found = rehearse(&kit, owner.clone(), again).await.unwrap();
    assert_eq!((found.added, found.wrong), (1, 3), "{found:?}");
    let whole = upload(
        &kit,
        owner.clone(),
        "tickets",
        b"Subject,Number\nA,7\nB,8\nC,9\n",
    )
    .await
    .unwrap();
    let mut settings = get(&kit, owner.clone(), whole).await.settings;
    settings.known = KnownRows::Skip;
    let version = set(&kit, owner.clone(), whole, 1, settings).await.unwrap();
    let done = run(&kit, owner.clone(), whole, version).await.unwrap();
    assert_eq!((done.added, done.skipped), (1, 2));
    // The neighbour's numbers are the neighbour's.
    let id = upload(&kit, world.b.owner(), "tickets", file)
        .await
        .unwrap();
    assert_eq!(run(&kit, world.b.owner(), id, 1).await.unwrap().added, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_here_is_a_problem_of_the_row() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let foreign = world.b.contact_email.clone();
    let long = "x".repeat(300);
    let file = format!(
        "Subject,Client,Contact,Status,Priority,Type,Board,Technician,Created,Closed,Tags,Number\n\
         ,,,,,,,,,,,\n{long},,,,,,,,,,,\n\
         A,Nobody Ltd,,,,,,,,,,\nA,CANARY-B-1 Bakery Miller,,,,,,,,,,\nA,,{foreign},,,,,,,,,\n\
         A,,,Perhaps,,,,,,,,\nA,,,,urgentest,,,,,,,\nA,,,,,whim,,,,,,\nA,,,,,,Nowhere,,,,,\n\
         A,,,,,,,Nobody Here,,,,\nA,,,,,,,,5/6/2024,,,\nA,,,,,,,,2999-01-01,,,\n\
         A,,,,,,,,2024-05-31,2024-05-30,,\nA,,,New,,,,,2024-05-31,2024-06-01,,\nA,,,,,,,,,,No such tag,\n\
         A,,,,,,,,,,,{long}\n",
    );
    let id = upload(&kit, owner.clone(), "tickets", file.as_bytes())
        .await
        .unwrap();
    let found = rehearse(&kit, owner.clone(), id).await.unwrap();
    // A row of nothing but separators is no row.
    assert_eq!((found.added, found.wrong), (0, 15), "{found:#?}");
    let words: Vec<&str> = found.problems.iter().map(|p| p.what.as_str()).collect();
    for (at, start) in [
        (0, "Subject: "),
        (1, "There is no such client"),
        (3, "Contact (e-mail address): "),
        (4, "Status: There is no such status. There are: "),
        (9, "Created (2024-05-31 14:30): "),
    ] {
        assert!(words[at].starts_with(start), "{at}: {words:#?}");
    }
    let refused = run(&kit, owner.clone(), id, 1).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_take_the_permission_to_write_them() {
    let (kit, world) = world().await;
    let refused = upload(&kit, world.a.reader(), "tickets", b"Subject\nA\n").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    // Somebody who may change clients and not tickets.
    let mut clerk = world.a.owner();
    clerk.permissions = std::iter::once(app_types::Permission::ClientsEdit).collect();
    let refused = upload(&kit, clerk.clone(), "tickets", b"Subject\nA\n").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let id = upload(&kit, world.a.owner(), "tickets", b"Subject\nA\n")
        .await
        .unwrap();
    let refused = run(&kit, clerk, id, 1).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}
