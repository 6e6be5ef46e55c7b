//! Raw mail over HTTP: what a signature lets in, and the one answer for everything else.

use crate::test_app::TestApp;
use app_types::id::{MailboxId, MailboxKeyId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hmac::{Hmac, KeyInit, Mac};
use server_core::mail::mailboxes::{make_key, remove_key};
use server_core::secrecy::ExposeSecret;
use server_db::schema::{inbound_messages, mailbox_keys};
use server_testing::world::Tenant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const MAIL: &[u8] = b"From: who@nowhere.example\nTo: x@y.example\nSubject: Hello\n\nWords\n";

async fn secret(app: &TestApp, tenant: &Tenant) -> String {
    let mut tx = app.kit.begin(tenant.owner()).await;
    let made = make_key(&app.kit.core, &mut tx, tenant.mailbox)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    made.expose_secret().to_string()
}

fn signature(secret: &str, time: &str, body: &[u8]) -> String {
    let mut mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    let sum: [u8; 32] = mac.finalize().into_bytes().into();
    format!("v1={}", hex::encode(sum))
}

/// As a program sends it: no cookie, no origin.
async fn post(app: &TestApp, to: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String) {
    let url = format!("{}/mail/inbound/{to}", app.url);
    let mut request = reqwest::Client::new()
        .post(url)
        .header("content-type", "message/rfc822")
        .body(body.to_vec());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn signed(app: &TestApp, to: MailboxId, secret: &str, body: &[u8]) -> (u16, String) {
    let time = app.kit.now().seconds().to_string();
    let signature = signature(secret, &time, body);
    let headers = [
        ("X-Nestogy-Timestamp", time.as_str()),
        ("X-Nestogy-Signature", signature.as_str()),
    ];
    post(app, &to.to_string(), &headers, body).await
}

async fn mails(app: &TestApp, tenant: &Tenant) -> i64 {
    inbound_messages::table
        .filter(inbound_messages::tenant_id.eq(tenant.id))
        .filter(inbound_messages::source.eq("http"))
        .count()
        .get_result(&mut app.kit.connect().await)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_mail_is_stored_once() {
    let app = TestApp::new().await;
    let tenant = &app.world.a;
    let secret = secret(&app, tenant).await;
    let (status, text) = signed(&app, tenant.mailbox, &secret, MAIL).await;
    assert_eq!(status, 201, "{text}");
    assert!(text.starts_with("stored "), "{text}");
    // Sent again, also word for word within the five minutes: the same mail.
    let (status, text) = signed(&app, tenant.mailbox, &secret, MAIL).await;
    assert_eq!(status, 200, "{text}");
    assert_eq!(
        (mails(&app, tenant).await, mails(&app, &app.world.b).await),
        (1, 0)
    );
    let used: Vec<bool> = mailbox_keys::table
        .filter(mailbox_keys::tenant_id.eq(tenant.id))
        .order(mailbox_keys::created_at.asc())
        .select(mailbox_keys::used_at.is_not_null())
        .load(&mut app.kit.connect().await)
        .await
        .unwrap();
    assert_eq!(used.iter().filter(|used| **used).count(), 1, "{used:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_does_not_fit_gets_the_same_answer() {
    let app = TestApp::new().await;
    let (a, b) = (&app.world.a, &app.world.b);
    let secret = secret(&app, a).await;
    let now = app.kit.now().seconds();
    let time = now.to_string();
    let good = signature(&secret, &time, MAIL);
    let (old, early) = ((now - 301).to_string(), (now + 301).to_string());
    let (sign_old, sign_early) = (
        signature(&secret, &old, MAIL),
        signature(&secret, &early, MAIL),
    );
    let other = signature(&"0".repeat(64), &time, MAIL);
    let unknown = MailboxId::new().to_string();
    let own = a.mailbox.to_string();
    let twin = b.mailbox.to_string();
    let (own, twin, unknown) = (own.as_str(), twin.as_str(), unknown.as_str());
    let (time, good, other) = (time.as_str(), good.as_str(), other.as_str());
    let (old, early) = (old.as_str(), early.as_str());
    let (sign_old, sign_early) = (sign_old.as_str(), sign_early.as_str());
    let mut answers = Vec::new();
    for (to, time, signature) in [
        (own, time, other),
        (own, old, sign_old),
        (own, early, sign_early),
        (own, "", good),
        (own, "yesterday", good),
        (own, time, ""),
        (own, time, &good[3..]),
        (own, time, "v1=00"),
        (own, old, good),
        (twin, time, good),
        (unknown, time, good),
        ("support", time, good),
        ("%00", time, good),
    ] {
        let headers = [
            ("X-Nestogy-Timestamp", time),
            ("X-Nestogy-Signature", signature),
        ];
        answers.push(post(&app, to, &headers, MAIL).await);
    }
    answers.push(post(&app, own, &[], MAIL).await);
    // The right signature over other words, and twice.
    let headers = [("X-Nestogy-Timestamp", time), ("X-Nestogy-Signature", good)];
    answers.push(post(&app, own, &headers, b"From: x@y.co\n\nOther words\n").await);
    let doubled = [headers[0], headers[1], headers[1]];
    answers.push(post(&app, own, &doubled, MAIL).await);
    // A person's cookie opens nothing here.
    let cookie = app.cookie(a, "owner").await;
    answers.push(post(&app, own, &[("cookie", &cookie)], MAIL).await);
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
    assert_eq!(answers[0].0, 401);
    assert_eq!((mails(&app, a).await, mails(&app, b).await), (0, 0));
    // The very same, where everything fits.
    assert_eq!(post(&app, own, &headers, MAIL).await.0, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_can_be_replaced_without_a_gap() {
    let app = TestApp::new().await;
    let tenant = &app.world.a;
    let mut tx = app.kit.begin(tenant.owner()).await;
    remove_key(&mut tx, tenant.mailbox_key).await.unwrap();
    tx.commit().await.unwrap();
    let (first, second) = (secret(&app, tenant).await, secret(&app, tenant).await);
    let words = |n: u8| [MAIL, &[b'0' + n]].concat();
    assert_eq!(signed(&app, tenant.mailbox, &first, &words(1)).await.0, 201);
    assert_eq!(
        signed(&app, tenant.mailbox, &second, &words(2)).await.0,
        201
    );
    let oldest: MailboxKeyId = mailbox_keys::table
        .filter(mailbox_keys::tenant_id.eq(tenant.id))
        .order((mailbox_keys::created_at.asc(), mailbox_keys::id.asc()))
        .select(mailbox_keys::id)
        .first(&mut app.kit.connect().await)
        .await
        .unwrap();
    let mut tx = app.kit.begin(tenant.owner()).await;
    remove_key(&mut tx, oldest).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(signed(&app, tenant.mailbox, &first, &words(3)).await.0, 401);
    assert_eq!(
        signed(&app, tenant.mailbox, &second, &words(4)).await.0,
        201
    );
    // A mailbox out of use takes nothing.
    let mut tx = app.kit.begin(tenant.owner()).await;
    server_core::mail::mailboxes::set_archived(&mut tx, tenant.mailbox, true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        signed(&app, tenant.mailbox, &second, &words(5)).await.0,
        401
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_bodies_are_kept_or_refused() {
    let app = TestApp::new().await;
    let tenant = &app.world.a;
    let secret = secret(&app, tenant).await;
    let random: Vec<u8> = (0..100_000u32).map(|n| (n * 7919 % 251) as u8).collect();
    assert_eq!(signed(&app, tenant.mailbox, &secret, &random).await.0, 201);
    for empty in [&b""[..], b" \r\n"] {
        assert_eq!(signed(&app, tenant.mailbox, &secret, empty).await.0, 422);
    }
    let url = format!("{}/mail/inbound/{}", app.url, tenant.mailbox);
    let get = reqwest::get(&url).await.unwrap().status().as_u16();
    assert_eq!(get, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_over_the_limit_is_refused_before_it_is_read() {
    let app = TestApp::new().await;
    let tenant = &app.world.a;
    let secret = secret(&app, tenant).await;
    let three_megabytes = [MAIL, &vec![b'a'; 3 * 1024 * 1024]].concat();
    let (status, text) = signed(&app, tenant.mailbox, &secret, &three_megabytes).await;
    assert_eq!(status, 201, "{text}");
    // Only the head is sent: whoever waits for the body waits for ever.
    let address = app.url.trim_start_matches("http://");
    let time = app.kit.now().seconds().to_string();
    let head = format!(
        "POST /mail/inbound/{} HTTP/1.1\r\nhost: {address}\r\nx-nestogy-timestamp: {time}\r\nx-nestogy-signature: {}\r\ncontent-length: {}\r\n\r\n",
        tenant.mailbox,
        signature(&secret, &time, b""),
        server_core::mail::inbound::MAX_MAIL + 1
    );
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 64];
    let length = stream.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}
