//! Looking at rows with statements written in the test.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::{AsyncMysqlConnection, RunQueryDsl};

#[derive(diesel::QueryableByName)]
struct OneText {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

#[derive(diesel::QueryableByName)]
struct OneNumber {
    #[diesel(sql_type = Nullable<BigInt>)]
    value: Option<i64>,
}

/// The column `value` of every row of `SELECT … AS value`.
///
/// # Panics
/// When the server refuses the statement.
pub async fn texts(conn: &mut AsyncMysqlConnection, sql: &str) -> Vec<String> {
    let rows: Vec<OneText> = diesel::sql_query(sql)
        .load(conn)
        .await
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    rows.into_iter()
        .map(|row| row.value.unwrap_or_default())
        .collect()
}

/// The one whole number of `SELECT … AS value`; 0 for NULL.
///
/// # Panics
/// When the server refuses the statement.
pub async fn number(conn: &mut AsyncMysqlConnection, sql: &str) -> i64 {
    let row: OneNumber = diesel::sql_query(sql)
        .get_result(conn)
        .await
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    row.value.unwrap_or_default()
}

/// Runs a statement and says how many rows it changed.
///
/// # Panics
/// When the server refuses the statement.
pub async fn execute(conn: &mut AsyncMysqlConnection, sql: &str) -> usize {
    diesel::sql_query(sql)
        .execute(conn)
        .await
        .unwrap_or_else(|error| panic!("{error}: {sql}"))
}
