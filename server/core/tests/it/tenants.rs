use crate::identity::{complaints, from, secret, who};
use app_types::identity::{AuditVerdict, TenantStatus, WorkspaceForm};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_core::identity::sign_up::{SignUp, sign_up};
use server_core::tenants::{self, NewTenant};
use server_core::{Error, audit};
use server_db::Actor;
use server_db::schema::{boards, mailboxes, ticket_statuses};
use server_testing::{Kit, KitOptions, World};

fn acme() -> NewTenant {
    NewTenant {
        slug: "Acme-IT".into(),
        name: "Acme IT".into(),
        time_zone: "Europe/Paris".into(),
        owner_name: "Olga Owner".into(),
        owner_email: "olga@example.com".into(),
        owner_password: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_comes_with_a_desk_to_work_at() {
    let kit = Kit::new().await;
    let made = tenants::create(&kit.core, acme(), from("::1"))
        .await
        .unwrap();
    assert_eq!(made.tenant.slug, "acme-it");
    let mut conn = kit.connect().await;
    let statuses: i64 = ticket_statuses::table
        .count()
        .get_result(&mut conn)
        .await
        .unwrap();
    let board: String = boards::table
        .select(boards::name)
        .first(&mut conn)
        .await
        .unwrap();
    let mailbox: String = mailboxes::table
        .select(mailboxes::address)
        .first(&mut conn)
        .await
        .unwrap();
    assert_eq!((statuses, board.as_str()), (9, "Service desk"));
    assert_eq!(mailbox, "support@acme-it.desk.example.com");
    assert_eq!(
        tenants::by_slug(&kit.core, " ACME-IT ").await.unwrap(),
        Some(made.tenant.clone())
    );
    for unknown in ["acme", "", "acme-it'--", "www"] {
        assert_eq!(tenants::by_slug(&kit.core, unknown).await.unwrap(), None);
    }
    let mut tx = kit.begin(Actor::system(made.tenant.id, "test")).await;
    let verdict = audit::verify(&mut tx).await.unwrap();
    assert!(matches!(verdict, AuditVerdict::Intact { entries } if entries >= 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_name_is_refused_and_a_failure_leaves_nothing() {
    let kit = Kit::new().await;
    tenants::create(&kit.core, acme(), from("::1"))
        .await
        .unwrap();
    let again = tenants::create(&kit.core, acme(), from("::1"))
        .await
        .unwrap_err();
    assert!(complaints(again).starts_with("slug: "));
    let bad = NewTenant {
        slug: "x".into(),
        name: String::new(),
        time_zone: "Mars/Olympus".into(),
        owner_name: "\r\n".into(),
        owner_email: "nobody".into(),
        owner_password: None,
    };
    let said = complaints(
        tenants::create(&kit.core, bad, from("::1"))
            .await
            .unwrap_err(),
    );
    for field in ["slug: ", "company: ", "time_zone: ", "name: ", "email: "] {
        assert!(said.contains(field), "{field} in {said}");
    }
    assert_eq!(tenants::all(&kit.core).await.unwrap().len(), 1);
}

fn form(slug: &str, words: &str) -> SignUp {
    SignUp {
        company: "Acme".into(),
        slug: slug.into(),
        name: "Olga".into(),
        email: "olga@example.com".into(),
        time_zone: String::new(),
        password: secret(words),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_up_opens_a_workspace_where_it_is_allowed() {
    let kit = Kit::new().await;
    let weak = sign_up(&kit.core, form("acme", "acme1234"), from("::1")).await;
    assert!(complaints(weak.err().unwrap()).starts_with("password: "));
    let done = sign_up(&kit.core, form("acme", "quartz lemon tram"), from("::1")).await;
    let (tenant, opened) = done.unwrap();
    let me = who(&kit, &opened).await.unwrap();
    assert_eq!((me.tenant, me.role.as_str()), (tenant, "Owner"));
    let mut made = 1;
    for i in 0..20 {
        let slug = format!("acme{i}");
        let more = sign_up(&kit.core, form(&slug, "quartz lemon tram"), from("::1")).await;
        made += usize::from(more.is_ok());
    }
    assert_eq!(made, 5, "one address makes a few workspaces, not many");
    let closed = Kit::with(KitOptions {
        sign_up_open: false,
        ..KitOptions::default()
    })
    .await;
    let refused = sign_up(&closed.core, form("acme", "quartz lemon tram"), from("::1")).await;
    assert!(matches!(refused, Err(Error::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_checked_and_stay_in_the_tenant() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let said = complaints(
        tenants::change_workspace(&mut tx, &WorkspaceForm::default())
            .await
            .unwrap_err(),
    );
    for field in [
        "name: ",
        "time_zone: ",
        "accent: ",
        "unknown_sender: ",
        "reopen_window_days: ",
        "auto_close_days: ",
    ] {
        assert!(said.contains(field), "{field} in {said}");
    }
    let good = WorkspaceForm {
        name: "Alpha & Sons".into(),
        time_zone: "America/New_York".into(),
        accent: "teal".into(),
        ticket_prefix: "as-".into(),
        unknown_sender: "quarantine".into(),
        reopen_window_days: "30".into(),
        auto_close_days: "0".into(),
        require_totp: None,
    };
    tenants::change_workspace(&mut tx, &good).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = kit.read(world.a.reader()).await;
    let now = tenants::workspace(&mut tx).await.unwrap();
    assert_eq!(
        (now.name.as_str(), now.ticket_prefix.as_str()),
        ("Alpha & Sons", "AS-")
    );
    assert_eq!((now.reopen_window_days, now.auto_close_days), (30, 0));
    let mut tx = kit.read(world.b.reader()).await;
    assert_eq!(
        tenants::workspace(&mut tx).await.unwrap().name,
        world.b.name
    );
    let missing = tenants::set_status(&kit.core, app_types::id::TenantId(99), TenantStatus::Active);
    assert!(matches!(missing.await, Err(Error::NotFound)));
}
