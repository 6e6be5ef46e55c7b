//! A client's mail that a technician passes on to the desk is the client's.

use crate::mail_kit::{Desk, mail};
use app_types::mail::InboundState;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{ticket_posts, tickets};

async fn author(desk: &Desk, number: u64) -> (String, Option<Vec<u8>>) {
    ticket_posts::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_posts::ticket_id)))
        .filter(tickets::tenant_id.eq(desk.tenant().id))
        .filter(tickets::number.eq(number))
        .filter(ticket_posts::kind.eq("reply"))
        .order(ticket_posts::position.desc())
        .select((ticket_posts::author_name, tickets::contact_id))
        .first(&mut desk.kit.connect().await)
        .await
        .unwrap()
}

fn copied(from: &str, writer: &str) -> String {
    let body = format!(
        "Not again! Please take it.\n\n---------- Forwarded message ---------\nFrom: Anna Miller <{writer}>\nDate: Mon, 23 Nov 2026 at 10:15\nSubject: Printer\nTo: <{from}>\n\nIt does not print.\n"
    );
    mail(from, "Fwd: Printer", "Message-ID: <f@desk>\n", &body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_technicians_forward_is_filed_for_who_wrote_it() {
    let desk = Desk::new().await;
    let technician = desk.tenant().user("technician").clone();
    let anna = desk.tenant().contact_email.clone();
    let id = desk.receive(&copied(&technician.email, &anna)).await;
    let number = desk.outcome(id).await.filed();
    let (name, contact) = author(&desk, number).await;
    assert!(
        name.ends_with(&format!(", forwarded by {}", technician.name)),
        "{name}"
    );
    let anna_id = desk.tenant().contacts[0].0.as_bytes().to_vec();
    assert_eq!(contact, Some(anna_id));
    let (text, html) = desk.last_post(number).await;
    assert_eq!(text, "It does not print.");
    assert!(!html.contains("Not again"), "the forwarder's words: {html}");
    assert_eq!(desk.outcome(id).await.subject, "Fwd: Printer");
    assert!(
        desk.kit.mail.sent().is_empty(),
        "who did not write to the desk gets no automatic answer"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attached_mail_is_filed_for_its_sender() {
    let desk = Desk::new().await;
    let technician = desk.tenant().user("technician").email.clone();
    let anna = desk.tenant().contact_email.clone();
    let raw = format!(
        "From: {technician}\nTo: support@desk.example\nSubject: WG: Printer\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\nSee attached\n--q\nContent-Type: message/rfc822\n\nFrom: Anna <{anna}>\nSubject: Printer\nMessage-ID: <a@c>\n\nIt does not print.\n--q--\n"
    );
    let number = desk.outcome(desk.receive(&raw).await).await.filed();
    assert_eq!(desk.last_post(number).await.0, "It does not print.");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_people_of_the_workspace_are_believed() {
    let desk = Desk::new().await;
    let anna = desk.tenant().contact_email.clone();
    // A client who forwards is who writes.
    let raw = copied(&anna, "boss@elsewhere.example");
    let number = desk.outcome(desk.receive(&raw).await).await.filed();
    let (name, _) = author(&desk, number).await;
    assert!(!name.contains("forwarded"), "{name}");
    assert!(desk.last_post(number).await.0.contains("Not again"));
    // So is a stranger, and the other workspace's technician.
    let twin = desk.world.b.user("technician").email.clone();
    for from in ["stranger@nowhere.example", twin.as_str()] {
        let outcome = desk.outcome(desk.receive(&copied(from, &anna)).await).await;
        assert_eq!(outcome.state, InboundState::Quarantined, "{from}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forward_of_nobody_known_waits() {
    let desk = Desk::new().await;
    let technician = desk.tenant().user("technician").clone();
    let before = desk.counts().await;
    for (writer, words) in [
        ("who@nowhere.example", "Nobody knows the sender"),
        (desk.tenant().mailbox_address.as_str(), "of our own"),
    ] {
        let raw = copied(&technician.email, writer);
        let outcome = desk.outcome(desk.receive(&raw).await).await;
        assert_eq!(outcome.state, InboundState::Quarantined, "{writer}");
        assert!(outcome.reason.contains(words), "{outcome:?}");
    }
    let after = desk.counts().await;
    assert_eq!((before.0, before.1), (after.0, after.1));
}
