//! Whose a browser is, and when it ceases to be.

use super::Bench;
use app_types::id::PushDeviceId;
use app_types::notifications::PushForm;
use server_core::Error;
use server_core::identity::{sessions, users};
use server_core::notifications::push;
use server_db::Clock;
use server_db::redis::Redis;
use server_testing::CANARY;

#[tokio::test(flavor = "multi_thread")]
async fn a_test_arrives_and_one_at_a_time() {
    let bench = Bench::new().await;
    let (phone, id) = bench.browser("phone").await;
    let mut tx = bench.kit.begin(bench.technician()).await;
    push::test(&mut tx, id).await.unwrap();
    let again = push::test(&mut tx, id).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    tx.commit().await.unwrap();
    bench.run_due(0).await;
    let taken = bench.service.taken();
    assert_eq!(taken.len(), 1);
    let said = phone.read(&taken[0].body).unwrap();
    assert_eq!(said["title"], "A test from Nestogy");
    assert_eq!(taken[0].header("ttl"), "600");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_more_than_ten_also_not_by_two_at_once() {
    let bench = Bench::new().await;
    for n in 0..9 {
        bench.browser(&n.to_string()).await;
    }
    let me = bench.technician();
    let session = bench.session(&me).await;
    let forms = ["ninth", "tenth"].map(|name| bench.service.browser(name).form());
    let (one, two) = tokio::join!(
        bench.subscribe(&me, session, &forms[0]),
        bench.subscribe(&me, session, &forms[1]),
    );
    let refused = [one, two].into_iter().filter_map(|done| done.err());
    let refused: Vec<Error> = refused.collect();
    assert!(matches!(refused[..], [Error::Conflict(_)]), "{refused:?}");
    assert_eq!(bench.devices(me.clone()).await.len(), push::MOST);
    // One that is known may come again.
    let known = bench.service.browser("0").form();
    bench.subscribe(&me, session, &known).await.unwrap();
    assert_eq!(bench.devices(me).await.len(), push::MOST);
}

#[tokio::test(flavor = "multi_thread")]
async fn f01_f02_hostile_subscriptions_are_refused() {
    let bench = Bench::new().await;
    let me = bench.technician();
    let session = bench.session(&me).await;
    let good = bench.service.browser("phone").form();
    let at = |endpoint: &str| PushForm {
        endpoint: endpoint.to_string(),
        ..good.clone()
    };
    let keys = |p256dh: &str, auth: &str| PushForm {
        p256dh: p256dh.to_string(),
        auth: auth.to_string(),
        ..good.clone()
    };
    let mut off_the_curve = good.p256dh.clone();
    off_the_curve.replace_range(40..44, "AAAA");
    let huge = "A".repeat(5_000_000);
    for form in [
        at("http://169.254.169.254/latest/meta-data"),
        at("https://169.254.169.254/latest/meta-data"),
        at("https://[::ffff:169.254.169.254]/"),
        at("https://10.0.0.1/"),
        at("https://[fd00:ec2::254]/"),
        at("http://push.example/"),
        at("https://push.example:22/"),
        at("https://127.0.0.1@10.0.0.1/"),
        at("file:///etc/passwd"),
        at(""),
        // A line break would come between the parts of what is sealed.
        at(&format!("{}\nhttp://10.0.0.1/", good.endpoint)),
        at(&format!("{}\u{e9}", good.endpoint)),
        at(&huge),
        keys("", ""),
        keys(&huge, &good.auth),
        keys(&good.p256dh, &huge),
        keys(&good.p256dh, "AAAA"),
        keys(&off_the_curve, &good.auth),
        keys(&"A".repeat(87), &good.auth),
        keys("!!!!", &good.auth),
        keys(&format!("{}\nx", good.p256dh), &good.auth),
        PushForm {
            replaces: huge.clone(),
            ..good.clone()
        },
    ] {
        let refused = bench.subscribe(&me, session, &form).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    assert!(bench.devices(me.clone()).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_persons_and_another_tenants_do_not_exist() {
    let bench = Bench::new().await;
    let (phone, id) = bench.browser("phone").await;
    let settings = &bench.kit.core.settings;
    for actor in [bench.a().owner(), bench.world.b.technician()] {
        let session = bench.session(&actor).await;
        for id in [id, PushDeviceId::new()] {
            let mut tx = bench.kit.begin(actor.clone()).await;
            let tested = push::test(&mut tx, id).await;
            assert!(matches!(tested, Err(Error::NotFound)), "{tested:?}");
            let removed = push::remove(&mut tx, id).await;
            assert!(matches!(removed, Err(Error::NotFound)), "{removed:?}");
        }
        let mut tx = bench.kit.begin(actor.clone()).await;
        let here = push::here(&mut tx, settings, session, &phone.endpoint).await;
        assert_eq!(here.unwrap(), None);
        // It does not take the place of somebody else's either.
        let form = PushForm {
            replaces: phone.endpoint.clone(),
            ..bench.service.browser("other").form()
        };
        push::subscribe(&mut tx, settings, session, &form)
            .await
            .unwrap();
    }
    let mine = bench.devices(bench.technician()).await;
    assert_eq!(mine.len(), 1);
    let owner = bench.settings(bench.a().owner()).await;
    assert!(!format!("{owner:?}").contains(CANARY));
    let foreign = bench.settings(bench.world.b.owner()).await;
    assert_ne!(owner.key, foreign.key, "each workspace has its own key");
    let mut tx = bench.kit.begin(bench.a().system()).await;
    let nobody = push::test(&mut tx, id).await;
    assert!(matches!(nobody, Err(Error::Unauthenticated)), "{nobody:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_of_whoever_turned_it_on_last() {
    let bench = Bench::new().await;
    let (phone, _) = bench.browser("shared").await;
    bench.client_replies().await;
    let owner = bench.a().owner();
    let session = bench.session(&owner).await;
    let before = bench.devices(owner.clone()).await.len();
    bench
        .subscribe(&owner, session, &phone.form())
        .await
        .unwrap();
    assert!(bench.devices(bench.technician()).await.is_empty());
    assert_eq!(bench.devices(owner).await.len(), before + 1);
    bench.run_due(0).await;
    let taken = bench.service.taken();
    assert!(taken.is_empty(), "what was on its way to the one before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browsers_new_subscription_takes_the_place_of_its_old_one() {
    let bench = Bench::new().await;
    let (old, _) = bench.browser("old").await;
    let me = bench.technician();
    let session = bench.session(&me).await;
    let form = PushForm {
        replaces: old.endpoint,
        ..bench.service.browser("new").form()
    };
    bench.subscribe(&me, session, &form).await.unwrap();
    assert_eq!(bench.devices(me).await.len(), 1);
    bench.client_replies().await;
    bench.run_due(0).await;
    let paths: Vec<String> = bench
        .service
        .taken()
        .into_iter()
        .map(|one| one.path)
        .collect();
    assert_eq!(paths, ["/push/new"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a05_whoever_is_signed_out_is_told_nothing_more() {
    let bench = Bench::new().await;
    let (me, settings) = (bench.technician(), &bench.kit.core.settings);
    let mut made = Vec::new();
    for name in ["this", "lost", "old"] {
        let browser = bench.service.browser(name);
        let session = bench.session(&me).await;
        bench
            .subscribe(&me, session, &browser.form())
            .await
            .unwrap();
        made.push((browser, session));
    }
    // The lost one is ended alone.
    let mut tx = bench.kit.begin(me.clone()).await;
    sessions::revoke(&mut tx, made[1].1).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(bench.devices(me.clone()).await.len(), 2);
    // A browser whose person has signed in again goes with the new session.
    let anew = bench.session(&me).await;
    let mut tx = bench.kit.begin(me.clone()).await;
    let here = push::here(&mut tx, settings, anew, &made[0].0.endpoint).await;
    assert!(here.unwrap().is_some());
    sessions::revoke_others(&mut tx, anew).await.unwrap();
    tx.commit().await.unwrap();
    let left = bench.devices(me.clone()).await;
    assert_eq!(left.len(), 1, "all others are silent");
    bench.client_replies().await;
    // Disabled while a message waits.
    let mut tx = bench.kit.begin(bench.a().owner()).await;
    users::disable(&mut tx, me.user_id().unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    bench.run_due(0).await;
    assert!(bench.devices(me).await.is_empty());
    assert!(bench.service.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_of_the_installation_ends_what_listened_to_the_old_one() {
    let bench = Bench::new().await;
    let (phone, _) = bench.browser("phone").await;
    let me = bench.technician();
    let url = bench.kit.db.url();
    let other = server_testing::kit::core_over(&url, Redis::off(), Clock::System);
    let session = bench.session(&me).await;
    bench.client_replies().await;
    let report = server_core::jobs::run_due(&other, &bench.registry).await;
    assert!(report.unwrap().ran > 0);
    assert!(bench.service.taken().is_empty());
    assert!(bench.devices(me.clone()).await.is_empty());
    let mut tx = bench.kit.begin(me.clone()).await;
    let here = push::here(&mut tx, &other.settings, session, &phone.endpoint).await;
    assert_eq!(here.unwrap(), None, "the page offers to turn it on again");
}
