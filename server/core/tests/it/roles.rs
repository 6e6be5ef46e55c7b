//! Built-in roles of tenants that are older than a permission.

use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use server_core::identity::built_in_roles::built_in_roles;
use server_testing::{Kit, World};

const GRANT: &str =
    include_str!("../../../../migrations/2026-11-26-000010_grant_new_permissions/up.sql");

#[derive(diesel::QueryableByName)]
struct Role {
    #[diesel(sql_type = Text)]
    built_in: String,
    #[diesel(sql_type = Text)]
    permissions: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn older_tenants_get_the_permissions_that_came_later_and_only_once() {
    let kit = Kit::new().await;
    World::two_tenants(&kit).await;
    let mut conn = kit.connect().await;
    // As these roles were before shared views and exports.
    for key in ["views_share", "data_export"] {
        conn.batch_execute(&format!(
            "UPDATE roles SET permissions = JSON_REMOVE(permissions, \
             JSON_UNQUOTE(JSON_SEARCH(permissions, 'one', '{key}'))) \
             WHERE JSON_CONTAINS(permissions, '\"{key}\"')"
        ))
        .await
        .unwrap();
    }
    for _ in 0..2 {
        conn.batch_execute(GRANT).await.unwrap();
        let roles: Vec<Role> =
            diesel::sql_query("SELECT built_in, permissions FROM roles WHERE built_in IS NOT NULL")
                .get_results(&mut conn)
                .await
                .unwrap();
        let new = built_in_roles();
        assert_eq!(roles.len(), 2 * new.len());
        for role in roles {
            let mut keys: Vec<String> = serde_json::from_str(&role.permissions).unwrap();
            let fresh = new.iter().find(|r| r.key == role.built_in).unwrap();
            let mut wanted: Vec<&str> = fresh.permissions.iter().map(|p| p.as_str()).collect();
            keys.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(keys, wanted, "{}", role.built_in);
        }
    }
}
