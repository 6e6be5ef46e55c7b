use super::*;
use app_types::mail::MailPurpose;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_core::identity;
use server_core::identity::invitations::{self, NewUser};
use server_core::identity::mailed_tokens::{Purpose, look_at};
use server_core::identity::resets::{self, SendReset};
use server_core::jobs::Registry;
use server_db::schema::{jobs, outbound_messages, user_tokens};
use server_testing::World;
use server_testing::jobs::assert_idempotent;

const NEW: &str = "quartz lemon tram";

/// The tokens in the queued mails of a purpose, oldest first.
async fn mailed(kit: &Kit, tenant: TenantId, purpose: MailPurpose) -> Vec<String> {
    let bodies: Vec<String> = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::purpose.eq(purpose.as_str()))
        .order(outbound_messages::id)
        .select(outbound_messages::body_text)
        .load(&mut kit.connect().await)
        .await
        .unwrap();
    bodies
        .iter()
        .filter_map(|body| body.split("?token=").nth(1)?.split_whitespace().next())
        .map(str::to_string)
        .collect()
}

async fn ask(kit: &Kit, tenant: &server_testing::Tenant, email: &str) -> Option<String> {
    resets::request(&kit.core, tenant.id, email, from("203.0.113.1"))
        .await
        .unwrap();
    let mut tx = kit.begin(tenant.system()).await;
    let job = SendReset {
        email: email.into(),
        asked_at: None,
    };
    resets::run_send_reset(&kit.core, &mut tx, &job)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    mailed(kit, tenant.id, MailPurpose::Reset).await.pop()
}

#[tokio::test(flavor = "multi_thread")]
async fn g12_mailing_a_link_twice_is_mailing_it_once() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let email = world.a.user("technician").email.clone();
    let mut registry = Registry::new();
    identity::jobs::register(&mut registry);
    let asked = |at| SendReset {
        email: email.clone(),
        asked_at: Some(at),
    };
    // After the tokens that the world begins with.
    kit.wait_seconds(1);
    assert_idempotent(&kit, &registry, world.a.id, &asked(kit.now())).await;
    let links = || mailed(&kit, world.a.id, MailPurpose::Reset);
    assert_eq!(links().await.len(), 1);
    // Asked again later, another one goes out.
    kit.wait_seconds(60);
    assert_idempotent(&kit, &registry, world.a.id, &asked(kit.now())).await;
    assert_eq!(links().await.len(), 2);
}

