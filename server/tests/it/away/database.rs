//! The database.

use super::{Scene, until};
use crate::programs::Line;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn without_the_database_pages_say_so_and_recover_by_themselves() {
    let scene = Scene::open().await;
    assert_eq!(scene.page("/tickets").await.0, 200);
    scene.database.set(Line::Cut);
    let (status, text, took) = scene.page("/tickets").await;
    assert_eq!(status, 503, "{text}");
    assert!(text.contains("The database cannot be reached"), "{text}");
    assert!(took < Duration::from_secs(6), "{took:?}");
    assert_eq!(scene.readiness().await.0, 503);
    assert_eq!(scene.page("/livez").await.0, 200);
    let (status, answer, _) = scene.reply("typed while the database was away").await;
    assert_eq!(status, 503, "{answer}");

    scene.database.set(Line::Whole);
    until("ready again", Duration::from_secs(10), async || {
        scene.readiness().await.0 == 200
    })
    .await;
    assert_eq!(scene.page("/tickets").await.0, 200);
    let (status, answer, _) = scene.reply("typed when it was back").await;
    assert!(status == 200 && answer.contains("Done"), "{answer}");
    let (_, page, _) = scene.page("/tickets/1002").await;
    assert!(page.contains("typed when it was back"));
    assert!(!page.contains("typed while the database was away"));
    // The workers came back too: the reply goes out.
    until("the reply is sent", Duration::from_secs(30), async || {
        let taken = scene.smtp.taken();
        taken
            .iter()
            .any(|mail| mail.text.contains("typed when it was back"))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g31_a_hanging_database_holds_up_only_what_needs_it() {
    let scene = Scene::open().await;
    assert_eq!(scene.page("/tickets").await.0, 200);
    scene.database.set(Line::Hanging);
    let waiting = (0..20).map(|_| scene.page("/tickets"));
    let (waited, ()) = tokio::join!(futures::future::join_all(waiting), async {
        for _ in 0..10 {
            let (status, _, took) = scene.page("/livez").await;
            assert!(status == 200 && took < Duration::from_secs(1), "{took:?}");
            let (status, _, took) = scene.page("/pkg/nothing.js").await;
            assert!(status == 404 && took < Duration::from_secs(1), "{took:?}");
        }
        let (status, _) = scene.readiness().await;
        assert_eq!(status, 503);
    });
    for (status, text, took) in waited {
        assert_eq!(status, 503, "{text}");
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
    scene.database.set(Line::Whole);
    until("pages again", Duration::from_secs(15), async || {
        scene.page("/tickets").await.0 == 200
    })
    .await;
}

/// The pipe asks the mail server to come back, also when the database hangs.
#[tokio::test(flavor = "multi_thread")]
async fn the_pipe_says_later_while_the_database_is_away() {
    let scene = Scene::open().await;
    let mail = format!(
        "From: anna@alpha.example\r\nTo: {}\r\nSubject: later\r\nMessage-ID: <later@alpha.example>\r\n\r\nText\r\n",
        scene.world.a.mailbox_address
    );
    for line in [Line::Cut, Line::Hanging] {
        scene.database.set(line);
        let ended = scene
            .installation
            .run(&["mail", "receive"], mail.as_bytes())
            .await;
        assert_eq!(ended.status.code(), Some(75), "{line:?}: {}", ended.stderr);
    }
    scene.database.set(Line::Whole);
    let ended = scene
        .installation
        .run(&["mail", "receive"], mail.as_bytes())
        .await;
    assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
    assert!(ended.stdout.starts_with("stored"), "{}", ended.stdout);
}
