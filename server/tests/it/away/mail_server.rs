//! The mail server: mail waits, and goes out once when it is back.

use super::{Scene, until};
use crate::programs::{Line, Manner, Taken};
use server_testing::sql;
use std::time::Duration;

/// Lets the pause before the next try be over.
async fn hurry(scene: &Scene) {
    let mut conn = scene.kit.connect().await;
    let now = "UPDATE jobs SET run_at = NOW(6) WHERE state = 'queued'";
    sql::execute(&mut conn, now).await;
}

async fn goes_out_once(scene: &Scene, text: &str) {
    until("the reply is sent", Duration::from_secs(60), async || {
        hurry(scene).await;
        let taken = scene.smtp.taken();
        taken.iter().any(|mail| mail.text.contains(text))
    })
    .await;
    // Nothing more comes after it.
    let waiting = "SELECT COUNT(*) AS value FROM outbound_messages WHERE state = 'queued'";
    let mut conn = scene.kit.connect().await;
    until("nothing waits", Duration::from_secs(60), async || {
        hurry(scene).await;
        sql::number(&mut conn, waiting).await == 0
    })
    .await;
    // Later replies quote it, with a mark before the line.
    let taken = scene.smtp.taken();
    let says = |mail: &&Taken| mail.text.lines().any(|line| line.trim_end() == text);
    assert_eq!(taken.iter().filter(says).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_waits_for_a_mail_server_that_is_away_or_busy() {
    let scene = Scene::open().await;
    scene.smtp_line.set(Line::Cut);
    let (status, answer, _) = scene.reply("written while the mail server was away").await;
    assert!(status == 200 && answer.contains("Done"), "{answer}");
    let (status, report) = scene.readiness().await;
    assert_eq!((status, &report["status"]), (200, &"degraded".into()));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(scene.smtp.taken().is_empty());
    scene.smtp_line.set(Line::Whole);
    goes_out_once(&scene, "written while the mail server was away").await;

    scene.smtp.set(Manner::Busy);
    scene.reply("written while it was busy").await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    scene.smtp.set(Manner::Takes);
    goes_out_once(&scene, "written while it was busy").await;
}

/// A mail server that takes connections and says nothing: incoming mail is filed and pages load.
#[tokio::test(flavor = "multi_thread")]
async fn g31_a_hanging_mail_server_holds_up_no_incoming_mail() {
    let scene = Scene::open().await;
    scene.smtp_line.set(Line::Hanging);
    // More mails than a worker sends at once.
    for number in 0..10 {
        let (status, answer, took) = scene.reply(&format!("waiting {number}")).await;
        assert!(status == 200 && answer.contains("Done"), "{answer}");
        assert!(took < Duration::from_secs(3), "{took:?}");
    }
    let mail = format!(
        "From: {}\r\nTo: {}\r\nSubject: Incoming\r\nMessage-ID: <in@alpha.example>\r\n\r\nText\r\n",
        scene.world.a.contact_email, scene.world.a.mailbox_address
    );
    tokio::time::sleep(Duration::from_secs(2)).await;
    let ended = scene
        .installation
        .run(&["mail", "receive"], mail.as_bytes())
        .await;
    assert!(ended.status.success(), "{}", ended.stderr);
    let filed = "SELECT COUNT(*) AS value FROM inbound_messages WHERE message_id = 'in@alpha.example' AND state = 'filed'";
    let mut conn = scene.kit.connect().await;
    until("the mail is filed", Duration::from_secs(5), async || {
        sql::number(&mut conn, filed).await == 1
    })
    .await;
    assert_eq!(scene.page("/tickets").await.0, 200);
    scene.smtp_line.set(Line::Whole);
    goes_out_once(&scene, "waiting 3").await;
}
