use super::*;
use app_types::Timestamp;
use app_types::identity::TotpSetup;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use secrecy::ExposeSecret;
use server_core::identity::sign_in::{recovery_code, totp as second};
use server_core::identity::totp;
use server_db::schema::users;
use server_testing::World;
use totp_rs::{Builder, Secret};

const HOME: &str = "198.51.100.7";

fn code_at(setup: &TotpSetup, at: Timestamp) -> String {
    let secret = Secret::try_from_base32(setup.secret.replace(' ', "")).unwrap();
    let totp = Builder::new()
        .with_secret(secret.as_bytes().to_vec())
        .build()
        .unwrap();
    totp.generate(at.seconds() as u64).to_string()
}

struct Armed {
    kit: Kit,
    world: World,
    setup: TotpSetup,
    codes: Vec<String>,
    opened: Opened,
}

/// The technician of tenant A with a second factor.
async fn armed() -> Armed {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let me = signed_in(&kit, world.a.id, &world.a.user("technician").email).await;
    let mut tx = kit.begin(me.actor.clone()).await;
    let setup = totp::start_setup(&mut tx, &kit.core.settings)
        .await
        .unwrap();
    let again = totp::pending_setup(&mut tx, &kit.core.settings)
        .await
        .unwrap();
    assert_eq!(again.as_ref().map(|s| &s.secret), Some(&setup.secret));
    tx.commit().await.unwrap();
    let wrong = totp::confirm_setup(&kit.core, &me, "000000").await;
    assert!(complaints(wrong.err().unwrap()).starts_with("code: "));
    let code = code_at(&setup, kit.now());
    let (codes, opened) = totp::confirm_setup(&kit.core, &me, &code).await.unwrap();
    let codes = codes
        .0
        .iter()
        .map(|code| code.expose_secret().to_string())
        .collect();
    kit.wait_seconds(90);
    Armed {
        kit,
        world,
        setup,
        codes,
        opened,
    }
}

impl Armed {
    /// The password step's cookie.
    async fn first_step(&self) -> String {
        let email = &self.world.a.user("technician").email;
        let step = password(
            &self.kit.core,
            self.world.a.id,
            email,
            secret(PASSWORD),
            from(HOME),
        );
        match step.await.unwrap() {
            SignInStep::SecondFactor(opened) => opened.cookie.expose_secret().to_string(),
            SignInStep::SignedIn(_) => panic!("no second factor was asked for"),
        }
    }

    fn code(&self) -> String {
        code_at(&self.setup, self.kit.now())
    }

