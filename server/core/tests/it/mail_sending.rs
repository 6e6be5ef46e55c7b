//! Outgoing mail: once for each queued mail, however the mail server behaves.

use crate::mail_kit::{Desk, mail};
use app_types::mail::MailPurpose;
use app_types::tickets::PostKind;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_core::mail::inbound;
use server_core::mail::outbound::{self, NewMail};
use server_core::tickets::{self, ReplyInput};
use server_db::schema::{inbound_messages, outbound_messages, ticket_posts};
use server_testing::mail::{Mode, own_id};

async fn queue(desk: &Desk, to: &str) -> app_types::id::OutboundMessageId {
    let mut tx = desk.kit.begin(desk.tenant().system()).await;
    let mail = NewMail {
        subject: "Hello\r\nBcc: victim@example.com".into(),
        body_text: "Words".into(),
        body_html: "<p>Words</p>".into(),
        ..NewMail::to(MailPurpose::Notice, to, "Anna\r\nBcc: victim@example.com")
    };
    let id = outbound::queue(&mut tx, &desk.kit.core.settings, mail)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn state(desk: &Desk, id: app_types::id::OutboundMessageId) -> (String, String) {
    let mut conn = desk.kit.connect().await;
    outbound_messages::table
        .filter(outbound_messages::id.eq(id))
        .select((outbound_messages::state, outbound_messages::last_error))
        .first(&mut conn)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_mail_is_sent_once() {
    let desk = Desk::new().await;
    let id = queue(&desk, "anna@client.example").await;
    desk.run_jobs().await;
    // The job again, as after a lost acknowledgement of Redis.
    let mut tx = desk.kit.begin(desk.tenant().system()).await;
    tx.enqueue(&outbound::SendMail { message: id })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    desk.run_jobs().await;
    assert_eq!(state(&desk, id).await.0, "sent");
    let sent = desk.kit.mail.texts();
    assert_eq!(sent.len(), 1);
    assert!(
        sent[0].contains("Auto-Submitted: auto-generated"),
        "{}",
        sent[0]
    );
    assert!(sent[0].contains("X-Nestogy: "), "{}", sent[0]);
    assert!(
        !sent[0].lines().any(|line| line.starts_with("Bcc:")),
        "{}",
        sent[0]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolled_back_change_sends_nothing() {
    let desk = Desk::new().await;
    let mut tx = desk.kit.begin(desk.tenant().system()).await;
    let mail = NewMail {
        body_text: "x".into(),
        ..NewMail::to(MailPurpose::Notice, "a@b.example", "")
    };
    outbound::queue(&mut tx, &desk.kit.core.settings, mail)
        .await
        .unwrap();
    drop(tx);
    desk.run_jobs().await;
    assert!(desk.kit.mail.sent().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_shown_and_not_repeated() {
    let desk = Desk::new().await;
    desk.kit.mail.set_mode(Mode::Permanent);
    let id = queue(&desk, "nobody@client.example").await;
    desk.run_jobs().await;
    desk.kit.mail.set_mode(Mode::Accept);
    desk.kit.wait_seconds(86_400);
    desk.run_jobs().await;
    let (state, error) = state(&desk, id).await;
    assert_eq!(state, "failed");
    assert!(error.contains("no such user"), "{error}");
    assert!(desk.kit.mail.sent().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_away_delays_and_loses_nothing() {
    let desk = Desk::new().await;
    desk.kit.mail.set_mode(Mode::Temporary);
    let id = queue(&desk, "anna@client.example").await;
    desk.run_jobs().await;
    let (waiting, error) = state(&desk, id).await;
    assert_eq!(
        (waiting.as_str(), error.as_str()),
        ("queued", "421 try again later")
    );
    desk.kit.mail.set_mode(Mode::Accept);
    desk.kit.wait_seconds(3_600);
    desk.run_jobs().await;
    assert_eq!(state(&desk, id).await, ("sent".into(), String::new()));
    assert_eq!(desk.kit.mail.sent().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_the_servers_yes_repeats_the_same_message() {
    let desk = Desk::new().await;
    desk.kit.mail.next(1, Mode::AcceptThenFail);
    queue(&desk, "anna@client.example").await;
    desk.run_jobs().await;
    desk.kit.wait_seconds(3_600);
    desk.run_jobs().await;
    let sent = desk.kit.mail.sent();
    assert_eq!(sent.len(), 2, "one doubled in the one window where it may");
    assert_eq!(sent[0].message, sent[1].message, "the same to the byte");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_none_is_refused_when_queued() {
    let desk = Desk::new().await;
    for bad in ["", "x", "a@b.example\r\nBcc: v@x.example", "a b@c.example"] {
        let mut tx = desk.kit.begin(desk.tenant().system()).await;
        let mail = NewMail::to(MailPurpose::Notice, bad, "");
        let refused = outbound::queue(&mut tx, &desk.kit.core.settings, mail).await;
        assert!(
            matches!(refused, Err(server_core::Error::Invalid(_))),
            "{bad:?}"
        );
    }
}

/// Amazon's SES writes its own Message-ID over ours: answers and delivery reports name that one.
#[tokio::test(flavor = "multi_thread")]
async fn answers_to_a_message_id_that_the_carrier_wrote_are_threaded() {
    let desk = Desk::new().await;
    desk.kit.mail.write_own_ids();
    let anna = desk.tenant().contact_email.clone();
    let first = mail(&anna, "Printer", "Message-ID: <1@c>\n", "It smokes");
    let ticket = desk.outcome(desk.receive(&first).await).await.filed();
    // Its acknowledgement, as Anna sees it.
    let seen = own_id(1);
    let answer = |id: &str, n: usize| {
        let headers = format!("Message-ID: <a{n}@c>\nIn-Reply-To: <{id}>\nReferences: <{id}>\n");
        mail(&anna, "Something else", &headers, "It burns")
    };
    let threaded = desk.outcome(desk.receive(&answer(&seen, 2)).await).await;
    assert_eq!(threaded.filed(), ticket);
    let ours = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(desk.tenant().id))
        .filter(outbound_messages::carrier_message_id.eq(&seen))
        .select(outbound_messages::message_id)
        .first::<String>(&mut desk.kit.connect().await)
        .await
        .unwrap();
    assert_ne!(ours, seen, "our own id is kept beside it");
    // A reply names in its thread what Anna's program knows.
    let mut tx = desk.kit.begin(desk.tenant().technician()).await;
    let version = tickets::by_number(&mut tx, ticket).await.unwrap().version;
    let reply = ReplyInput {
        kind: PostKind::Reply,
        body: "Pull the plug".into(),
        version,
        status: String::new(),
        files: Vec::new(),
    };
    tickets::write(&mut tx, ticket, reply).await.unwrap();
    tx.commit().await.unwrap();
    desk.run_jobs().await;
    let last = desk.kit.mail.texts().pop().unwrap().replace("\r\n ", " ");
    let thread = last.lines().find(|line| line.starts_with("References:"));
    let thread = thread.unwrap_or_else(|| panic!("no thread in {last}"));
    assert!(thread.contains(&format!("<{seen}>")), "{thread}");
    assert!(!thread.contains(&ours), "{thread}");
    // An id that nobody wrote finds nothing.
    let stranger = desk.receive(&answer(&own_id(77), 3)).await;
    assert_ne!(desk.outcome(stranger).await.filed(), ticket);
    // Nor does the other tenant's mail know it.
    let elsewhere = vec![desk.world.b.mailbox_address.clone()];
    let source = inbound::Source::pipe(elsewhere);
    let raw = answer(&seen, 4).replace(&anna, &desk.world.b.contact_email);
    let id = inbound::accept(&desk.kit.core, source, raw.as_bytes()).await;
    desk.run_jobs().await;
    let (found, tenant): (Option<app_types::id::TicketId>, app_types::id::TenantId) =
        inbound_messages::table
            .filter(inbound_messages::id.eq(id.unwrap().id()))
            .select((inbound_messages::ticket_id, inbound_messages::tenant_id))
            .first(&mut desk.kit.connect().await)
            .await
            .unwrap();
    assert_eq!(tenant, desk.world.b.id);
    let posts = ticket_posts::table
        .filter(ticket_posts::tenant_id.eq(tenant))
        .filter(ticket_posts::ticket_id.eq(found.unwrap()))
        .count()
        .get_result::<i64>(&mut desk.kit.connect().await)
        .await
        .unwrap();
    assert_eq!(posts, 1, "a ticket of its own");
}