async fn finish(kit: &Kit, token: &str, new: &str) -> server_core::Result<()> {
    resets::finish(&kit.core, token, secret(new), from("203.0.113.1")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailed_link_chooses_a_new_password_and_ends_every_session() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let email = &world.a.user("technician").email;
    let opened = enter(&kit, world.a.id, email).await;
    let token = ask(&kit, &world.a, email).await.unwrap();
    let link = look_at(&kit.core, Purpose::Reset, &token, from("::1"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((&link.email, link.tenant.slug.as_str()), (email, "alpha"));
    let weak = finish(&kit, &token, "password1").await;
    assert!(complaints(weak.unwrap_err()).starts_with("password: "));
    finish(&kit, &token, NEW).await.unwrap();
    assert!(who(&kit, &opened).await.is_none());
    let step = password(
        &kit.core,
        world.a.id,
        email,
        secret(NEW),
        from("203.0.113.1"),
    )
    .await;
    assert!(matches!(step, Ok(SignInStep::SignedIn(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a11_a_link_works_once_in_time_for_its_own_tenant_and_purpose() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let email = &world.a.user("technician").email;
    let refused = async |token: &str| {
        let said = complaints(finish(&kit, token, NEW).await.unwrap_err());
        assert!(said.contains("no longer good"), "{said}");
    };
    let first = ask(&kit, &world.a, email).await.unwrap();
    kit.wait_seconds(1_300);
    let second = ask(&kit, &world.a, email).await.unwrap();
    // An older link ends with the newer one.
    refused(&first).await;
    // Another tenant's number before the same secret; rubbish.
    let (_, secret_part) = second.split_once('.').unwrap();
    refused(&format!("{}.{secret_part}", world.b.id)).await;
    for rubbish in ["", ".", "1.", "1.abc", "x".repeat(5_000).as_str()] {
        refused(rubbish).await;
    }
    let accepted = invitations::accept(&kit.core, &second, "X", secret(NEW), from("::1")).await;
    assert!(complaints(accepted.err().unwrap()).contains("no longer good"));
    finish(&kit, &second, NEW).await.unwrap();
    refused(&second).await;
    kit.wait_seconds(3_600);
    let third = ask(&kit, &world.a, email).await.unwrap();
    kit.wait_seconds(3_601);
    refused(&third).await;
    // Only hashes are stored.
    let hashes: Vec<Vec<u8>> = user_tokens::table
        .select(user_tokens::token_hash)
        .load(&mut kit.connect().await)
        .await
        .unwrap();
    assert!(
        hashes
            .iter()
            .all(|hash| hash != third.as_bytes() && hash.len() == 32)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_ten_parallel_uses_wins() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let token = ask(&kit, &world.a, &world.a.user("technician").email)
        .await
        .unwrap();
    let tries = (0..10).map(|_| {
        let (core, token) = (kit.core.clone(), token.clone());
        tokio::spawn(async move {
            resets::finish(&core, &token, secret(NEW), from("::1"))
                .await
                .is_ok()
        })
    });
    let won = futures::future::join_all(tries).await;
    assert_eq!(
        won.into_iter().filter(|ok| *ok.as_ref().unwrap()).count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a03_asking_for_a_link_does_the_same_for_everybody() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let known = &world.a.user("technician").email;
    let foreign = &world.b.user("technician").email;
    let mut statements = std::collections::BTreeSet::new();
    for email in [known.as_str(), "nobody@example.com", foreign] {
        let origin = from("203.0.113.2");
        resets::request(&kit.core, world.a.id, email, origin.clone())
            .await
            .unwrap();
        statements.insert(origin.statement_count());
    }
    assert_eq!(statements.len(), 1, "{statements:?}");
    let queued: i64 = jobs::table
        .filter(jobs::tenant_id.eq(world.a.id))
        .filter(jobs::kind.eq("identity.send_reset"))
        .count()
        .get_result(&mut kit.connect().await)
        .await
        .unwrap();
    assert_eq!(queued, 3);
    assert!(ask(&kit, &world.a, "nobody@example.com").await.is_none());
    assert!(ask(&kit, &world.a, foreign).await.is_none());
    // Many requests for one mailbox are answered and not mailed.
    for _ in 0..20 {
        resets::request(&kit.core, world.a.id, known, from("203.0.113.3"))
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_keeps_the_second_factor() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let user = world.a.user("technician");
    let mut conn = kit.connect().await;
    use server_db::schema::users;
    diesel::update(users::table.filter(users::id.eq(user.id)))
        .set(users::totp_enabled_at.eq(kit.now()))
        .execute(&mut conn)
        .await
        .unwrap();
    let token = ask(&kit, &world.a, &user.email).await.unwrap();
    finish(&kit, &token, NEW).await.unwrap();
    let step = password(&kit.core, world.a.id, &user.email, secret(NEW), from("::1")).await;
    assert!(matches!(step, Ok(SignInStep::SecondFactor(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_makes_a_colleague() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.actor("admin")).await;
    let new = NewUser {
        email: " Nina@Example.com".into(),
        name: "Nina <New>".into(),
        role: world.a.user("technician").role_id.to_string(),
    };
    let id = invitations::invite(&mut tx, &kit.core.settings, &new)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let first = mailed(&kit, world.a.id, MailPurpose::Invite)
        .await
        .pop()
        .unwrap();
    let mut tx = kit.begin(world.a.actor("admin")).await;
    invitations::invite_again(&mut tx, &kit.core.settings, id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let token = mailed(&kit, world.a.id, MailPurpose::Invite)
        .await
        .pop()
        .unwrap();
    let accept = async |token: &str, name: &str, new: &str| {
        invitations::accept(&kit.core, token, name, secret(new), from("::1")).await
    };
    assert!(
        complaints(accept(&first, "Nina", NEW).await.err().unwrap()).contains("no longer good")
    );
    let both = complaints(accept(&token, "", "short").await.err().unwrap());
    assert!(
        both.contains("name: ") && both.contains("password: "),
        "{both}"
    );
    let opened = accept(&token, "Nina New", NEW).await.unwrap();
    let me = who(&kit, &opened).await.unwrap();
    assert_eq!((me.user, me.email.as_str()), (id, "nina@example.com"));
    assert!(
        complaints(accept(&token, "Nina", NEW).await.err().unwrap()).contains("no longer good")
    );
}
