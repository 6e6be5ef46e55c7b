//! What the world sends: mailboxes that each have a board, programs that answer each other,
//! charsets that are not what they say, and mails built to exhaust whoever reads them.

use crate::mail_kit::{Desk, mail};
use app_types::id::{BoardId, InboundMessageId};
use app_types::mail::{InboundState, MailboxInput};
use app_types::tickets::PostKind;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_core::clocktext::ClockText;
use server_core::mail::inbound::{self, Source};
use server_core::mail::mailboxes;
use server_core::tickets::{self, ReplyInput};
use server_db::schema::{boards, contacts, tickets as ticket_table};
use server_testing::Tenant;
use std::time::{Duration, Instant};

/// Far above what is measured, far below what a mail could cost that exhausts its reader.
const PATIENCE: Duration = Duration::from_secs(120);

async fn board(desk: &Desk, name: &str) -> BoardId {
    let id = BoardId::new();
    diesel::insert_into(boards::table)
        .values((
            boards::tenant_id.eq(desk.tenant().id),
            boards::id.eq(id),
            boards::name.eq(name),
            boards::position.eq(9u16),
            boards::created_at.eq(desk.kit.now()),
        ))
        .execute(&mut desk.kit.connect().await)
        .await
        .unwrap();
    id
}

async fn mailbox(desk: &Desk, board: BoardId, address: &str, name: &str) {
    let mut tx = desk.kit.begin(desk.tenant().owner()).await;
    let input = MailboxInput {
        address: address.into(),
        display_name: name.into(),
        board: board.to_string(),
        ..MailboxInput::default()
    };
    mailboxes::create(&desk.kit.core, &mut tx, &input)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn receive_at(desk: &Desk, address: &str, raw: &str) -> InboundMessageId {
    let source = Source::pipe(vec![address.to_string()]);
    let accepted = inbound::accept(&desk.kit.core, source, raw.as_bytes()).await;
    let id = accepted.unwrap().id();
    desk.run_jobs().await;
    id
}

async fn board_of(desk: &Desk, number: u64) -> BoardId {
    ticket_table::table
        .filter(ticket_table::tenant_id.eq(desk.tenant().id))
        .filter(ticket_table::number.eq(number))
        .select(ticket_table::board_id)
        .first(&mut desk.kit.connect().await)
        .await
        .unwrap()
}

async fn reply(desk: &Desk, tenant: &Tenant, number: u64) {
    let mut tx = desk.kit.begin(tenant.technician()).await;
    let version = tickets::by_number(&mut tx, number).await.unwrap().version;
    let reply = ReplyInput {
        kind: PostKind::Reply,
        body: "We look at it.".into(),
        version,
        status: String::new(),
        files: Vec::new(),
    };
    tickets::write(&mut tx, number, reply).await.unwrap();
    tx.commit().await.unwrap();
    desk.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mailbox_files_to_its_board_and_answers_from_its_own_address() {
    let desk = Desk::new().await;
    let anna = desk.tenant().contact_email.clone();
    let projects = board(&desk, "Projects").await;
    let address = "projects@alpha.example";
    mailbox(&desk, projects, address, "Alpha Projects").await;

    let raw = mail(
        &anna,
        "A new office",
        "Message-ID: <p@c>\n",
        "Please plan it.",
    );
    let new = desk.outcome(receive_at(&desk, address, &raw).await).await;
    let number = new.filed();
    assert_eq!(board_of(&desk, number).await, projects);
    reply(&desk, desk.tenant(), number).await;
    let sent = desk.kit.mail.texts();
    assert_eq!(sent.len(), 2, "an acknowledgement and a reply: {sent:?}");
    for sent in &sent {
        let from = sent.lines().find(|line| line.starts_with("From:"));
        let from = from.unwrap_or_default();
        assert!(
            from.contains("Alpha Projects") && from.contains(address),
            "{from}"
        );
        assert!(sent.contains("projects+"), "the reply address: {sent}");
    }
    desk.kit.mail.clear();

    // The other mailbox has the other board; a mail to both is one.
    let raw = mail(
        &anna,
        "Printer",
        "Message-ID: <q@c>\n",
        "It does not print.",
    );
    let first = desk.receive(&raw).await;
    let number = desk.outcome(first).await.filed();
    assert_eq!(board_of(&desk, number).await, desk.tenant().board);
    let sent = desk.kit.mail.texts().remove(0);
    assert!(sent.contains(&desk.tenant().mailbox_address), "{sent}");
    assert_eq!(receive_at(&desk, address, &raw).await, first);

    // The answer may come to the other mailbox: its ticket stays where it is.
    let answer = mail(
        &anna,
        &format!("Re: [#{number}] Printer"),
        "Message-ID: <r@c>\n",
        "Thanks",
    );
    let answered = desk
        .outcome(receive_at(&desk, address, &answer).await)
        .await;
    assert_eq!(answered.filed(), number);
    assert_eq!(board_of(&desk, number).await, desk.tenant().board);
}

async fn give_address(desk: &Desk, tenant: &Tenant, address: &str) {
    diesel::update(contacts::table)
        .filter(contacts::tenant_id.eq(tenant.id))
        .filter(contacts::id.eq(tenant.contacts[0]))
        .set(contacts::email.eq(Some(address)))
        .execute(&mut desk.kit.connect().await)
        .await
        .unwrap();
}

/// Two workspaces of this program are each other's contacts: each answers mail by itself.
#[tokio::test(flavor = "multi_thread")]
async fn two_workspaces_that_answer_each_other_stop() {
    let desk = Desk::new().await;
    let (a, b) = (&desk.world.a, &desk.world.b);
    give_address(&desk, a, &b.mailbox_address).await;
    give_address(&desk, b, &a.mailbox_address).await;
    let hello = mail(
        &b.mailbox_address,
        "Hello",
        "Message-ID: <h@b>\n",
        "A person writes",
    );
    receive_at(&desk, &a.mailbox_address, &hello).await;
    let mut rounds = 0;
    loop {
        let sent = desk.kit.mail.texts();
        desk.kit.mail.clear();
        if sent.is_empty() {
            break;
        }
        rounds += 1;
        assert!(rounds < 5, "it does not stop: {sent:?}");
        for raw in sent {
            for to in [&a.mailbox_address, &b.mailbox_address] {
                receive_at(&desk, to, &raw.replace("\r\n", "\n")).await;
            }
        }
    }
    assert_eq!(rounds, 1, "the acknowledgement, and nothing after it");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_read_whatever_the_charset_says() {
    let desk = Desk::new().await;
    let anna = desk.tenant().contact_email.clone();
    let head = |id: &str, kind: &str| {
        format!(
            "From: {anna}\nTo: s@d.example\nSubject: x {id}\nMessage-ID: <{id}@c>\nMIME-Version: 1.0\nContent-Type: {kind}\n\n"
        )
    };
    for (id, kind, body, words) in [
        (
            "lie",
            "text/plain; charset=utf-8",
            &b"Gr\xFC\xDFe"[..],
            "Grüße",
        ),
        (
            "twice",
            "text/plain; charset=iso-8859-1",
            "Grüße".as_bytes(),
            "Grüße",
        ),
        ("none", "text/plain", b"Gr\xFC\xDFe", "Grüße"),
        ("odd", "text/plain; charset=x-none", b"Gr\xFC\xDFe", "Grüße"),
        (
            "east",
            "text/plain; charset=shift_jis",
            b"\x83v\x83\x8A\x83\x93\x83^",
            "プリンタ",
        ),
        (
            "html",
            "text/html; charset=utf-8",
            b"<p>Gr\xFC\xDFe</p>",
            "Grüße",
        ),
    ] {
        let raw = [head(id, kind).as_bytes(), body].concat();
        let stored = desk.accept(&raw).await.id();
        desk.run_jobs().await;
        let number = desk.outcome(stored).await.filed();
        assert_eq!(desk.last_post(number).await.0, words, "{id}");
    }
}

/// HTML that would make a parser work for hours is filed with its plain text, or as letters. As
/// answers, so that the search for quotes has its share.
#[tokio::test(flavor = "multi_thread")]
async fn html_bombs_are_filed_in_time() {
    let desk = Desk::new().await;
    let anna = desk.tenant().contact_email.clone();
    let hello = mail(&anna, "Bombs", "", "The first mail");
    let number = desk.outcome(desk.receive(&hello).await).await.filed();
    let links = "<a href=https://a.example><table><tr><td>".repeat(400) + &"x".repeat(800_000);
    let bombs = [
        ("links", links),
        ("cuts", "<p id=appendonsend>x".repeat(45_000)),
        ("signatures", "<p class=gmail_signature>x".repeat(35_000)),
        (
            "quoted",
            "<blockquote type=cite>x</blockquote>".repeat(25_000),
        ),
        (
            "heads",
            "<p>From: a@b.co</p><p>Sent: 2026</p>".repeat(25_000),
        ),
        ("rulers", "<hr>____________<br>".repeat(40_000)),
        ("deep", "<div>".repeat(150_000)),
        ("quotes", "<blockquote type=cite>".repeat(40_000)),
        ("tables", "<table><tr><td>".repeat(40_000)),
        ("formats", "<b><i><u><font>".repeat(30_000)),
        (
            "attributes",
            format!("<p {}>words</p>", "a=b ".repeat(200_000)),
        ),
        (
            "pictures",
            "<img src=https://a.example/p.png alt=p>".repeat(20_000),
        ),
        ("entities", "&amp;".repeat(180_000)),
        ("open", "<".repeat(900_000)),
        ("comments", "<!--".repeat(200_000)),
        (
            "wrote",
            "<p>On Mon, 23 Nov 2026 Anna wrote:</p>".repeat(20_000),
        ),
    ];
    for (name, html) in bombs {
        let raw = format!(
            "From: {anna}\nTo: s@d.example\nSubject: Re: [#{number}] {name}\nMessage-ID: <{name}@c>\nContent-Type: multipart/alternative; boundary=q\n\n--q\n\nThe words of {name}\n--q\nContent-Type: text/html\n\n{html}\n--q--\n"
        );
        let started = Instant::now();
        let id = desk.receive(&raw).await;
        let took = started.elapsed();
        println!("{name:10} {took:?}");
        assert!(took < PATIENCE, "{name}: {took:?}");
        assert_eq!(desk.outcome(id).await.filed(), number, "{name}");
        let (text, html) = desk.last_post(number).await;
        assert!(!text.trim().is_empty(), "{name}");
        assert!(html.len() < 4_000_000, "{name}: {}", html.len());
        page_opens(&desk, id, name).await;
    }
}

async fn page_opens(desk: &Desk, id: InboundMessageId, name: &str) {
    let mut tx = desk.kit.begin(desk.tenant().technician()).await;
    let text = ClockText::new("UTC", tx.now());
    let started = Instant::now();
    let record = inbound::get(&desk.kit.core, &mut tx, id, &text).await;
    let took = started.elapsed();
    assert!(record.is_ok(), "{name}");
    assert!(took < PATIENCE, "the page of {name}: {took:?}");
}

/// Ten thousand parts, beside each other and inside each other: kept aside at once, whole, with
/// the reason.
#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_parts_are_kept_aside_in_time() {
    let desk = Desk::new().await;
    let anna = desk.tenant().contact_email.clone();
    let beside = "--q\nContent-Type: image/png; name=a.png\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\niVBO\n".repeat(10_000);
    let inside: String = (0..10_000)
        .map(|n| {
            format!(
                "--b{n}\nContent-Type: multipart/mixed; boundary=b{}\n\n",
                n + 1
            )
        })
        .collect();
    let mails = "--q\nContent-Type: message/rfc822\n\nSubject: in\n\n".repeat(10_000);
    let digest = "--q\n\nFrom: a@b.co\nSubject: in\n\nx\n".repeat(10_000);
    for (name, kind, body) in [
        ("beside", "multipart/mixed; boundary=q", &beside),
        ("inside", "multipart/mixed; boundary=b0", &inside),
        ("mails", "multipart/mixed; boundary=q", &mails),
        ("digest", "multipart/digest; boundary=q", &digest),
    ] {
        let raw = format!(
            "From: {anna}\nTo: s@d.example\nSubject: {name}\nMessage-ID: <{name}@c>\nContent-Type: {kind}\n\n{body}"
        );
        let started = Instant::now();
        let id = desk.receive(&raw).await;
        let took = started.elapsed();
        println!("{name:10} {took:?}");
        assert!(took < PATIENCE, "{name}: {took:?}");
        let outcome = desk.outcome(id).await;
        assert_eq!(
            outcome.state,
            InboundState::Quarantined,
            "{name}: {outcome:?}"
        );
        assert!(
            outcome.reason.starts_with("More than"),
            "{}",
            outcome.reason
        );
        page_opens(&desk, id, name).await;
        let mut tx = desk.kit.begin(desk.tenant().technician()).await;
        let whole = inbound::original(&desk.kit.core, &mut tx, id)
            .await
            .unwrap();
        assert!(whole == raw.as_bytes(), "{name}: the original is whole");
    }
}
