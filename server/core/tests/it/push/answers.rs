//! What the answers of a push service lead to.

use super::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_gone_is_forgotten() {
    let bench = Bench::new().await;
    for head in ["410 Gone", "404 Not Found"] {
        bench.browser("phone").await;
        bench.service.answer_next(head);
        bench.kit.wait_seconds(120);
        bench.client_replies().await;
        bench.run_due(0).await;
        assert!(bench.devices(bench.technician()).await.is_empty(), "{head}");
    }
    bench.client_replies().await;
    bench.run_due(600).await;
    assert_eq!(bench.service.taken().len(), 2, "and told nothing more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_is_asked_for_is_kept() {
    let bench = Bench::new().await;
    bench.browser("phone").await;
    for _ in 0..12 {
        // More often than any policy would try: a pause costs no attempt.
        bench
            .service
            .answer_next("429 Too Many Requests\r\nretry-after: 120");
    }
    bench.client_replies().await;
    bench.run_due(0).await;
    assert_eq!(bench.service.taken().len(), 1);
    bench.run_due(110).await;
    assert_eq!(bench.service.taken().len(), 1, "not before it is over");
    for _ in 0..12 {
        bench.run_due(121).await;
    }
    let taken = bench.service.taken();
    assert_eq!(taken.len(), 13);
    let left: u32 = taken[12].header("ttl").parse().unwrap();
    assert!(
        left < 86_400 - 12 * 120,
        "what is late is kept for less: {left}"
    );
    let device = &bench.devices(bench.technician()).await[0];
    assert!(device.pushed.is_some() && device.trouble.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_always_asks_for_a_pause_is_left_after_a_day() {
    let bench = Bench::new().await;
    bench.browser("phone").await;
    for _ in 0..60 {
        bench
            .service
            .answer_next("429 No\r\nretry-after: 999999999");
    }
    bench.client_replies().await;
    for _ in 0..50 {
        bench.run_due(3_700).await;
    }
    let tries = bench.service.taken().len();
    assert!(
        (20..=26).contains(&tries),
        "an hour at most, for a day: {tries}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_fails_is_tried_again_and_then_its_trouble_is_shown() {
    let bench = Bench::new().await;
    let (phone, _) = bench.browser("phone").await;
    bench.service.answer_next("500 Oh no");
    bench.client_replies().await;
    bench.run_due(0).await;
    bench.run_due(60).await;
    let taken = bench.service.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(phone.read(&taken[0].body), phone.read(&taken[1].body));
    for _ in 0..20 {
        bench.service.answer_next("502 Bad Gateway");
    }
    bench.client_replies().await;
    for _ in 0..12 {
        bench.run_due(1_000).await;
    }
    assert_eq!(
        bench.service.taken().len(),
        2 + 8,
        "as often as its policy says"
    );
    let device = &bench.devices(bench.technician()).await[0];
    assert_eq!(device.trouble, "The push service answered 502");
    assert_eq!(bench.dead_jobs().await, 0, "nobody has to decide about it");
}

#[tokio::test(flavor = "multi_thread")]
async fn f05_what_is_refused_or_redirected_is_not_tried_again() {
    let bench = Bench::new().await;
    for (head, said) in [
        ("403 Forbidden", "The push service answered 403"),
        ("413 Too Large", "The push service answered 413"),
        (
            "307 Elsewhere\r\nlocation: http://169.254.169.254/",
            "The push service answered 307",
        ),
    ] {
        let (_, id) = bench.browser("phone").await;
        let before = bench.service.taken().len();
        bench.service.answer_next(head);
        bench.kit.wait_seconds(120);
        bench.client_replies().await;
        bench.run_due(0).await;
        bench.run_due(3_600).await;
        assert_eq!(bench.service.taken().len(), before + 1, "{head}");
        let devices = bench.devices(bench.technician()).await;
        let device = devices.iter().find(|device| device.id == id).unwrap();
        assert_eq!(device.trouble, said);
    }
    // What gets through again clears it.
    bench.kit.wait_seconds(120);
    bench.client_replies().await;
    bench.run_due(0).await;
    assert_eq!(bench.devices(bench.technician()).await[0].trouble, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_not_there_is_tried_again() {
    let bench = Bench::new().await;
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let browser = server_testing::Browser::at(format!("http://127.0.0.1:{port}/x"));
    let me = bench.technician();
    let session = bench.session(&me).await;
    bench
        .subscribe(&me, session, &browser.form())
        .await
        .unwrap();
    bench.client_replies().await;
    for _ in 0..12 {
        bench.run_due(1_000).await;
    }
    let device = &bench.devices(me).await[0];
    assert_eq!(device.trouble, "The push service cannot be reached");
}

impl Bench {
    async fn dead_jobs(&self) -> i64 {
        let sql = "SELECT COUNT(*) AS value FROM jobs WHERE state = 'dead' AND kind LIKE 'notifications.%'";
        server_testing::sql::number(&mut self.kit.connect().await, sql).await
    }
}
