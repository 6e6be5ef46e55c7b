use super::*;
use app_types::Permission;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use secrecy::ExposeSecret;
use server_core::clocktext::ClockText;
use server_core::identity::{resets, users as people};
use server_db::schema::user_sessions;
use server_testing::World;

async fn world() -> (Kit, World) {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    (kit, world)
}

async fn world_with_redis() -> (Kit, World) {
    let kit = Kit::with_redis().await;
    let world = World::two_tenants(&kit).await;
    (kit, world)
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_hash_is_stored() {
    let (kit, world) = world().await;
    let opened = enter(&kit, world.a.id, &world.a.user("owner").email).await;
    let cookie = opened.cookie.expose_secret();
    let (tenant, secret) = cookie.split_once('.').unwrap();
    assert_eq!(
        (tenant, secret.len()),
        (world.a.id.to_string().as_str(), 43)
    );
    assert_eq!(opened.max_age_seconds, 12 * 3_600);
    let stored: Vec<u8> = user_sessions::table
        .filter(user_sessions::id.eq(opened.session))
        .select(user_sessions::token_hash)
        .first(&mut kit.connect().await)
        .await
        .unwrap();
    assert_ne!(stored, secret.as_bytes());
    assert!(!format!("{:?}", opened.cookie).contains(secret));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_of_one_tenant_means_nothing_in_another() {
    let (kit, world) = world().await;
    let opened = enter(&kit, world.a.id, &world.a.user("owner").email).await;
    let (_, secret) = opened.cookie.expose_secret().split_once('.').unwrap();
    for forged in [
        format!("{}.{secret}", world.b.id),
        format!("0.{secret}"),
        format!("999.{secret}"),
        secret.to_string(),
        format!("{}.{}", world.a.id, secret.to_lowercase()),
        "1.' OR 1=1 --".into(),
        String::new(),
    ] {
        let found = live::resolve(&kit.core, &forged, from("::1"))
            .await
            .unwrap();
        assert!(found.is_none(), "{forged}");
    }
}

async fn revoked_at_once(kit: Kit, world: World) {
    let email = &world.a.user("technician").email;
    let first = enter(&kit, world.a.id, email).await;
    let second = enter(&kit, world.a.id, email).await;
    assert_ne!(first.cookie.expose_secret(), second.cookie.expose_secret());
    let me = who(&kit, &second).await.unwrap();
    assert!(who(&kit, &first).await.is_some());
    // Twice, so that a hot copy is there.
    assert!(who(&kit, &first).await.is_some());

    let mut tx = kit.begin(me.actor.clone()).await;
    live::revoke(&mut tx, first.session).await.unwrap();
    assert!(who(&kit, &first).await.is_some(), "not before the commit");
    tx.commit().await.unwrap();
    assert!(
        who(&kit, &first).await.is_none(),
        "A05: replay after sign-out"
    );
    assert!(who(&kit, &second).await.is_some());

    let third = enter(&kit, world.a.id, email).await;
    assert!(who(&kit, &third).await.is_some());
    let mut tx = kit.begin(me.actor.clone()).await;
    live::revoke_others(&mut tx, second.session).await.unwrap();
    tx.commit().await.unwrap();
    assert!(who(&kit, &third).await.is_none());
    assert!(who(&kit, &second).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a05_a_revoked_session_is_over_at_once() {
    let (kit, world) = world().await;
    revoked_at_once(kit, world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a05_also_while_a_hot_copy_exists() {
    let (kit, world) = world_with_redis().await;
    revoked_at_once(kit, world).await;
}

/// Resolves while the rights are taken away, over and over: a copy made from a row read just
/// before the change must not count after it.
#[tokio::test(flavor = "multi_thread")]
async fn b18_a_copy_made_during_the_change_does_not_survive_it() {
    let (kit, world) = world_with_redis().await;
    let email = world.a.user("technician").email.clone();
    for _ in 0..10 {
        let opened = enter(&kit, world.a.id, &email).await;
        let me = who(&kit, &opened).await.unwrap();
        let readers: Vec<_> = (0..4)
            .map(|_| {
                let (core, cookie) = (kit.core.clone(), opened.cookie.expose_secret().to_string());
                tokio::spawn(async move {
                    for _ in 0..20 {
                        let _ = live::resolve(&core, &cookie, from("::1")).await;
                    }
                })
            })
            .collect();
        let mut tx = kit.begin(me.actor.clone()).await;
        live::revoke(&mut tx, opened.session).await.unwrap();
        tx.commit().await.unwrap();
        assert!(who(&kit, &opened).await.is_none());
        futures::future::join_all(readers).await;
        assert!(who(&kit, &opened).await.is_none());
    }
}

async fn rights_gone(kit: Kit, world: World) {
    let user = world.a.user("technician");
    let opened = enter(&kit, world.a.id, &user.email).await;
    assert!(
        who(&kit, &opened)
            .await
            .unwrap()
            .actor
            .can(Permission::TicketsEdit)
    );

    // The role loses a permission.
    let mut tx = kit.begin(world.a.owner()).await;
    let roles = server_core::identity::roles::list(&mut tx).await.unwrap();
    let role = roles.iter().find(|role| role.id == user.role_id).unwrap();
    let form = server_core::identity::roles::RoleForm {
        name: role.name.clone(),
        permissions: app_types::Permissions::NONE.with(Permission::TicketsView),
        version: role.version,
    };
    server_core::identity::roles::change(&mut tx, role.id, &form)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let me = who(&kit, &opened).await.unwrap();
    assert!(!me.actor.can(Permission::TicketsEdit) && me.actor.can(Permission::TicketsView));

    // The person is disabled.
    let mut tx = kit.begin(world.a.owner()).await;
    people::disable(&mut tx, user.id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(who(&kit, &opened).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a06_rights_are_gone_at_the_next_request() {
    let (kit, world) = world().await;
    rights_gone(kit, world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a06_also_while_a_hot_copy_exists() {
    let (kit, world) = world_with_redis().await;
    rights_gone(kit, world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a06_another_role_ends_the_sessions() {
    let (kit, world) = world().await;
    let user = world.a.user("technician");
    let opened = enter(&kit, world.a.id, &user.email).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let role = world.a.user("read_only").role_id.to_string();
    people::change(&mut tx, user.id, "Tessa", &role)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(who(&kit, &opened).await.is_none());
    let again = signed_in(&kit, world.a.id, &user.email).await;
    assert_eq!(
        (
            again.name.as_str(),
            again.actor.can(Permission::TicketsEdit)
        ),
        ("Tessa", false)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a06_a_new_password_ends_the_other_sessions_and_rotates_this_one() {
    let (kit, world) = world().await;
    let email = &world.a.user("technician").email;
    let other = enter(&kit, world.a.id, email).await;
    let old = enter(&kit, world.a.id, email).await;
    let me = who(&kit, &old).await.unwrap();
    let wrong =
        resets::change_password(&kit.core, &me, secret("wrong"), secret("quartz lemon tram"));
    assert!(complaints(wrong.await.err().unwrap()).starts_with("password: "));
    let weak = resets::change_password(&kit.core, &me, secret(PASSWORD), secret("password1"));
    assert!(complaints(weak.await.err().unwrap()).starts_with("new_password: "));
    let new = resets::change_password(
        &kit.core,
        &me,
        secret(PASSWORD),
        secret("quartz lemon tram"),
    );
    let new = new.await.unwrap();
    assert!(who(&kit, &other).await.is_none() && who(&kit, &old).await.is_none());
    assert_eq!(who(&kit, &new).await.unwrap().user, me.user);
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_and_absolute_limits() {
    for kit in [Kit::new().await, Kit::with_redis().await] {
        let world = World::two_tenants(&kit).await;
        let email = &world.a.user("technician").email;
        // Idle: 60 minutes after the last request.
        let opened = enter(&kit, world.a.id, email).await;
        for _ in 0..3 {
            kit.wait_seconds(59 * 60);
            assert!(who(&kit, &opened).await.is_some());
        }
        kit.wait_seconds(61 * 60);
        assert!(who(&kit, &opened).await.is_none());
        // Absolute: 12 hours, however busy.
        let opened = enter(&kit, world.a.id, email).await;
        for _ in 0..23 {
            kit.wait_seconds(31 * 60);
            assert!(who(&kit, &opened).await.is_some());
        }
        kit.wait_seconds(31 * 60);
        assert!(who(&kit, &opened).await.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn last_seen_is_written_once_a_minute() {
    let (kit, world) = world().await;
    let opened = enter(&kit, world.a.id, &world.a.user("technician").email).await;
    let seen = async || -> app_types::Timestamp {
        let row = user_sessions::table.filter(user_sessions::id.eq(opened.session));
        let row = row.select(user_sessions::last_seen_at);
        row.first(&mut kit.connect().await).await.unwrap()
    };
    let start = seen().await;
    kit.wait_seconds(59);
    who(&kit, &opened).await.unwrap();
    assert_eq!(seen().await, start);
    kit.wait_seconds(1);
    who(&kit, &opened).await.unwrap();
    assert_eq!(seen().await, start.plus_seconds(60));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hot_copy_spares_the_database() {
    let (kit, world) = world_with_redis().await;
    let opened = enter(&kit, world.a.id, &world.a.user("technician").email).await;
    let cookie = opened.cookie.expose_secret();
    let asked = async || {
        let origin = from("::1");
        live::resolve(&kit.core, cookie, origin.clone())
            .await
            .unwrap()
            .unwrap();
        origin.statement_count()
    };
    assert!(asked().await > 0);
    assert_eq!(asked().await, 0);
    kit.wait_seconds(61);
    assert!(asked().await > 0);
}

/// Ends the session's row behind the copies' back.
async fn end_row(kit: &Kit, opened: &live::Opened) {
    diesel::update(user_sessions::table.filter(user_sessions::id.eq(opened.session)))
        .set(user_sessions::revoked_at.eq(kit.core.db.clock.now()))
        .execute(&mut kit.connect().await)
        .await
        .unwrap();
}

/// Whether a copy lets the session in. Asks again: a busy machine may leave Redis alone for a while.
async fn copy_counts(kit: &Kit, opened: &live::Opened) -> bool {
    for _ in 0..30 {
        if who(kit, opened).await.is_some() {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    false
}

async fn keys_of(kit: &Kit, pattern: &str) -> Vec<String> {
    loop {
        let asked = kit.core.db.redis.with(async |conn| {
            let mut command = redis::cmd("KEYS");
            command.arg(pattern).query_async(conn).await
        });
        match asked.await {
            Ok(keys) => return keys,
            // Left alone for a moment on a busy machine.
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(200)).await,
        }
    }
}

/// Evicted, or lost with a server: nothing says any more that a copy is fresh.
#[tokio::test(flavor = "multi_thread")]
async fn a05_a_copy_without_its_generation_does_not_count() {
    let (kit, world) = world_with_redis().await;
    let opened = enter(&kit, world.a.id, &world.a.user("technician").email).await;
    let copies = format!("nestogy:{}:session:*", world.a.id);
    while keys_of(&kit, &copies).await.is_empty() {
        assert!(who(&kit, &opened).await.is_some());
    }
    end_row(&kit, &opened).await;
    assert!(copy_counts(&kit, &opened).await, "there was no copy");
    let generation = format!("nestogy:{}:access", world.a.id);
    assert_eq!(keys_of(&kit, &generation).await.len(), 1);
    kit.core.db.redis.take(&generation).await.unwrap().unwrap();
    assert!(who(&kit, &opened).await.is_none());
}

/// The commit is cut off, as by the death of the process: until somebody knows how it ended,
/// every request reads the row and no copy is made.
#[tokio::test(flavor = "multi_thread")]
async fn a05_a_change_that_breaks_off_leaves_no_copy_that_counts() {
    let (kit, world) = world_with_redis().await;
    let opened = enter(&kit, world.a.id, &world.a.user("technician").email).await;
    let me = who(&kit, &opened).await.unwrap();
    let mut tx = kit.begin(me.actor.clone()).await;
    live::revoke(&mut tx, opened.session).await.unwrap();
    let id: u64 = diesel::select(diesel::dsl::sql::<
        diesel::sql_types::Unsigned<diesel::sql_types::BigInt>,
    >("CONNECTION_ID()"))
    .get_result(tx.conn())
    .await
    .unwrap();
    diesel::sql_query(format!("KILL CONNECTION {id}"))
        .execute(&mut kit.connect().await)
        .await
        .unwrap();
    assert!(tx.commit().await.is_err());

    assert!(who(&kit, &opened).await.is_some(), "nothing was changed");
    let copies = keys_of(&kit, &format!("nestogy:{}:session:*", world.a.id)).await;
    for copy in copies {
        kit.core.db.redis.take(&copy).await.unwrap();
    }
    assert!(who(&kit, &opened).await.is_some());
    let copies = keys_of(&kit, &format!("nestogy:{}:session:*", world.a.id)).await;
    assert!(copies.is_empty(), "a copy was made during the change");
    end_row(&kit, &opened).await;
    assert!(who(&kit, &opened).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_and_end_their_own_sessions_only() {
    let (kit, world) = world().await;
    let mine = enter(&kit, world.a.id, &world.a.user("technician").email).await;
    let theirs = enter(&kit, world.a.id, &world.a.user("sales").email).await;
    let foreign = enter(&kit, world.b.id, &world.b.user("technician").email).await;
    let me = who(&kit, &mine).await.unwrap();
    let mut tx = kit.begin(me.actor.clone()).await;
    let clock = ClockText::new("UTC", kit.now());
    let rows = live::list(&mut tx, mine.session, &kit.core.settings, &clock)
        .await
        .unwrap();
    // The world has one more of this person.
    assert_eq!(rows.len(), 2);
    let current: Vec<_> = rows.iter().filter(|row| row.current).collect();
    assert_eq!(
        (current.len(), current[0].device.as_str()),
        (1, "Firefox on Linux")
    );
    for other in [&theirs, &foreign] {
        let ended = live::revoke(&mut tx, other.session).await;
        assert!(matches!(ended, Err(Error::NotFound)));
    }
    tx.commit().await.unwrap();
    assert!(who(&kit, &theirs).await.is_some() && who(&kit, &foreign).await.is_some());
    // Whoever manages users may end it.
    let mut tx = kit.begin(world.a.owner()).await;
    live::revoke(&mut tx, theirs.session).await.unwrap();
    assert!(matches!(
        live::revoke(&mut tx, foreign.session).await,
        Err(Error::NotFound)
    ));
    tx.commit().await.unwrap();
    assert!(who(&kit, &theirs).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_stays_open_without_redis() {
    let (mut kit, world) = world().await;
    kit.core.db.redis = server_db::redis::Redis::new("redis://127.0.0.1:9").unwrap();
    let opened = enter(&kit, world.a.id, &world.a.user("technician").email).await;
    for _ in 0..3 {
        assert!(who(&kit, &opened).await.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_required_second_factor_nothing_is_permitted() {
    let (kit, world) = world().await;
    let mut conn = kit.connect().await;
    use server_db::schema::tenants;
    diesel::update(tenants::table.filter(tenants::id.eq(world.a.id)))
        .set(tenants::require_totp.eq(true))
        .execute(&mut conn)
        .await
        .unwrap();
    let me = signed_in(&kit, world.a.id, &world.a.user("owner").email).await;
    assert!(me.must_set_up_totp);
    assert_eq!(me.actor.permissions, app_types::Permissions::NONE);
}
