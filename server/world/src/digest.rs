//! What a database holds, in one line per table: two digests that are equal say that nothing changed.

use app_types::id::TenantId;
use diesel::QueryResult;
use diesel::sql_types::Text;
use diesel_async::{AsyncMysqlConnection, RunQueryDsl, SimpleAsyncConnection};
use std::collections::BTreeMap;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every column of every row of this tenant.
    Tenant(TenantId),
    /// Everybody's rows, without instants and without the jobs themselves.
    Effects,
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    content: String,
}

/// Per table the number of rows and a checksum of their columns.
///
/// # Errors
/// When the database is away.
pub async fn digest(
    conn: &mut AsyncMysqlConnection,
    scope: Scope,
) -> QueryResult<BTreeMap<String, String>> {
    // Columns of a wide table are longer than MySQL's 1,024 bytes.
    conn.batch_execute("SET SESSION group_concat_max_len = 1000000")
        .await?;
    let (looked_at, whose) = match scope {
        Scope::Effects => (
            "table_name <> 'jobs' AND data_type NOT IN ('datetime', 'timestamp')",
            String::new(),
        ),
        Scope::Tenant(tenant) => (
            "table_name IN (SELECT c.table_name FROM information_schema.columns c \
             WHERE c.table_schema = DATABASE() AND c.column_name = 'tenant_id')",
            format!(" WHERE tenant_id = {tenant}"),
        ),
    };
    let tables: Vec<Line> = diesel::sql_query(format!(
        "SELECT CAST(table_name AS CHAR) AS name, \
         CAST(GROUP_CONCAT(CONCAT('COALESCE(HEX(`', column_name, '`), ''-'')') \
         ORDER BY ordinal_position SEPARATOR ', ') AS CHAR) AS content FROM information_schema.columns \
         WHERE table_schema = DATABASE() AND table_name <> '__diesel_schema_migrations' AND {looked_at} \
         GROUP BY table_name"
    ))
    .load(conn)
    .await?;
    let mut digests = BTreeMap::new();
    for table in tables {
        let sql = format!(
            "SELECT '' AS name, CONCAT(COUNT(*), ' rows, ', \
             COALESCE(SUM(CRC32(CONCAT_WS('|', {}))), 0)) AS content FROM `{}`{whose}",
            table.content, table.name
        );
        let line: Line = diesel::sql_query(sql).get_result(conn).await?;
        digests.insert(table.name, line.content);
    }
    Ok(digests)
}
