//! Incoming mail: who may write where, what never becomes a ticket, and that nothing is lost or
//! counted twice.

use crate::mail_kit::{Desk, mail};
use app_types::mail::{InboundFilter, InboundState};
use app_types::tickets::PostKind;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_core::Error;
use server_core::clocktext::ClockText;
use server_core::mail::inbound::{self, Accepted, Source};
use server_core::tickets::{self, ReplyInput};
use server_db::schema::{contacts, outbound_messages, tickets as ticket_table};

#[tokio::test(flavor = "multi_thread")]
async fn a_known_contact_makes_a_ticket_and_is_told_its_number() {
    let desk = Desk::new().await;
    let from = format!("\"Anna Miller\" <{}>", desk.tenant().contact_email);
    let id = desk
        .receive(&mail(
            &from,
            "Printer =?utf-8?q?gr=C3=BCn?=",
            "Message-ID: <one@client>\n",
            "It does not print.",
        ))
        .await;
    let number = desk.outcome(id).await.filed();
    let (text, html) = desk.last_post(number).await;
    assert_eq!(
        (text.as_str(), html.as_str()),
        ("It does not print.", "<p>It does not print.</p>")
    );

    let sent = desk.kit.mail.texts();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(
        sent[0].contains("Auto-Submitted: auto-replied"),
        "{}",
        sent[0]
    );
    assert!(sent[0].contains("In-Reply-To: <one@client>"), "{}", sent[0]);
    let (token, category) = desk.ticket(number).await;
    assert!(sent[0].contains(&format!("+{token}@")), "{}", sent[0]);
    assert_eq!(category, "new");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_conversation_stays_in_one_ticket() {
    let desk = Desk::new().await;
    let anna = desk.tenant().contact_email.clone();
    let first = desk
        .receive(&mail(
            &anna,
            "Printer",
            "Message-ID: <one@client>\n",
            "It does not print.",
        ))
        .await;
    let number = desk.outcome(first).await.filed();
    desk.kit.mail.clear();

    let mut tx = desk.kit.begin(desk.tenant().technician()).await;
    let version = tickets::by_number(&mut tx, number).await.unwrap().version;
    let reply = ReplyInput {
        kind: PostKind::Reply,
        body: "Is it **switched on**?".into(),
        version,
        status: "resolved".into(),
        files: Vec::new(),
    };
    tickets::write(&mut tx, number, reply).await.unwrap();
    tx.commit().await.unwrap();
    desk.run_jobs().await;
    let sent = desk.kit.mail.texts();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].contains("In-Reply-To: <one@client>"), "{}", sent[0]);
    assert!(
        sent[0]
            .replace("=\r\n", "")
            .contains("<strong>switched on</strong>"),
        "{}",
        sent[0]
    );
    assert!(!sent[0].contains("Auto-Submitted"), "{}", sent[0]);
    let message_id = header(&sent[0], "Message-ID");
    let reply_to = header(&sent[0], "Reply-To");

    // Three answers that each find the ticket by another thing.
    let (token, _) = desk.ticket(number).await;
    let by_token = format!(
        "From: {anna}\nTo: {reply_to}\nSubject: nothing\nMessage-ID: <two@client>\n\nYes!\n"
    );
    let by_answer = mail(
        &anna,
        "other words",
        &format!(
            "Message-ID: <three@client>\nIn-Reply-To: <two@client>\nReferences: {message_id} <two@client>\n"
        ),
        "Still no.\n\nOn Mon, 23 Nov 2026 at 20:00 Desk wrote:\n> ## Reply above this line ##\n> Is it",
    );
    let by_subject = mail(
        &anna,
        &format!("AW: [#{number}] Printer"),
        "Message-ID: <four@client>\n",
        "Help",
    );
    for (raw, words) in [
        (by_token, "Yes!"),
        (by_answer, "Still no."),
        (by_subject, "Help"),
    ] {
        let id = desk.receive(&raw).await;
        assert_eq!(desk.outcome(id).await.filed(), number, "{raw}");
        assert_eq!(desk.last_post(number).await.0, words);
    }
    assert_eq!(
        desk.ticket(number).await.1,
        "open",
        "an answer opens a resolved ticket"
    );
    assert!(reply_to.contains(&token));
    assert_eq!(
        desk.kit.mail.texts().len(),
        1,
        "no acknowledgement for answers"
    );
}

