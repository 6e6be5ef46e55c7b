//! Who follows a ticket: watchers, and copies that go out with the right To and Cc, come in from
//! mails, and never reach ourselves.

use crate::clients::wrong_fields;
use crate::mail_kit::{Desk, mail};
use app_types::tickets::{PostKind, TicketRecord};
use server_core::clocktext::ClockText;
use server_core::tickets::people::{add_copy, remove_copy, watch, watchers};
use server_core::tickets::relations::merge;
use server_core::tickets::{self, ReplyInput};
use server_core::{Error, Result};
use server_db::Actor;
use server_testing::{Kit, World};

async fn record(kit: &Kit, actor: Actor, number: u64) -> TicketRecord {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    tickets::record(&mut tx, number, &text).await.unwrap()
}

async fn copy(kit: &Kit, actor: Actor, number: u64, address: &str) -> Result<()> {
    let mut tx = kit.begin(actor).await;
    add_copy(&mut tx, number, address).await?;
    Ok(tx.commit().await?)
}

async fn say(desk: &Desk, number: u64, kind: PostKind) {
    let actor = desk.world.a.technician();
    let version = record(&desk.kit, actor.clone(), number).await.version;
    let mut tx = desk.kit.begin(actor).await;
    let reply = ReplyInput {
        kind,
        body: "It works again.".into(),
        version,
        status: String::new(),
        files: Vec::new(),
    };
    tickets::write(&mut tx, number, reply).await.unwrap();
    tx.commit().await.unwrap();
    desk.run_jobs().await;
}

/// The line of a header, unfolded.
fn header(text: &str, name: &str) -> String {
    let head = text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let line = head
        .lines()
        .find(|line| line.starts_with(&format!("{name}:")));
    line.unwrap_or_default().to_string()
}

