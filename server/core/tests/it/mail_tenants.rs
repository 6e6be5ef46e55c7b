//! Incoming mail is kept apart also where an id is only looked up: each statement here is sent
//! with what the other tenant has.

use crate::mail_kit::{Desk, mail};
use app_types::mail::InboundState;
use server_core::Error;
use server_core::clocktext::ClockText;
use server_core::mail::inbound::{self, Accepted, ImapUid, Sender, Source};

fn letter(number: u32) -> String {
    let id = format!("Message-ID: <tenants-{number}@x>\n");
    mail("Joe <joe@nowhere.example>", "Hi", &id, "Hello")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_of_another_tenant_takes_no_mail() {
    let desk = Desk::new().await;
    let (ours, theirs) = (desk.tenant().id, desk.world.b.mailbox);
    let before = desk.counts().await;
    let uid = ImapUid {
        validity: 1,
        uid: 1,
    };
    let raw = letter(1);
    let source = Source::imap(ours, theirs, uid);
    let refused = inbound::accept(&desk.kit.core, source, raw.as_bytes()).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    assert_eq!(desk.counts().await, before);
}

/// A folder's number names one mail per mailbox, and each tenant has its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_a_folder_counts_once_for_each_tenant() {
    let desk = Desk::new().await;
    let uid = ImapUid {
        validity: 77,
        uid: 9,
    };
    let (a, b) = (&desk.world.a, &desk.world.b);
    let mut firsts = Vec::new();
    for tenant in [a, b] {
        let source = Source::imap(tenant.id, tenant.mailbox, uid);
        let raw = letter(1);
        let first = inbound::accept(&desk.kit.core, source.clone(), raw.as_bytes()).await;
        let Accepted::Stored(first) = first.unwrap() else {
            panic!("{} had the mail before", tenant.slug);
        };
        // Under the same number, with other words: the row that is there answers.
        let raw = letter(2);
        let again = inbound::accept(&desk.kit.core, source, raw.as_bytes()).await;
        assert_eq!(again.unwrap(), Accepted::Duplicate(first));
        firsts.push(first);
    }
    assert_ne!(firsts[0], firsts[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_filed_for_a_contact_of_its_client_and_says_who_did_it() {
    let desk = Desk::new().await;
    let core = &desk.kit.core;
    let (tenant, other) = (desk.tenant(), &desk.world.b);
    let id = desk.receive(&letter(1)).await;
    assert_eq!(desk.outcome(id).await.state, InboundState::Quarantined);
    let client = tenant.clients[0].number;
    let mut tx = desk.kit.begin(tenant.owner()).await;
    let theirs = Sender::Contact(other.contacts[0]);
    let refused = inbound::file_as_new(core, &mut tx, id, client, theirs).await;
    let Err(Error::Invalid(complaint)) = refused else {
        panic!("a contact of another tenant wrote: {refused:?}");
    };
    assert!(format!("{complaint:?}").contains("Choose a contact of this client"));
    drop(tx);
    let mut tx = desk.kit.begin(tenant.owner()).await;
    let ours = Sender::Contact(tenant.contacts[0]);
    let number = inbound::file_as_new(core, &mut tx, id, client, ours).await;
    tx.commit().await.unwrap();
    assert_eq!(desk.outcome(id).await.filed(), number.unwrap());
    let mut tx = desk.kit.read(tenant.owner()).await;
    let text = ClockText::new("UTC", tx.now());
    let record = inbound::get(core, &mut tx, id, &text).await.unwrap();
    assert_eq!(
        record.processed_by.as_deref(),
        Some(tenant.user("owner").name.as_str())
    );
    drop(tx);
    let mut tx = desk.kit.read(other.owner()).await;
    let foreign = inbound::get(core, &mut tx, id, &text).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
}
