//! Secrets for delivery over HTTP.

use crate::mail_kit::Desk;
use server_core::Error;
use server_core::clocktext::ClockText;
use server_core::mail::mailboxes::{form, make_key, remove_key};
use server_core::secrecy::ExposeSecret;

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_has_two_secrets_at_most_and_shows_none() {
    let desk = Desk::new().await;
    let core = &desk.kit.core;
    let mailbox = desk.tenant().mailbox;
    let mut tx = desk.kit.begin(desk.tenant().owner()).await;
    let text = ClockText::new("UTC", tx.now());
    // The world's mailbox has one already.
    let secret = make_key(core, &mut tx, mailbox).await.unwrap();
    assert_eq!(secret.expose_secret().len(), 64);
    let full = make_key(core, &mut tx, mailbox).await;
    assert!(matches!(full, Err(Error::Conflict(_))), "{full:?}");
    let shown = form(core, &mut tx, Some(mailbox), &text).await.unwrap();
    assert_eq!(shown.keys.len(), 2);
    assert!(
        shown
            .delivery_url
            .ends_with(&format!("/mail/inbound/{mailbox}"))
    );
    assert!(!format!("{shown:?}").contains(secret.expose_secret()));
    assert_eq!(
        remove_key(&mut tx, shown.keys[0].id).await.unwrap(),
        mailbox
    );
    make_key(core, &mut tx, mailbox).await.unwrap();
    tx.commit().await.unwrap();
    let audit: Vec<String> = desk.audit_summaries().await;
    assert!(
        !audit
            .iter()
            .any(|line| line.contains(secret.expose_secret()))
    );
    assert_eq!(
        audit
            .iter()
            .filter(|line| line.contains("secret for"))
            .count(),
        3
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_the_workspaces_own() {
    let desk = Desk::new().await;
    let core = &desk.kit.core;
    let mut tx = desk.kit.begin(desk.tenant().owner()).await;
    let found = make_key(core, &mut tx, desk.world.b.mailbox).await;
    assert!(matches!(found, Err(Error::NotFound)), "{found:?}");
    let found = remove_key(&mut tx, desk.world.b.mailbox_key).await;
    assert!(matches!(found, Err(Error::NotFound)), "{found:?}");
    drop(tx);
    let mut tx = desk.kit.begin(desk.tenant().technician()).await;
    let refused = make_key(core, &mut tx, desk.tenant().mailbox).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = remove_key(&mut tx, desk.tenant().mailbox_key).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}