fn copies(record: &TicketRecord) -> Vec<&str> {
    let copies = record.people.copies.iter();
    copies.map(|copy| copy.address.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_reply_goes_to_the_contact_and_a_copy_to_each() {
    let desk = Desk::new().await;
    let (kit, world) = (&desk.kit, &desk.world);
    for address in ["Carl@Partner.example", "dora@partner.example"] {
        copy(kit, world.a.technician(), 1002, address)
            .await
            .unwrap();
    }
    say(&desk, 1002, PostKind::Reply).await;
    let sent = kit.mail.texts();
    assert_eq!(sent.len(), 3, "{sent:?}");
    for text in &sent {
        let to = header(text, "To");
        assert!(
            to.contains(&world.a.contact_email) && !to.contains("carl"),
            "{to}"
        );
        let cc = header(text, "Cc");
        assert!(
            cc.contains("carl@partner.example") && cc.contains("dora@partner.example"),
            "{cc}"
        );
    }
    let ids: std::collections::BTreeSet<_> =
        sent.iter().map(|text| header(text, "Message-ID")).collect();
    assert_eq!(ids.len(), 3);
    let told = record(kit, world.a.technician(), 1002).await;
    let delivery = told
        .posts
        .iter()
        .rev()
        .find_map(|post| post.delivery.clone())
        .unwrap();
    assert_eq!(delivery.state, "sent");
    assert!(
        delivery.to.contains("carl@partner.example"),
        "{}",
        delivery.to
    );

    // A note is for nobody outside.
    kit.mail.clear();
    say(&desk, 1002, PostKind::Note).await;
    assert!(kit.mail.texts().is_empty());
    // And whoever was taken away gets nothing more.
    let mut tx = kit.begin(world.a.technician()).await;
    remove_copy(&mut tx, 1002, "carl@partner.example")
        .await
        .unwrap();
    let twice = remove_copy(&mut tx, 1002, "carl@partner.example").await;
    assert!(matches!(twice, Err(Error::NotFound)));
    tx.commit().await.unwrap();
    say(&desk, 1002, PostKind::Reply).await;
    assert_eq!(kit.mail.texts().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn known_people_whom_a_mail_names_get_copies_and_strangers_do_not() {
    let desk = Desk::new().await;
    let (kit, world) = (&desk.kit, &desk.world);
    let (anna, ben) = (world.a.contact_email.clone(), "ben@alpha.example");
    let names = format!(
        "Cc: Ben <{ben}>, evil@elsewhere.example, {}\n",
        world.a.mailbox_address
    );
    let id = desk
        .receive(&mail(&anna, "Printer", &names, "Broken."))
        .await;
    let number = desk.outcome(id).await.filed();
    let ticket = record(kit, world.a.technician(), number).await;
    assert_eq!(copies(&ticket), [ben]);
    // Ben answers to all: he is on it already, and Anna is the contact.
    let (token, _) = desk.ticket(number).await;
    let to = world.a.mailbox_address.replace('@', &format!("+{token}@"));
    let answer = format!("From: {ben}\nTo: {to}\nCc: {anna}\nSubject: Re: Printer\n\nHere too.\n");
    let id = desk.receive(&answer).await;
    assert_eq!(desk.outcome(id).await.filed(), number);
    assert_eq!(
        copies(&record(kit, world.a.technician(), number).await),
        [ben]
    );
    kit.mail.clear();
    say(&desk, number, PostKind::Reply).await;
    let to: Vec<Vec<String>> = kit.mail.sent().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to.len(), 2);
    assert!(
        to.contains(&vec![anna]) && to.contains(&vec![ben.to_string()]),
        "{to:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_cannot_be_are_refused_and_our_own_too() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let (local, domain) = world.a.mailbox_address.split_once('@').unwrap();
    let plus = format!("{local}+token@{domain}");
    for bad in [
        "",
        "nobody",
        "a@b.co\r\nBcc: x@y.z",
        "a@b",
        &world.a.mailbox_address,
        &plus,
    ] {
        let refused = copy(&kit, world.a.technician(), 1001, bad).await;
        assert_eq!(wrong_fields(refused), ["address"], "{bad:?}");
    }
    for i in 0..20 {
        copy(&kit, world.a.technician(), 1001, &format!("p{i}@x.example"))
            .await
            .unwrap();
    }
    let full = copy(&kit, world.a.technician(), 1001, "one@more.example").await;
    assert_eq!(wrong_fields(full), ["address"]);
    let refused = copy(&kit, world.a.reader(), 1001, "a@b.co").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let refused = copy(&kit, world.a.technician(), 9999, "a@b.co").await;
    assert!(matches!(refused, Err(Error::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn watchers_and_copies_of_a_merged_ticket_follow_the_other() {
    let desk = Desk::new().await;
    let (kit, world) = (&desk.kit, &desk.world);
    copy(kit, world.a.technician(), 1002, "carl@partner.example")
        .await
        .unwrap();
    let mut tx = kit.begin(world.a.owner()).await;
    watch(&mut tx, 1002, true).await.unwrap();
    watch(&mut tx, 1002, true).await.unwrap();
    tx.commit().await.unwrap();
    let source = record(kit, world.a.owner(), 1002).await;
    assert_eq!(source.people.watchers.len(), 1);
    let mut tx = kit.begin(world.a.technician()).await;
    merge(&mut tx, 1002, source.version, 1001).await.unwrap();
    tx.commit().await.unwrap();
    let target = record(kit, world.a.technician(), 1001).await;
    assert_eq!(copies(&target), ["carl@partner.example"]);
    assert!(target.people.copies[0].merged);
    let mut tx = kit.read(world.a.technician()).await;
    let head = tickets::by_number(&mut tx, 1001).await.unwrap();
    assert_eq!(
        watchers(&mut tx, &head).await.unwrap(),
        [world.a.user("owner").id]
    );
    kit.mail.clear();
    say(&desk, 1001, PostKind::Reply).await;
    assert_eq!(kit.mail.texts().len(), 2);

    let mut tx = kit.begin(world.a.owner()).await;
    watch(&mut tx, 1002, false).await.unwrap();
    assert!(watchers(&mut tx, &head).await.unwrap().is_empty());
    let mut tx = kit.begin(world.a.powerless()).await;
    assert!(matches!(
        watch(&mut tx, 1002, true).await,
        Err(Error::Forbidden(_))
    ));
}
