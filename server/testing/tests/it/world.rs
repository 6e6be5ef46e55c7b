use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use server_db::schema::TENANT_TABLES;
use server_testing::{Kit, TestDb, World};

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Both tenants have rows in every table, and as many.
#[tokio::test(flavor = "multi_thread")]
async fn both_tenants_have_rows_in_every_table() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut conn = kit.connect().await;
    for table in TENANT_TABLES {
        let mut counts = Vec::new();
        for tenant in [&world.a, &world.b] {
            let sql = format!(
                "SELECT COUNT(*) AS n FROM {table} WHERE tenant_id = {}",
                tenant.id
            );
            let count: Count = diesel::sql_query(sql).get_result(&mut conn).await.unwrap();
            counts.push(count.n);
        }
        assert!(counts[0] > 0, "{table} is empty");
        assert_eq!(counts[0], counts[1], "{table}");
    }
}

#[derive(diesel::QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The batch replay makes the schema that `nestogy migrate` makes.
#[tokio::test(flavor = "multi_thread")]
async fn the_replayed_schema_is_the_migrated_schema() {
    let replayed = TestDb::new().await;
    assert_eq!(
        server_db::migrate::pending(&replayed.url()).await.unwrap(),
        0
    );
    let migrated = TestDb::empty().await;
    let ran = server_db::migrate::run(&migrated.url()).await.unwrap();
    assert!(ran.len() >= 24, "{ran:?}");
    assert_eq!(columns(&replayed).await, columns(&migrated).await);
}

async fn columns(db: &TestDb) -> Vec<String> {
    let sql = "SELECT CONCAT_WS(' ', table_name, column_name, column_type, is_nullable) AS name \
               FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1";
    let rows: Vec<Name> = diesel::sql_query(sql)
        .get_results(&mut db.connect().await)
        .await
        .unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

/// Dropping the value drops the database.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_goes_with_the_test() {
    let kept = TestDb::empty().await;
    let gone = TestDb::empty().await.name().to_string();
    let sql = "SELECT schema_name AS name FROM information_schema.schemata";
    let names: Vec<Name> = diesel::sql_query(sql)
        .get_results(&mut kept.connect().await)
        .await
        .unwrap();
    assert!(names.iter().any(|row| row.name == kept.name()));
    assert!(!names.iter().any(|row| row.name == gone));
}
