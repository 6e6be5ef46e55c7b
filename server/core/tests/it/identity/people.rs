use super::*;
use app_types::{Permission, Permissions};
use server_core::clocktext::ClockText;
use server_core::identity::built_in_roles::built_in_roles;
use server_core::identity::invitations::{self, NewUser};
use server_core::identity::roles::{self, RoleForm};
use server_core::identity::users;
use server_core::tenants::{self, NewTenant};
use server_db::Actor;
use server_testing::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_new_tenant_has_the_roles_of_the_reviewed_file() {
    let kit = Kit::new().await;
    let new = NewTenant {
        slug: "acme".into(),
        name: "Acme".into(),
        time_zone: "Europe/Paris".into(),
        owner_name: "Olga".into(),
        owner_email: "olga@example.com".into(),
        owner_password: None,
    };
    let made = tenants::create(&kit.core, new, from("::1")).await.unwrap();
    let mut tx = kit.begin(Actor::system(made.tenant.id, "test")).await;
    let has: Vec<(Option<String>, Permissions)> = roles::list(&mut tx)
        .await
        .unwrap()
        .into_iter()
        .map(|role| (role.built_in, role.permissions))
        .collect();
    let should: Vec<(Option<String>, Permissions)> = built_in_roles()
        .into_iter()
        .map(|role| (Some(role.key.to_string()), role.permissions))
        .collect();
    assert_eq!(has, should);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_grants_what_they_do_not_hold() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut admin = world.a.actor("admin");
    let mut tx = kit.begin(admin.clone()).await;
    let owner_role = world.a.user("owner").role_id.to_string();
    let new = NewUser {
        email: "new@example.com".into(),
        name: "New".into(),
        role: owner_role.clone(),
    };
    let invited = invitations::invite(&mut tx, &kit.core.settings, &new).await;
    assert!(complaints(invited.unwrap_err()).starts_with("role: "));
    // Another tenant's role is no role here.
    let foreign = NewUser {
        role: world.b.user("sales").role_id.to_string(),
        ..new
    };
    let invited = invitations::invite(&mut tx, &kit.core.settings, &foreign).await;
    assert!(complaints(invited.unwrap_err()).starts_with("role: "));
    // Neither promote oneself nor touch those above.
    let me = world.a.user("admin").id;
    assert!(users::change(&mut tx, me, "Me", &owner_role).await.is_err());
    let owner = world.a.user("owner").id;
    assert!(matches!(
        users::disable(&mut tx, owner).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        users::reset_totp(&mut tx, owner).await,
        Err(Error::Forbidden(_))
    ));
    // A role editor without audit rights cannot hand them out.
    drop(tx);
    admin.permissions = Permissions::NONE
        .with(Permission::RolesManage)
        .with(Permission::TicketsView);
    let mut tx = kit.begin(admin).await;
    let form = RoleForm {
        name: "Spy".into(),
        permissions: Permissions::NONE.with(Permission::AuditView),
        version: 1,
    };
    let made = roles::create(&mut tx, &form).await;
    assert!(matches!(made, Err(Error::Forbidden(Permission::AuditView))));
    let form = RoleForm {
        permissions: Permissions::NONE.with(Permission::TicketsView),
        ..form
    };
    roles::create(&mut tx, &form).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_owner_stays() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let owner = world.a.user("owner").id;
    let second = world.a.user("admin").id;
    let reader = world.a.user("read_only").role_id.to_string();
    let owner_role = world.a.user("owner").role_id.to_string();
    let mut tx = kit.begin(world.a.owner()).await;
    assert!(matches!(
        users::disable(&mut tx, owner).await,
        Err(Error::Conflict(_))
    ));
    let demoted = users::change(&mut tx, owner, "O", &reader).await;
    assert!(matches!(demoted, Err(Error::Conflict(_))));
    users::change(&mut tx, second, "Second", &owner_role)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Two owners remove each other at the same moment: one stays.
    let remove = |actor: Actor, victim| {
        let core = kit.core.clone();
        tokio::spawn(async move {
            let mut tx = core.db.begin(actor).await?;
            users::disable(&mut tx, victim).await?;
            tx.commit().await.map_err(Error::from)
        })
    };
    let other = Actor {
        who: server_db::Who::User {
            id: second,
            name: "Second".into(),
        },
        ..world.a.owner()
    };
    let (a, b) = tokio::join!(remove(world.a.owner(), second), remove(other, owner));
    let removed = [a.unwrap(), b.unwrap()]
        .iter()
        .filter(|done| done.is_ok())
        .count();
    assert_eq!(removed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_have_guard_rails() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let all = roles::list(&mut tx).await.unwrap();
    let of = |key: &str| {
        all.iter()
            .find(|role| role.built_in.as_deref() == Some(key))
            .unwrap()
    };
    let form = RoleForm {
        name: "Owner".into(),
        permissions: Permissions::NONE,
        version: 1,
    };
    assert!(matches!(
        roles::change(&mut tx, of("owner").id, &form).await,
        Err(Error::Conflict(_))
    ));
    assert!(matches!(
        roles::delete(&mut tx, of("sales").id).await,
        Err(Error::Conflict(_))
    ));
    let stale = RoleForm {
        version: 7,
        name: "Sales".into(),
        ..form.clone()
    };
    assert!(matches!(
        roles::change(&mut tx, of("sales").id, &stale).await,
        Err(Error::Conflict(_))
    ));
    let twin = RoleForm {
        name: of("technician").name.clone(),
        ..form.clone()
    };
    assert!(complaints(roles::create(&mut tx, &twin).await.unwrap_err()).starts_with("name: "));
    let foreign = world.b.user("sales").role_id;
    assert!(matches!(
        roles::change(&mut tx, foreign, &form).await,
        Err(Error::NotFound)
    ));
    let own = RoleForm {
        name: "Interns".into(),
        ..form
    };
    let made = roles::create(&mut tx, &own).await.unwrap();
    roles::delete(&mut tx, made).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_people_are_not_found() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let victim = world.b.user("technician").id;
    let role = world.a.user("sales").role_id.to_string();
    let mut tx = kit.begin(world.a.owner()).await;
    let settings = &kit.core.settings;
    let clock = ClockText::new("UTC", kit.now());
    let answers = [
        users::change(&mut tx, victim, "X", &role).await,
        users::disable(&mut tx, victim).await,
        users::enable(&mut tx, victim).await,
        users::reset_totp(&mut tx, victim).await,
        invitations::invite_again(&mut tx, settings, victim).await,
        users::list(&mut tx, Some(victim), &clock).await.map(|_| ()),
    ];
    for (i, answer) in answers.into_iter().enumerate() {
        assert!(matches!(answer, Err(Error::NotFound)), "{i}: {answer:?}");
    }
    let page = users::list(&mut tx, None, &clock).await.unwrap();
    assert_eq!(page.rows.len(), 7);
    assert!(
        !serde_json::to_string(&page)
            .unwrap()
            .to_lowercase()
            .contains("canary-b-")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_nothing_is_done() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let someone = world.a.user("sales").id;
    let mut tx = kit.begin(world.a.powerless()).await;
    let settings = &kit.core.settings;
    let clock = ClockText::new("UTC", kit.now());
    let form = RoleForm::default();
    let role = world.a.user("sales").role_id;
    let answers = [
        users::list(&mut tx, None, &clock).await.map(|_| ()),
        users::change(&mut tx, someone, "X", "").await,
        users::disable(&mut tx, someone).await,
        users::enable(&mut tx, someone).await,
        users::reset_totp(&mut tx, someone).await,
        invitations::invite(&mut tx, settings, &NewUser::default())
            .await
            .map(|_| ()),
        invitations::invite_again(&mut tx, settings, someone).await,
        roles::list(&mut tx).await.map(|_| ()),
        roles::create(&mut tx, &form).await.map(|_| ()),
        roles::change(&mut tx, role, &form).await,
        roles::delete(&mut tx, role).await,
        tenants::change_workspace(&mut tx, &Default::default()).await,
        server_core::audit::verify(&mut tx).await.map(|_| ()),
    ];
    for (i, answer) in answers.into_iter().enumerate() {
        assert!(
            matches!(answer, Err(Error::Forbidden(_))),
            "{i}: {answer:?}"
        );
    }
}
