//! Delivery reports: what they change, and what they may not.

use crate::mail_kit::{Desk, mail};
use app_types::mail::InboundState;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_core::Error;
use server_core::clocktext::ClockText;
use server_core::mail::undeliverable;
use server_db::schema::outbound_messages;
use server_testing::mail::own_id;

/// A ticket by mail, whose acknowledgement went out. Answers its Message-ID.
async fn acknowledged(desk: &Desk) -> String {
    let anna = &desk.tenant().contact_email;
    desk.receive(&mail(anna, "Hi", "Message-ID: <1@c>\n", "Hello"))
        .await;
    let sent = desk.kit.mail.texts().remove(0).replace("\r\n ", " ");
    let line = sent.lines().find(|line| line.starts_with("Message-ID:"));
    let id = line.unwrap().trim_start_matches("Message-ID:").trim();
    id.trim_matches(['<', '>']).to_string()
}

fn report(id: &str, recipient: &str, action: &str, status: &str) -> String {
    format!(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: x@y.example\nSubject: Undelivered Mail\nX-Test: {action}{recipient}\nContent-Type: multipart/report; report-type=delivery-status; boundary=q\n\n--q\n\nSorry\n--q\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 550 no such user here\n\n--q\nContent-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID: <{id}>\n--q--\n"
    )
}

async fn delivery(desk: &Desk, id: &str) -> (String, String) {
    outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(desk.tenant().id))
        .filter(outbound_messages::message_id.eq(id))
        .select((outbound_messages::state, outbound_messages::last_error))
        .first(&mut desk.kit.connect().await)
        .await
        .unwrap()
}

async fn bounces(desk: &Desk, address: &str) -> Option<(u32, String)> {
    let mut tx = desk.kit.read(desk.tenant().technician()).await;
    let text = ClockText::new("UTC", tx.now());
    let found = undeliverable::of_address(&mut tx, address, &text).await;
    found.unwrap().map(|view| (view.bounces, view.reason))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_shown_with_its_reason_and_counts_for_the_address() {
    let desk = Desk::new().await;
    let id = acknowledged(&desk).await;
    let anna = desk.tenant().contact_email.clone();
    let raw = report(&id, &anna, "failed", "5.1.1");
    let outcome = desk.outcome(desk.receive(&raw).await).await;
    assert_eq!(outcome.state, InboundState::Dismissed);
    let (state, error) = delivery(&desk, &id).await;
    assert_eq!(state, "failed");
    assert_eq!(error, "It came back: 550 no such user here");
    assert_eq!(
        bounces(&desk, &anna).await,
        Some((1, "550 no such user here".into()))
    );
    // A second report about the same mail is the same failure.
    desk.receive(&raw.replace("Sorry", "Sorry again")).await;
    assert_eq!(bounces(&desk, &anna).await.unwrap().0, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delay_is_information_only() {
    let desk = Desk::new().await;
    let id = acknowledged(&desk).await;
    let anna = desk.tenant().contact_email.clone();
    let outcome = desk
        .outcome(desk.receive(&report(&id, &anna, "delayed", "4.4.7")).await)
        .await;
    assert_eq!(outcome.state, InboundState::Dismissed);
    assert!(outcome.reason.contains("delayed"), "{outcome:?}");
    let (state, error) = delivery(&desk, &id).await;
    assert_eq!(state, "sent");
    assert!(error.starts_with("Delayed"), "{error}");
    assert_eq!(bounces(&desk, &anna).await, None);
    // It failed after all.
    desk.receive(&report(&id, &anna, "failed", "5.4.7")).await;
    assert_eq!(delivery(&desk, &id).await.0, "failed");
    assert_eq!(bounces(&desk, &anna).await.unwrap().0, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrived_and_what_failed_elsewhere_blames_nobody() {
    let desk = Desk::new().await;
    let id = acknowledged(&desk).await;
    let anna = desk.tenant().contact_email.clone();
    desk.receive(&report(&id, &anna, "relayed", "2.0.0")).await;
    assert_eq!(delivery(&desk, &id).await, ("sent".into(), String::new()));
    desk.receive(&report(&id, "anna@private.example", "failed", "5.1.1"))
        .await;
    assert_eq!(delivery(&desk, &id).await.0, "failed");
    assert_eq!(bounces(&desk, &anna).await, None, "her address forwards");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_about_nothing_of_ours_changes_nothing() {
    let desk = Desk::new().await;
    let id = acknowledged(&desk).await;
    let anna = desk.tenant().contact_email.clone();
    for foreign in ["unknown@desk.example", "", "\u{e4}@x", &id[1..]] {
        let outcome = desk
            .outcome(
                desk.receive(&report(foreign, &anna, "failed", "5.1.1"))
                    .await,
            )
            .await;
        assert_eq!(outcome.state, InboundState::Dismissed);
    }
    assert_eq!(delivery(&desk, &id).await.0, "sent");
    assert_eq!(bounces(&desk, &anna).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn undeliverable_addresses_are_listed_and_forgotten_by_those_who_may() {
    let desk = Desk::new().await;
    let mut tx = desk.kit.begin(desk.tenant().owner()).await;
    let text = ClockText::new("UTC", tx.now());
    let listed = undeliverable::list(&mut tx, &text).await.unwrap();
    assert_eq!(listed.len(), 1, "the world's own: {listed:?}");
    undeliverable::forget(&mut tx, listed[0].id).await.unwrap();
    assert!(
        undeliverable::list(&mut tx, &text)
            .await
            .unwrap()
            .is_empty()
    );
    tx.commit().await.unwrap();

    let mut twin = desk.kit.begin(desk.world.b.owner()).await;
    let foreign = undeliverable::list(&mut twin, &text).await.unwrap()[0].id;
    drop(twin);
    let mut tx = desk.kit.begin(desk.tenant().owner()).await;
    let found = undeliverable::forget(&mut tx, foreign).await;
    assert!(matches!(found, Err(Error::NotFound)), "{found:?}");
    drop(tx);
    let mut tx = desk.kit.begin(desk.tenant().powerless()).await;
    let refused = undeliverable::list(&mut tx, &text).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let refused = undeliverable::forget(&mut tx, foreign).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}

/// The report names the Message-ID that the carrier wrote over ours.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_about_a_message_id_that_the_carrier_wrote_is_understood() {
    let desk = Desk::new().await;
    desk.kit.mail.write_own_ids();
    let id = acknowledged(&desk).await;
    let anna = desk.tenant().contact_email.clone();
    let raw = report(&own_id(1), &anna, "failed", "5.1.1");
    desk.receive(&raw).await;
    let (state, error) = delivery(&desk, &id).await;
    assert_eq!(state, "failed");
    assert_eq!(error, "It came back: 550 no such user here");
    assert_eq!(bounces(&desk, &anna).await.unwrap().0, 1);
}