fn header(message: &str, name: &str) -> String {
    let unfolded = message.replace("\r\n ", " ");
    let line = unfolded
        .lines()
        .find(|line| line.starts_with(&format!("{name}: ")))
        .unwrap_or_default();
    line[name.len() + 2..].to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_in_the_subject_opens_no_door() {
    let desk = Desk::new().await;
    let tenant = desk.tenant();
    // A second client with a contact of its own.
    let mut tx = desk.kit.begin(tenant.owner()).await;
    let other = server_core::clients::create(
        &mut tx,
        &app_types::clients::ClientInput {
            name: "Other".into(),
            ..Default::default()
        },
    )
    .await
    .unwrap();
    let client = server_core::clients::id_by_number(&mut tx, other)
        .await
        .unwrap();
    server_core::clients::contacts::create_from_mail(&mut tx, client, "Eve", "eve@other.example")
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let number = tenant.tickets[1].number;
    let (token, _) = desk.ticket(number).await;
    let id = desk
        .receive(&mail(
            "eve@other.example",
            &format!("Re: [#{number}] x"),
            "Message-ID: <e1@x>\n",
            "Let me see",
        ))
        .await;
    assert_ne!(
        desk.outcome(id).await.filed(),
        number,
        "a new ticket of her own client"
    );

    let raw = format!(
        "From: eve@other.example\nTo: {}\nSubject: x\nMessage-ID: <e2@x>\n\nLet me in\n",
        tenant.mailbox_address.replace('@', &format!("+{token}@"))
    );
    let outcome = desk.outcome(desk.receive(&raw).await).await;
    assert_eq!(outcome.state, InboundState::Quarantined);
    assert!(outcome.reason.contains("another client"), "{outcome:?}");

    // The twin tenant's number and token are worth nothing here.
    let mut conn = desk.kit.connect().await;
    let twin: String = ticket_table::table
        .filter(ticket_table::tenant_id.eq(desk.world.b.id))
        .filter(ticket_table::number.eq(number))
        .select(ticket_table::reply_token)
        .first(&mut conn)
        .await
        .unwrap();
    let raw = format!(
        "From: {}\nTo: {}\nSubject: x\nMessage-ID: <e3@x>\n\nHello\n",
        tenant.contact_email,
        tenant.mailbox_address.replace('@', &format!("+{twin}@"))
    );
    let outcome = desk.outcome(desk.receive(&raw).await).await;
    if twin != token {
        assert_ne!(outcome.filed(), number);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_wait_and_people_of_a_clients_domain_do_not() {
    let desk = Desk::new().await;
    let outcome = desk
        .outcome(
            desk.receive(&mail("who@nowhere.example", "Hi", "", "Hello"))
                .await,
        )
        .await;
    assert_eq!(
        (outcome.state, outcome.reason.as_str()),
        (InboundState::Quarantined, "Nobody knows the sender.")
    );

    let new = format!("new.person@{}", desk.tenant().client_domain);
    desk.outcome(desk.receive(&mail(&new, "Hi", "", "Hello")).await)
        .await
        .filed();
    let mut conn = desk.kit.connect().await;
    let name: String = contacts::table
        .filter(contacts::tenant_id.eq(desk.tenant().id))
        .filter(contacts::email.eq(&new))
        .select(contacts::name)
        .first(&mut conn)
        .await
        .unwrap();
    assert_eq!(name, "New Person");
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_make_nothing() {
    let desk = Desk::new().await;
    let tenant = desk.tenant();
    let anna = tenant.contact_email.clone();
    let before = desk.counts().await;
    let (token, category) = desk.ticket(tenant.tickets[2].number).await;
    let answer = format!("In-Reply-To: <x.{token}@desk.example>\n");
    let own = format!("X-Nestogy: {}@desk.example.com\n", tenant.id);
    for (raw, state) in [
        (
            mail(&anna, "Automatic reply: x", &answer, "I am away"),
            InboundState::Dismissed,
        ),
        (
            mail(
                &anna,
                "x",
                &format!("Auto-Submitted: auto-replied\n{answer}"),
                "1",
            ),
            InboundState::Dismissed,
        ),
        (
            mail(
                &anna,
                "x",
                &format!("Auto-Submitted: auto-generated\n{answer}"),
                "2",
            ),
            InboundState::Dismissed,
        ),
        (mail(&anna, "x", &own, "3"), InboundState::Dismissed),
        (
            mail(
                "MAILER-DAEMON@mx.example",
                "Undeliverable: x",
                "Return-Path: <>\n",
                "4",
            ),
            InboundState::Dismissed,
        ),
        (
            mail(&anna, "x", "List-Id: <l.example>\n", "5"),
            InboundState::Quarantined,
        ),
        (
            mail(&anna, "x", "Precedence: bulk\n", "6"),
            InboundState::Quarantined,
        ),
        (
            mail(&tenant.mailbox_address, "x", "", "7"),
            InboundState::Quarantined,
        ),
        (mail("", "x", "", "8"), InboundState::Quarantined),
    ] {
        let outcome = desk.outcome(desk.receive(&raw).await).await;
        assert_eq!(outcome.state, state, "{raw}\n{outcome:?}");
        assert!(!outcome.reason.is_empty());
    }
    let after = desk.counts().await;
    assert_eq!(
        (before.0, before.1, before.2 + 9, before.3),
        after,
        "no ticket, no post, no mail"
    );
    assert_eq!(desk.ticket(tenant.tickets[2].number).await.1, category);
    assert!(desk.kit.mail.sent().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_machines_that_answer_each_other_stop() {
    let desk = Desk::new().await;
    let anna = desk.tenant().contact_email.clone();
    for i in 0..20 {
        desk.receive(&mail(
            &anna,
            "Thank you for your mail",
            &format!("Message-ID: <{i}@robot>\n"),
            "We will answer",
        ))
        .await;
    }
    assert_eq!(desk.kit.mail.sent().len(), 5, "acknowledgements in an hour");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounce_is_shown_on_the_mail_that_came_back() {
    let desk = Desk::new().await;
    let anna = desk.tenant().contact_email.clone();
    desk.receive(&mail(&anna, "Hi", "Message-ID: <1@c>\n", "Hello"))
        .await;
    let sent = desk.kit.mail.texts().remove(0);
    let id = header(&sent, "Message-ID");
    let report = format!(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: x@y.example\nSubject: Undelivered Mail\nContent-Type: multipart/report; report-type=delivery-status; boundary=q\n\n--q\n\nSorry\n--q\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; {anna}\nAction: failed\n\n--q\nContent-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID: {id}\n--q--\n"
    );
    let outcome = desk.outcome(desk.receive(&report).await).await;
    assert_eq!(outcome.state, InboundState::Dismissed);
    let mut conn = desk.kit.connect().await;
    let (state, error): (String, String) = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(desk.tenant().id))
        .filter(outbound_messages::message_id.eq(id.trim_matches(['<', '>'])))
        .select((outbound_messages::state, outbound_messages::last_error))
        .first(&mut conn)
        .await
        .unwrap();
    assert_eq!(
        (state.as_str(), error.as_str()),
        ("failed", "It came back: Undelivered Mail")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_mail_counts_once_even_at_once() {
    let desk = Desk::new().await;
    let before = desk.counts().await;
    let raw = mail(
        &desk.tenant().contact_email,
        "Once",
        "Message-ID: <once@c>\n",
        "Hello",
    );
    let deliveries = (0..8).map(|i| {
        let raw = format!("Received: from relay{i}\n{raw}");
        let desk = &desk;
        async move { desk.accept(raw.as_bytes()).await }
    });
    let accepted = futures::future::join_all(deliveries).await;
    let stored = accepted
        .iter()
        .filter(|a| matches!(a, Accepted::Stored(_)))
        .count();
    assert_eq!(stored, 1);
    assert!(accepted.iter().all(|a| a.id() == accepted[0].id()));
    desk.run_jobs().await;
    let other = raw.replace("Hello", "Good-bye");
    assert!(
        matches!(desk.accept(other.as_bytes()).await, Accepted::Stored(_)),
        "same id, other words"
    );
    desk.run_jobs().await;
    let after = desk.counts().await;
    assert_eq!((after.0 - before.0, after.2 - before.2), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_delivered_is_refused_and_not_lost() {
    let desk = Desk::new().await;
    let core = &desk.kit.core;
    let raw = b"From: a@b.co\nTo: nobody@nowhere.example\nSubject: x\n\nHello\n";
    let refused = inbound::accept(core, Source::pipe(Vec::new()), raw).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let empty = inbound::accept(
        core,
        Source::pipe(vec![desk.tenant().mailbox_address.clone()]),
        b" \n",
    )
    .await;
    assert!(matches!(empty, Err(Error::Invalid(_))), "{empty:?}");
    let huge = vec![b'a'; inbound::MAX_MAIL + 1];
    let huge = inbound::accept(
        core,
        Source::pipe(vec![desk.tenant().mailbox_address.clone()]),
        &huge,
    )
    .await;
    assert!(matches!(huge, Err(Error::Invalid(_))));
    // By the headers, with the tag that replies carry.
    let raw = format!(
        "From: a@b.co\nCc: x@y.example, {}\nSubject: x\n\nHello\n",
        desk.tenant().mailbox_address.replace('@', "+abc@")
    );
    inbound::accept(core, Source::pipe(Vec::new()), raw.as_bytes())
        .await
        .unwrap();
}

/// The largest mail that is taken: two files that fit, one that does not.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_of_fifty_megabytes_is_filed() {
    let desk = Desk::new().await;
    let part = |name: &str, megabytes: usize| {
        let line = "a".repeat(1023) + "\n";
        let head = format!(
            "--q\nContent-Type: application/octet-stream; name={name}\nContent-Disposition: attachment; filename={name}\n\n"
        );
        head + &line.repeat(megabytes * 1024)
    };
    let raw = format!(
        "From: {}\nTo: x@y.example\nSubject: Large\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\nThree files\n{}{}{}--q--\n",
        desk.tenant().contact_email,
        part("small.bin", 11),
        part("also.bin", 12),
        part("large.bin", 26)
    );
    assert!(raw.len() > 49 * 1024 * 1024 && raw.len() <= inbound::MAX_MAIL);
    let number = desk.outcome(desk.receive(&raw).await).await.filed();
    let (text, _) = desk.last_post(number).await;
    assert!(text.starts_with("Three files"), "{text}");
    assert!(
        text.contains("1 attachment(s) were too many or too large"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_mail_is_kept_aside() {
    let desk = Desk::new().await;
    let mut bomb = b"From: a@b.co\nContent-Type: multipart/mixed; boundary=b\n\n".to_vec();
    for _ in 0..10_000 {
        bomb.extend_from_slice(b"--b\n\nx\n");
    }
    for raw in [
        b"\x00\x01\xff\xfe random bytes".to_vec(),
        bomb,
        vec![b'\n', b'x'],
        b"just words".to_vec(),
    ] {
        let id = desk.accept(&raw).await.id();
        desk.run_jobs().await;
        let outcome = desk.outcome(id).await;
        assert_eq!(outcome.state, InboundState::Quarantined, "{outcome:?}");
        assert!(!outcome.reason.is_empty());
        let mut tx = desk.kit.begin(desk.tenant().technician()).await;
        let text = ClockText::new("UTC", tx.now());
        inbound::get(&desk.kit.core, &mut tx, id, &text)
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_kept_with_safe_names_and_true_types() {
    let desk = Desk::new().await;
    let raw = format!(
        "From: {}\nTo: s@d.example\nSubject: files\nMessage-ID: <f@c>\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/html\n\n<p>See <img src=\"cid:pic@c\" alt=plan></p>\n--q\nContent-Type: application/pdf; name=\"../../etc/invoice\u{202e}fdp.exe\"\nContent-Transfer-Encoding: base64\n\nTVqQAAMAAAAEAAAA//8AALgAAAA=\n--q\nContent-Type: application/pdf\nContent-ID: <pic@c>\nContent-Disposition: inline; filename=plan.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\n--q--\n",
        desk.tenant().contact_email
    );
    let number = desk.outcome(desk.receive(&raw).await).await.filed();
    let mut tx = desk.kit.begin(desk.tenant().technician()).await;
    let text = ClockText::new("UTC", tx.now());
    let record = tickets::record(&mut tx, number, &text).await.unwrap();
    let files: Vec<_> = record.posts[0]
        .attachments
        .iter()
        .map(|f| (f.name.as_str(), f.content_type.as_str()))
        .collect();
    assert_eq!(files.len(), 2, "{files:?}");
    assert_eq!(files[0].0, "invoicefdp.exe");
    assert_ne!(
        files[0].1, "application/pdf",
        "the declared type is not believed"
    );
    assert_eq!(files[1], ("plan.png", "image/png"));
    let shown = &record.posts[0].html;
    assert!(
        shown.contains(&format!(
            "/attachments/{}",
            record.posts[0].attachments[1].id
        )),
        "{shown}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_made_harmless() {
    let desk = Desk::new().await;
    let from = format!(
        "=?utf-8?q?Anna=0D=0ABcc:_x@y.z_=E2=80=AEgnp?= <{}>",
        desk.tenant().contact_email
    );
    let subject = format!("=?utf-8?q?a=0D=0ABcc:_x@y.z?= {}", "long ".repeat(200));
    let outcome = desk
        .outcome(desk.receive(&mail(&from, &subject, "", "Hello")).await)
        .await;
    outcome.filed();
    assert!(outcome.subject.chars().count() <= 255);
    for text in [&outcome.subject, &outcome.from_name] {
        assert!(
            !text.chars().any(|c| c.is_control() || c == '\u{202e}'),
            "{text:?}"
        );
    }
    for sent in desk.kit.mail.texts() {
        assert!(!sent.lines().any(|line| line.starts_with("Bcc:")), "{sent}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_file_by_hand() {
    let desk = Desk::new().await;
    let core = &desk.kit.core;
    let tenant = desk.tenant();
    let number = tenant.tickets[1].number;
    let stranger = desk
        .receive(&mail(
            "Joe <joe@nowhere.example>",
            "Hi",
            "Message-ID: <j1@x>\n",
            "Hello from Joe",
        ))
        .await;

    let mut tx = desk.kit.begin(tenant.reader()).await;
    assert!(matches!(
        inbound::file_to_ticket(core, &mut tx, stranger, number).await,
        Err(Error::Forbidden(_))
    ));
    drop(tx);
    let mut tx = desk.kit.begin(desk.world.b.owner()).await;
    assert!(
        matches!(
            inbound::file_to_ticket(core, &mut tx, stranger, number).await,
            Err(Error::NotFound)
        ),
        "the other tenant sees nothing"
    );
    drop(tx);

    let mut tx = desk.kit.begin(tenant.owner()).await;
    assert!(matches!(
        inbound::file_to_ticket(core, &mut tx, stranger, 999_999).await,
        Err(Error::Invalid(_))
    ));
    assert_eq!(
        inbound::file_to_ticket(core, &mut tx, stranger, number)
            .await
            .unwrap(),
        number
    );
    assert!(
        matches!(
            inbound::file_to_ticket(core, &mut tx, stranger, number).await,
            Err(Error::Conflict(_))
        ),
        "once"
    );
    tx.commit().await.unwrap();
    assert_eq!(desk.last_post(number).await.0, "Hello from Joe");

    let second = desk
        .receive(&mail(
            "Joe <joe@nowhere.example>",
            "Hi",
            "Message-ID: <j2@x>\n",
            "Again",
        ))
        .await;
    let mut tx = desk.kit.begin(tenant.owner()).await;
    inbound::dismiss(&mut tx, second).await.unwrap();
    inbound::restore(&mut tx, second).await.unwrap();
    let made = inbound::file_as_new(
        core,
        &mut tx,
        second,
        tenant.clients[0].number,
        inbound::Sender::New,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(desk.outcome(second).await.filed(), made);

    // Now that Joe is known, his next mail needs nobody.
    let third = desk
        .receive(&mail(
            "joe@nowhere.example",
            "Hi",
            "Message-ID: <j3@x>\n",
            "Me again",
        ))
        .await;
    desk.outcome(third).await.filed();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_changed_decides_again() {
    let desk = Desk::new().await;
    let id = desk
        .receive(&mail("kim@late.example", "Hi", "", "Hello"))
        .await;
    assert_eq!(desk.outcome(id).await.state, InboundState::Quarantined);
    let mut tx = desk.kit.begin(desk.tenant().owner()).await;
    let client = desk.tenant().clients[0].id;
    server_core::clients::contacts::create_from_mail(&mut tx, client, "Kim", "kim@late.example")
        .await
        .unwrap();
    inbound::rerun(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    desk.run_jobs().await;
    desk.outcome(id).await.filed();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_shows_everything_page_by_page() {
    let desk = Desk::new().await;
    for i in 0..120 {
        desk.accept(mail("who@nowhere.example", &format!("Mail {i}"), "", "Hello").as_bytes())
            .await;
        if i % 7 == 0 {
            desk.kit.wait_seconds(1);
        }
    }
    desk.run_jobs().await;
    let mut tx = desk.kit.read(desk.tenant().technician()).await;
    let text = ClockText::new("UTC", tx.now());
    for state in ["", "quarantined"] {
        let mut seen = Vec::new();
        let mut filter = InboundFilter {
            state: state.into(),
            ..InboundFilter::default()
        };
        loop {
            let list = inbound::list(&mut tx, &filter, &text).await.unwrap();
            assert_eq!(list.quarantined, 100);
            seen.extend(list.page.rows.iter().map(|row| row.id));
            assert!(
                list.page
                    .rows
                    .iter()
                    .all(|row| !format!("{row:?}").contains(server_testing::CANARY))
            );
            match list.page.next {
                Some(next) => filter.after = next,
                None => break,
            }
        }
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), seen.len(), "none twice");
        assert_eq!(seen.len(), if state.is_empty() { 122 } else { 121 });
        filter.after = String::new();
        filter.before = "0-00000000000000000000000000000000".into();
        let first = inbound::list(&mut tx, &filter, &text).await.unwrap();
        assert_eq!(first.page.rows.len(), 50);
    }
    let wrong = InboundFilter {
        state: "lost".into(),
        ..InboundFilter::default()
    };
    assert!(matches!(
        inbound::list(&mut tx, &wrong, &text).await,
        Err(Error::Invalid(_))
    ));
}
