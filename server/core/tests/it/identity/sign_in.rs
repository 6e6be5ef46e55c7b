use super::*;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_core::tenants::{self, NewTenant};
use server_db::schema::{audit_entries, users};
use server_testing::{KitOptions, World};
use std::time::{Duration, Instant};

async fn refusal(kit: &Kit, tenant: TenantId, email: &str, guess: &str, ip: &str) -> Error {
    match password(&kit.core, tenant, email, secret(guess), from(ip)).await {
        Err(error) => error,
        Ok(_) => panic!("{email} was let in with {guess:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_opens_a_session_of_the_right_tenant() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let me = signed_in(&kit, world.a.id, &world.a.user("technician").email).await;
    assert_eq!(me.user, world.a.user("technician").id);
    assert_eq!(me.actor.tenant, world.a.id);
    assert_eq!(me.actor.permissions, world.a.user("technician").permissions);
    assert_eq!(
        (me.tenant.slug.as_str(), me.time_zone.as_str()),
        ("alpha", "Europe/Berlin")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_address_in_two_tenants_is_two_people() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let shared = "both@example.com";
    let mut conn = kit.connect().await;
    for tenant in [&world.a, &world.b] {
        diesel::update(users::table.filter(users::id.eq(tenant.user("sales").id)))
            .set(users::email.eq(shared))
            .execute(&mut conn)
            .await
            .unwrap();
    }
    let in_a = signed_in(&kit, world.a.id, shared).await;
    let in_b = signed_in(&kit, world.b.id, "  BOTH@Example.com ").await;
    assert_eq!(in_a.user, world.a.user("sales").id);
    assert_eq!(in_b.user, world.b.user("sales").id);
    // An address that only the other tenant has opens nothing here.
    refusal(
        &kit,
        world.a.id,
        &world.b.user("owner").email,
        PASSWORD,
        "203.0.113.1",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a03_refusals_say_the_same_whatever_is_wrong() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut conn = kit.connect().await;
    for (role, status) in [("sales", "disabled"), ("accountant", "invited")] {
        diesel::update(users::table.filter(users::id.eq(world.a.user(role).id)))
            .set(users::status.eq(status))
            .execute(&mut conn)
            .await
            .unwrap();
    }
    let known = world.a.user("technician").email.clone();
    let cases = [
        (known.as_str(), "wrong password"),
        ("nobody@example.com", PASSWORD),
        (&world.a.user("sales").email, PASSWORD),
        (&world.a.user("accountant").email, PASSWORD),
        ("", PASSWORD),
        ("no address", ""),
        (&"x".repeat(4_000), PASSWORD),
    ];
    let mut said = std::collections::BTreeSet::new();
    for (email, guess) in cases {
        said.insert(complaints(
            refusal(&kit, world.a.id, email, guess, "203.0.113.2").await,
        ));
    }
    assert_eq!(said.len(), 1, "{said:?}");
    // Blocks too: an unknown address is blocked after as many tries as a known one.
    for email in [known.as_str(), "nobody@example.com"] {
        let mut blocked_after = 0;
        while !matches!(
            refusal(&kit, world.a.id, email, "wrong", "203.0.113.3").await,
            Error::RateLimited { .. }
        ) {
            blocked_after += 1;
        }
        assert_eq!(blocked_after, 4, "{email}");
    }
}

/// Medians of interleaved runs, so that a busy machine slows both alike.
#[tokio::test(flavor = "multi_thread")]
async fn a03_an_unknown_address_takes_as_long() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let known = world.a.user("technician").email.clone();
    // The world's hash is a cheap one; a right password replaces it by today's parameters.
    enter(&kit, world.a.id, &known).await;
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..15 {
        kit.wait_seconds(3_600);
        let unknown = format!("nobody{round}@example.com");
        for (i, email) in [&known, &unknown].into_iter().enumerate() {
            let start = Instant::now();
            refusal(&kit, world.a.id, email, "wrong", "203.0.113.4").await;
            times[i].push(start.elapsed());
        }
    }
    let [known, unknown] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    let ratio = known.as_secs_f64() / unknown.as_secs_f64();
    assert!(
        (0.5..2.0).contains(&ratio),
        "known {known:?}, unknown {unknown:?}"
    );
    assert!(
        unknown > Duration::from_millis(5),
        "nothing was hashed: {unknown:?}"
    );
}

async fn hammer(kit: &Kit, world: &World) {
    let email = world.a.user("technician").email.clone();
    let tries = (0..100).map(|i| {
        let (core, email, tenant) = (kit.core.clone(), email.clone(), world.a.id);
        // Every try from another network: only the account's counter can hold.
        let ip = format!("203.0.{}.9", i % 100);
        tokio::spawn(async move {
            password(&core, tenant, &email, secret("wrong"), from(&ip))
                .await
                .err()
        })
    });
    let (mut evaluated, mut blocked) = (0, 0);
    for answer in futures::future::join_all(tries).await {
        match answer.unwrap() {
            Some(Error::Invalid(_)) => evaluated += 1,
            Some(Error::RateLimited {
                retry_after_seconds,
            }) => {
                assert!((1..=30).contains(&retry_after_seconds));
                blocked += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((evaluated, blocked), (5, 95));
    let failures: u32 = users::table
        .filter(users::id.eq(world.a.user("technician").id))
        .select(users::failed_sign_ins)
        .first(&mut kit.connect().await)
        .await
        .unwrap();
    assert_eq!(failures, 5);
    // Even the right password waits now, and works when the block is over.
    let right = password(
        &kit.core,
        world.a.id,
        &email,
        secret(PASSWORD),
        from("203.0.113.5"),
    );
    assert!(matches!(right.await, Err(Error::RateLimited { .. })));
    kit.wait_seconds(31);
    enter(kit, world.a.id, &email).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a02_of_a_hundred_parallel_guesses_five_are_looked_at() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    hammer(&kit, &world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a02_with_redis_as_well() {
    let kit = Kit::with_redis().await;
    let world = World::two_tenants(&kit).await;
    hammer(&kit, &world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a02_two_processes_share_one_counter() {
    let kit = Kit::with_redis().await;
    let world = World::two_tenants(&kit).await;
    let email = &world.a.user("technician").email;
    let mut other = kit.core.clone();
    other.identity = Default::default();
    let mut looked_at = 0;
    for i in 0..20 {
        let core = if i % 2 == 0 { &kit.core } else { &other };
        let ip = format!("203.0.{i}.9");
        let answer = password(core, world.a.id, email, secret("wrong"), from(&ip)).await;
        looked_at += usize::from(matches!(answer, Err(Error::Invalid(_))));
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a01_one_password_on_a_thousand_accounts_is_stopped_by_address() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut looked_at = 0;
    for i in 0..1_000 {
        let email = format!("user{i}@example.com");
        let error = refusal(&kit, world.a.id, &email, "Summer2026!", "203.0.113.6").await;
        looked_at += usize::from(matches!(error, Error::Invalid(_)));
    }
    assert!(looked_at <= 30, "{looked_at}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_cannot_lock_the_owner_out() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let email = world.a.user("owner").email.clone();
    enter(&kit, world.a.id, &email).await;
    for i in 0..20 {
        let ip = format!("203.0.{i}.9");
        refusal(&kit, world.a.id, &email, "wrong", &ip).await;
    }
    let away = refusal(&kit, world.a.id, &email, PASSWORD, "203.0.113.7").await;
    assert!(matches!(away, Error::RateLimited { .. }));
    // From where the owner has been before, the password still opens.
    enter(&kit, world.a.id, &email).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a17_a_megabyte_of_password_is_refused_before_anything_is_hashed() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let long = "a".repeat(1_000_000);
    let start = Instant::now();
    let error = refusal(&kit, world.a.id, "nobody@example.com", &long, "203.0.113.8").await;
    assert!(complaints(error).starts_with("password: Shorten"));
    assert!(start.elapsed() < Duration::from_millis(100));
}

#[tokio::test(flavor = "multi_thread")]
async fn a18_long_and_unicode_passwords_work_unchanged() {
    let kit = Kit::new().await;
    let mut slugs = 0;
    for words in [
        "żółw 🐢 gęś 🦆 łódź ⛵ — пароль 密码 كلمة".to_string(),
        "quartz lemon ".repeat(70),
        "  spaces around it matter  ".to_string(),
    ] {
        slugs += 1;
        let new = NewTenant {
            slug: format!("tenant{slugs}"),
            name: "Acme".into(),
            time_zone: String::new(),
            owner_name: "Olga Owner".into(),
            owner_email: "olga@example.com".into(),
            owner_password: Some(secret(&words)),
        };
        let tenant = tenants::create(&kit.core, new, from("198.51.100.1"))
            .await
            .unwrap()
            .tenant;
        let step = password(
            &kit.core,
            tenant.id,
            "olga@example.com",
            secret(&words),
            from("::1"),
        );
        assert!(matches!(step.await, Ok(SignInStep::SignedIn(_))));
        let cut: String = words.chars().take(words.chars().count() - 1).collect();
        refusal(&kit, tenant.id, "olga@example.com", &cut, "203.0.113.9").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outdated_hash_is_replaced_at_sign_in() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let user = world.a.user("technician");
    let hash = async || -> Option<String> {
        let mut conn = kit.connect().await;
        let row = users::table
            .filter(users::id.eq(user.id))
            .select(users::password_hash);
        row.first(&mut conn).await.unwrap()
    };
    assert!(hash().await.unwrap().contains("m=64"));
    enter(&kit, world.a.id, &user.email).await;
    assert!(hash().await.unwrap().contains("m=19456,t=2,p=1"));
    enter(&kit, world.a.id, &user.email).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_enters_a_suspended_workspace() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let email = &world.a.user("owner").email;
    let opened = enter(&kit, world.a.id, email).await;
    let suspended = app_types::identity::TenantStatus::Suspended;
    tenants::set_status(&kit.core, world.a.id, suspended)
        .await
        .unwrap();
    assert!(who(&kit, &opened).await.is_none());
    refusal(&kit, world.a.id, email, PASSWORD, "203.0.113.1").await;
    assert!(
        tenants::by_slug(&kit.core, "alpha")
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_attempt_is_in_the_audit_log() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let email = &world.a.user("owner").email;
    refusal(&kit, world.a.id, email, "wrong", "203.0.113.1").await;
    refusal(
        &kit,
        world.a.id,
        "nobody@example.com",
        "wrong",
        "203.0.113.1",
    )
    .await;
    enter(&kit, world.a.id, email).await;
    let log: Vec<(String, String)> = audit_entries::table
        .filter(audit_entries::tenant_id.eq(world.a.id))
        .filter(audit_entries::action.like("sign_in%"))
        .order(audit_entries::seq)
        .select((audit_entries::action, audit_entries::ip))
        .load(&mut kit.connect().await)
        .await
        .unwrap();
    let log: Vec<(&str, &str)> = log.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        log,
        [
            ("sign_in.failed", "203.0.113.1"),
            ("sign_in.failed", "203.0.113.1"),
            ("sign_in", "198.51.100.7")
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_hold_while_redis_is_away() {
    let mut kit = Kit::with(KitOptions::default()).await;
    let world = World::two_tenants(&kit).await;
    // A port where nothing listens.
    kit.core.db.redis = server_db::redis::Redis::new("redis://127.0.0.1:9").unwrap();
    let email = &world.a.user("technician").email;
    let mut looked_at = 0;
    for i in 0..8 {
        let ip = format!("203.0.{i}.9");
        let error = refusal(&kit, world.a.id, email, "wrong", &ip).await;
        looked_at += usize::from(matches!(error, Error::Invalid(_)));
    }
    assert_eq!(looked_at, 5);
}
