//! Tenancy in the database's own catalogue: whatever a query forgets, the keys remember.

use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use server_db::schema::TENANT_TABLES;
use server_testing::TestDb;
use std::collections::{BTreeMap, BTreeSet};

/// Tables without a tenant. This list may only shrink.
const WITHOUT_TENANT: &[&str] = &["__diesel_schema_migrations", "tenants"];

/// Indexes that do not start with the tenant, each with its reason. None of them is unique.
const TENANT_NOT_FIRST: &[(&str, &str)] = &[
    (
        "clients.clients_words",
        "a full-text index has no leading column; its words begin with the tenant, and queries add it",
    ),
    ("contacts.contacts_words", "as clients_words"),
    ("tickets.tickets_words", "as clients_words"),
    (
        "mailboxes.mailboxes_by_address",
        "a mail says an address; which tenant's it is must be found",
    ),
    (
        "mailbox_keys.mailbox_keys_by_mailbox",
        "a delivery over HTTP names the mailbox; which tenant's it is must be found",
    ),
    ("jobs.jobs_due", "workers look for due work of all tenants"),
    (
        "jobs.jobs_lease",
        "the reaper looks for dead leases of all tenants",
    ),
];

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    columns: String,
}

async fn lines(sql: &str) -> BTreeMap<String, Vec<String>> {
    let db = TestDb::new().await;
    let rows: Vec<Line> = diesel::sql_query(sql)
        .get_results(&mut db.connect().await)
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| (row.name, row.columns.split(',').map(String::from).collect()))
        .collect()
}

/// Every index: `table.index` → its columns in order; the name of a unique one starts with `!`.
async fn indexes() -> BTreeMap<String, Vec<String>> {
    lines(
        "SELECT CAST(CONCAT(IF(non_unique = 0, '!', ''), table_name, '.', index_name) AS CHAR) AS name, \
         CAST(GROUP_CONCAT(column_name ORDER BY seq_in_index) AS CHAR) AS columns \
         FROM information_schema.statistics WHERE table_schema = DATABASE() \
         GROUP BY non_unique, table_name, index_name",
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_has_a_tenant_or_is_on_the_list() {
    let tables = lines(
        "SELECT CAST(table_name AS CHAR) AS name, \
         CAST(GROUP_CONCAT(column_name) AS CHAR) AS columns \
         FROM information_schema.columns WHERE table_schema = DATABASE() GROUP BY table_name",
    )
    .await;
    let (with, without): (BTreeSet<_>, BTreeSet<_>) = tables
        .iter()
        .map(|(table, columns)| (table.as_str(), columns.iter().any(|c| c == "tenant_id")))
        .partition(|(_, has)| *has);
    let with: BTreeSet<&str> = with.into_iter().map(|(table, _)| table).collect();
    let without: BTreeSet<&str> = without.into_iter().map(|(table, _)| table).collect();
    assert_eq!(without, WITHOUT_TENANT.iter().copied().collect());
    assert_eq!(
        with,
        TENANT_TABLES.iter().copied().collect(),
        "server_db::schema::TENANT_TABLES must list every table with a tenant: the guard reads it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_of_a_tenant_table_starts_with_the_tenant() {
    let mut excused: BTreeSet<&str> = TENANT_NOT_FIRST.iter().map(|(name, _)| *name).collect();
    for (name, columns) in indexes().await {
        let plain = name.trim_start_matches('!');
        let table = plain.split('.').next().unwrap();
        if WITHOUT_TENANT.contains(&table) || columns[0] == "tenant_id" {
            continue;
        }
        assert!(
            excused.remove(plain),
            "{name} starts with {}: put tenant_id first, or give the reason in TENANT_NOT_FIRST",
            columns[0]
        );
        assert!(!name.starts_with('!'), "{plain} is unique across tenants");
    }
    assert!(excused.is_empty(), "no such index any more: {excused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_foreign_key_between_tenant_tables_carries_the_tenant() {
    let keys = lines(
        "SELECT CAST(CONCAT(table_name, '.', constraint_name, '>', referenced_table_name) AS CHAR) AS name, \
         CAST(GROUP_CONCAT(CONCAT(column_name, '=', referenced_column_name) ORDER BY ordinal_position) AS CHAR) AS columns \
         FROM information_schema.key_column_usage \
         WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL \
         GROUP BY table_name, constraint_name, referenced_table_name",
    )
    .await;
    assert!(keys.len() > 20, "{} foreign keys", keys.len());
    for (name, columns) in keys {
        let first = if name.ends_with(">tenants") {
            "tenant_id=id"
        } else {
            "tenant_id=tenant_id"
        };
        assert_eq!(columns[0], first, "{name}: {columns:?}");
    }
}

/// The database itself refuses a row that points into another tenant.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_cannot_point_into_another_tenant() {
    use diesel_async::SimpleAsyncConnection;
    let kit = server_testing::Kit::new().await;
    let world = server_testing::World::two_tenants(&kit).await;
    let sql = format!(
        "INSERT INTO client_domains (tenant_id, id, client_id, domain, created_at) \
         VALUES ({}, UNHEX(REPLACE(UUID(), '-', '')), UNHEX('{}'), 'x.example', NOW(6))",
        world.a.id,
        world.b.clients[0].id.0.simple()
    );
    let refused = kit.connect().await.batch_execute(&sql).await;
    let error = refused.unwrap_err().to_string();
    assert!(error.contains("foreign key constraint fails"), "{error}");
}
