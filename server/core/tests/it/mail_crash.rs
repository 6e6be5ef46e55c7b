//! Work cut off at random points, as by `kill -9`: nothing lost, nothing done twice.

use crate::mail_kit::{Desk, mail};
use diesel_async::RunQueryDsl;
use server_core::jobs;
use std::time::Duration;

/// What the reaper does after the lease of a killed worker has run out.
pub async fn give_jobs_back(desk: &Desk) {
    give_jobs_back_in(&desk.kit).await;
}

/// The same for a test without a desk.
pub async fn give_jobs_back_in(kit: &server_testing::Kit) {
    let mut conn = kit.connect().await;
    // A connection that was cut off may hold its locks for a moment.
    for _ in 0..50 {
        let freed = diesel::sql_query(
            "UPDATE jobs SET state = 'queued', lease_token = NULL, lease_until = NULL, \
             run_at = LEAST(run_at, NOW(6)) WHERE state = 'running' OR (state = 'queued' AND attempts > 0)",
        )
        .execute(&mut conn)
        .await;
        if freed.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the jobs stay locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn filing_cut_off_anywhere_makes_one_ticket() {
    let desk = Desk::new().await;
    let before = desk.counts().await;
    let picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const MAILS: i64 = 12;
    for i in 0..MAILS {
        let from = format!("person{i}@{}", desk.tenant().client_domain);
        let headers =
            format!("Message-ID: <{i}@crash>\nContent-Type: multipart/mixed; boundary=q\n");
        let body = format!(
            "--q\n\nHello {i}\n--q\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n{picture}\n--q--"
        );
        desk.accept(mail(&from, &format!("Mail {i}"), &headers, &body).as_bytes())
            .await;
    }
    for cut in 0..60u64 {
        // From before the claim to after the last commit of a round.
        let patience = Duration::from_micros(300 + cut * cut * 60);
        let core = desk.kit.core.clone();
        let registry = desk.registry.clone();
        let work = tokio::spawn(async move { jobs::run_due(&core, &registry).await });
        tokio::time::sleep(patience).await;
        work.abort();
        let _ = work.await;
        give_jobs_back(&desk).await;
    }
    desk.run_jobs().await;
    let after = desk.counts().await;
    assert_eq!(after.0 - before.0, MAILS, "one ticket each");
    assert_eq!(after.1 - before.1, MAILS, "one post each");
    assert_eq!(after.2 - before.2, MAILS, "one incoming row each");
    assert_eq!(after.3 - before.3, MAILS, "one acknowledgement each");
    let ids: std::collections::BTreeSet<String> = desk
        .kit
        .mail
        .texts()
        .iter()
        .filter_map(|text| {
            text.lines()
                .find(|line| line.starts_with("Message-ID"))
                .map(str::to_string)
        })
        .collect();
    assert_eq!(ids.len() as i64, MAILS, "every acknowledgement went out");
}

#[tokio::test(flavor = "multi_thread")]
async fn accepting_cut_off_anywhere_keeps_the_mail_or_says_no() {
    let desk = Desk::new().await;
    let before = desk.counts().await;
    let mut promised = 0;
    for i in 0..40u64 {
        let raw = mail(
            &desk.tenant().contact_email,
            "x",
            &format!("Message-ID: <{i}@cut>\n"),
            "Hello",
        );
        let core = desk.kit.core.clone();
        let to = desk.tenant().mailbox_address.clone();
        let work = async {
            let source = server_core::mail::inbound::Source::pipe(vec![to]);
            server_core::mail::inbound::accept(&core, source, raw.as_bytes()).await
        };
        if let Ok(accepted) = tokio::time::timeout(Duration::from_micros(i * 400), work).await {
            accepted.unwrap();
            promised += 1;
        }
    }
    // The mail server tries again what it was not promised; what it was promised may come again.
    for i in 0..40u64 {
        let raw = mail(
            &desk.tenant().contact_email,
            "x",
            &format!("Message-ID: <{i}@cut>\n"),
            "Hello",
        );
        desk.accept(raw.as_bytes()).await;
    }
    desk.run_jobs().await;
    let after = desk.counts().await;
    assert_eq!(
        (after.0 - before.0, after.2 - before.2),
        (40, 40),
        "{promised} were promised at first"
    );
}