    async fn resolves(&self, cookie: &str) -> bool {
        live::resolve(&self.kit.core, cookie, from(HOME))
            .await
            .unwrap()
            .is_some()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_steps_in_order() {
    let armed = armed().await;
    assert!(
        who(&armed.kit, &armed.opened).await.is_some(),
        "set-up rotates the session"
    );
    assert!(armed.setup.uri.starts_with("otpauth://totp/"));
    assert!(armed.setup.qr_svg.starts_with("<svg") && !armed.setup.qr_svg.contains("style="));
    let first = armed.first_step().await;
    // A10: the half-finished session opens nothing.
    assert!(!armed.resolves(&first).await);
    let opened = second(&armed.kit.core, &first, &armed.code(), from(HOME))
        .await
        .unwrap();
    assert!(who(&armed.kit, &opened).await.is_some());
    assert_ne!(opened.cookie.expose_secret(), first);
    // The first step's cookie is spent.
    let again = second(&armed.kit.core, &first, &armed.code(), from(HOME)).await;
    assert!(matches!(again, Err(Error::Unauthenticated)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a10_no_second_step_without_the_first() {
    let armed = armed().await;
    let signed_in = armed.opened.cookie.expose_secret();
    for cookie in ["", "1.x", signed_in] {
        let step = second(&armed.kit.core, cookie, &armed.code(), from(HOME)).await;
        assert!(matches!(step, Err(Error::Unauthenticated)), "{cookie}");
    }
    let first = armed.first_step().await;
    armed.kit.wait_seconds(601);
    let late = second(&armed.kit.core, &first, &armed.code(), from(HOME)).await;
    assert!(matches!(late, Err(Error::Unauthenticated)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_and_only_around_its_time() {
    let armed = armed().await;
    let code = armed.code();
    let first = armed.first_step().await;
    second(&armed.kit.core, &first, &code, from(HOME))
        .await
        .unwrap();
    // The same code again, and codes of other times. Four, so that no block comes between.
    let now = armed.kit.now();
    for bad in [
        code.clone(),
        code_at(&armed.setup, now.plus_seconds(-90)),
        code_at(&armed.setup, now.plus_seconds(90)),
        "١٢٣٤٥٦".into(),
    ] {
        let first = armed.first_step().await;
        let step = second(&armed.kit.core, &first, &bad, from(HOME)).await;
        assert!(
            complaints(step.err().unwrap()).starts_with("code: "),
            "{bad}"
        );
    }
    // The next step's code is good.
    armed.kit.wait_seconds(30);
    let first = armed.first_step().await;
    second(&armed.kit.core, &first, &armed.code(), from(HOME))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_uses_of_one_code_let_one_in() {
    let armed = armed().await;
    let code = armed.code();
    let mut firsts = Vec::new();
    for _ in 0..5 {
        firsts.push(armed.first_step().await);
    }
    let tries = firsts.into_iter().map(|first| {
        let (core, code) = (armed.kit.core.clone(), code.clone());
        tokio::spawn(async move { second(&core, &first, &code, from(HOME)).await.is_ok() })
    });
    let let_in = futures::future::join_all(tries).await;
    assert_eq!(
        let_in
            .into_iter()
            .filter(|ok| *ok.as_ref().unwrap())
            .count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a09_guessing_codes_is_stopped() {
    let armed = armed().await;
    let first = armed.first_step().await;
    let mut looked_at = 0;
    for guess in 0..300 {
        let guess = format!("{:06}", guess * 3_331 % 1_000_000);
        let ip = format!("203.0.{}.9", looked_at);
        match second(&armed.kit.core, &first, &guess, from(&ip)).await {
            Err(Error::Invalid(_)) => looked_at += 1,
            Err(Error::RateLimited { .. }) => {}
            other => panic!("{:?}", other.err()),
        }
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_works_once_however_it_is_typed() {
    let armed = armed().await;
    assert_eq!(armed.codes.len(), 10);
    let typed = armed.codes[0].to_uppercase().replace('-', " ");
    let first = armed.first_step().await;
    recovery_code(&armed.kit.core, &first, &typed, from(HOME))
        .await
        .unwrap();
    let first = armed.first_step().await;
    let again = recovery_code(&armed.kit.core, &first, &armed.codes[0], from(HOME)).await;
    assert!(complaints(again.err().unwrap()).starts_with("code: "));
    recovery_code(&armed.kit.core, &first, &armed.codes[1], from(HOME))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seed_is_sealed_to_its_user() {
    let armed = armed().await;
    let seed = Secret::try_from_base32(armed.setup.secret.replace(' ', "")).unwrap();
    let user = armed.world.a.user("technician").id;
    let mut conn = armed.kit.connect().await;
    let sealed: Option<Vec<u8>> = users::table
        .filter(users::id.eq(user))
        .select(users::totp_secret)
        .first(&mut conn)
        .await
        .unwrap();
    let sealed = sealed.unwrap();
    assert!(
        !sealed
            .windows(seed.as_bytes().len())
            .any(|part| part == seed.as_bytes())
    );
    // Copied to another person, it does not open.
    let other = armed.world.a.user("sales");
    diesel::update(users::table.filter(users::id.eq(other.id)))
        .set((
            users::totp_secret.eq(sealed),
            users::totp_enabled_at.eq(armed.kit.now()),
        ))
        .execute(&mut conn)
        .await
        .unwrap();
    let step = password(
        &armed.kit.core,
        armed.world.a.id,
        &other.email,
        secret(PASSWORD),
        from(HOME),
    );
    let SignInStep::SecondFactor(opened) = step.await.unwrap() else {
        panic!()
    };
    let cookie = opened.cookie.expose_secret();
    let stolen = second(&armed.kit.core, cookie, &armed.code(), from(HOME)).await;
    assert!(matches!(stolen, Err(Error::Internal(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn turning_it_off_takes_the_password() {
    let armed = armed().await;
    let me = who(&armed.kit, &armed.opened).await.unwrap();
    let wrong = totp::disable(&armed.kit.core, &me, secret("wrong")).await;
    assert!(complaints(wrong.err().unwrap()).starts_with("password: "));
    let opened = totp::disable(&armed.kit.core, &me, secret(PASSWORD))
        .await
        .unwrap();
    assert!(who(&armed.kit, &armed.opened).await.is_none());
    assert!(who(&armed.kit, &opened).await.is_some());
    enter(&armed.kit, armed.world.a.id, &me.email).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_secret_in_debug() {
    let armed = armed().await;
    let secret = armed.setup.secret.replace(' ', "");
    let said = format!("{:?} {:?}", armed.setup, armed.opened.cookie);
    assert!(!said.contains(&secret) && !said.contains(&armed.setup.secret));
    let seed = format!("{:?}", armed.kit.core.settings.secret_key);
    assert!(seed.contains("REDACTED"));
}
