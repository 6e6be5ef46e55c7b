//! The words of outgoing mails, as a workspace edits them.

use crate::mail_kit::{Desk, mail};
use app_types::mail_templates::TemplateKind;
use app_types::tickets::PostKind;
use server_core::Error;
use server_core::mail::templates::{get, list, preview, reset, save, save_signature, signature};
use server_core::tickets::{self, ReplyInput};

const REPLY: &str = "Dear {{ contact }},\n\n{{ reply }}\n\nYours,\n{{ signature }}";

/// The technician answers a ticket of the world; the mail's text part without line breaks of
/// its encoding.
async fn answer(desk: &Desk) -> String {
    let number = desk.tenant().tickets[1].number;
    let mut tx = desk.kit.begin(desk.tenant().technician()).await;
    let version = tickets::by_number(&mut tx, number).await.unwrap().version;
    let reply = ReplyInput {
        kind: PostKind::Reply,
        body: "Is it **on**? {{ workspace }}".into(),
        version,
        status: String::new(),
        files: Vec::new(),
    };
    tickets::write(&mut tx, number, reply).await.unwrap();
    tx.commit().await.unwrap();
    desk.kit.mail.clear();
    desk.run_jobs().await;
    desk.kit
        .mail
        .texts()
        .remove(0)
        .replace("=\r\n", "")
        .replace('\r', "")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workspaces_words_stand_around_a_reply() {
    let desk = Desk::new().await;
    let mut tx = desk.kit.begin(desk.tenant().owner()).await;
    save(&mut tx, TemplateKind::Reply, 0, REPLY).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = desk.kit.begin(desk.tenant().technician()).await;
    save_signature(&mut tx, 0, "T. <Berg>\nNight shift")
        .await
        .unwrap();
    assert_eq!(
        signature(&mut tx).await.unwrap().shown,
        "T. <Berg>\nNight shift"
    );
    tx.commit().await.unwrap();
    let sent = answer(&desk).await;
    let expected = "\n\nIs it **on**? {{ workspace }}\n\nYours,\nT. <Berg>\nNight shift\n";
    assert!(sent.contains(expected), "{sent}");
    assert!(sent.contains("Is it <strong>on</strong>?"), "{sent}");
    assert!(sent.contains("T. &lt;Berg&gt;<br>Night shift"), "{sent}");
    assert!(sent.contains("## Reply above this line ##"), "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_has_the_workspaces_words_and_nobody_elses() {
    let desk = Desk::new().await;
    for tenant in [&desk.world.a, &desk.world.b] {
        let mut tx = desk.kit.begin(tenant.owner()).await;
        let words = format!(
            "Got it, {{{{ contact }}}}: {{{{ ticket }}}} at {}",
            tenant.slug
        );
        save(&mut tx, TemplateKind::Received, 0, &words)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let hostile = format!("\"{{{{ ticket }}}}<b>\" <{}>", desk.tenant().contact_email);
    let raw = mail(&hostile, "{{ workspace }}", "Message-ID: <1@c>\n", "Hello");
    desk.receive(&raw).await;
    let sent = desk.kit.mail.texts().remove(0);
    assert!(sent.contains("Got it, "), "{sent}");
    assert!(
        sent.contains(" at alpha") && !sent.contains("bravo"),
        "{sent}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_are_refused_and_old_forms_conflict() {
    let desk = Desk::new().await;
    let mut tx = desk.kit.begin(desk.tenant().owner()).await;
    for bomb in [
        "no place for the reply",
        "{{ reply }}{{ 'a' * 1000000000 }}",
        "{{ reply }}{% for i in range(99999999) %}{% endfor %}",
        "{{ reply }}{{ config }}",
    ] {
        let refused = save(&mut tx, TemplateKind::Reply, 0, bomb).await;
        assert!(
            matches!(refused, Err(Error::Invalid(_))),
            "{bomb}: {refused:?}"
        );
        let shown = preview(&mut tx, TemplateKind::Reply, bomb).await.unwrap();
        assert!(
            !shown.problem.is_empty() && shown.html.is_empty(),
            "{shown:?}"
        );
    }
    save(&mut tx, TemplateKind::Reply, 0, REPLY).await.unwrap();
    for old in [0, 2] {
        let refused = save(&mut tx, TemplateKind::Reply, old, REPLY).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        let refused = reset(&mut tx, TemplateKind::Reply, old).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    save(&mut tx, TemplateKind::Reply, 1, REPLY).await.unwrap();
    reset(&mut tx, TemplateKind::Reply, 2).await.unwrap();
    let now = get(&mut tx, TemplateKind::Reply).await.unwrap();
    assert!(now.is_default && now.version == 0, "{now:?}");
    let long = save_signature(&mut tx, 1, &"x\n".repeat(20)).await;
    assert!(matches!(long, Err(Error::Invalid(_))), "{long:?}");
    let old = save_signature(&mut tx, 7, "x").await;
    assert!(matches!(old, Err(Error::Conflict(_))), "{old:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_may_change_settings_change_words() {
    let desk = Desk::new().await;
    let mut tx = desk.kit.begin(desk.tenant().technician()).await;
    let kind = TemplateKind::Reply;
    assert!(matches!(list(&mut tx).await, Err(Error::Forbidden(_))));
    assert!(matches!(get(&mut tx, kind).await, Err(Error::Forbidden(_))));
    let refused = preview(&mut tx, kind, REPLY).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let refused = save(&mut tx, kind, 0, REPLY).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    assert!(matches!(
        reset(&mut tx, kind, 0).await,
        Err(Error::Forbidden(_))
    ));
    drop(tx);
    let mut tx = desk.kit.begin(desk.tenant().reader()).await;
    assert!(matches!(signature(&mut tx).await, Err(Error::Forbidden(_))));
    let refused = save_signature(&mut tx, 0, "x").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}
