//! The tickets that a list searched by words looks at: a bounded number, however many match.

// sql: what goes into the statement are constants, never text from a person.

use super::words::Typed;
use app_types::id::TenantId;
use diesel::mysql::Mysql;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Integer, Text, Unsigned};

type Statement = BoxedSqlQuery<'static, Mysql, SqlQuery>;

/// The tickets that changed last are looked through one by one, for parts of words too.
const RECENT: usize = 300;
/// Of all others so many that the full-text index finds. Whoever finds more asks more narrowly.
const MATCHES: usize = 500;

/// `FROM` the tickets that match, as `t`: the newest ones whose subject has every word somewhere,
/// and those that the index finds. Each of the two reads a bounded number of this tenant's rows.
pub(crate) fn from_tickets(sql: Statement, tenant: TenantId, typed: &Typed) -> Statement {
    let sql = sql
        .sql(format!(
            "FROM (SELECT r.tenant_id, r.id FROM (SELECT r.tenant_id, r.id, r.subject FROM tickets r \
             FORCE INDEX (tickets_updated) WHERE r.tenant_id = ? \
             ORDER BY r.updated_at DESC, r.id DESC LIMIT {RECENT}) r"
        ))
        .bind::<Unsigned<Integer>, _>(tenant);
    let sql = found(with_every_word(sql, &typed.words), tenant, typed);
    sql.sql(") f STRAIGHT_JOIN tickets t FORCE INDEX (PRIMARY) ON t.tenant_id = f.tenant_id AND t.id = f.id ")
}

fn with_every_word(mut sql: Statement, words: &[String]) -> Statement {
    if words.is_empty() {
        return sql.sql(" WHERE FALSE");
    }
    for (i, word) in words.iter().enumerate() {
        let joint = if i == 0 { " WHERE" } else { " AND" };
        sql = sql
            .sql(joint)
            .sql(" r.subject LIKE ?")
            .bind::<Text, _>(format!("%{}%", crate::clients::like_literal(word)));
    }
    sql
}

fn found(sql: Statement, tenant: TenantId, typed: &Typed) -> Statement {
    let Some(boolean) = typed.boolean.clone() else {
        return sql;
    };
    sql.sql(
        " UNION (SELECT m.tenant_id, m.id FROM tickets m FORCE INDEX (tickets_words) \
         WHERE m.tenant_id = ? AND MATCH (m.search_words) AGAINST (? IN BOOLEAN MODE)",
    )
    .bind::<Unsigned<Integer>, _>(tenant)
    .bind::<Text, _>(boolean)
    .sql(format!(" LIMIT {MATCHES})"))
}
