//! The database's own keys, tried: a row of one tenant is made to point at a row of the other, by
//! every foreign key there is. And the catalogue, asked for keys that do not begin with the tenant.

use app_types::id::TenantId;
use diesel::QueryResult;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, RunQueryDsl, TransactionManager};

/// What was tried, and what was not as it must be.
#[derive(Debug, Default)]
pub struct Tried {
    pub tried: usize,
    pub breaches: Vec<String>,
}

type Manager = <AsyncMysqlConnection as AsyncConnection>::TransactionManager;

/// A foreign key between two tables of tenants.
#[derive(diesel::QueryableByName)]
struct ForeignKey {
    #[diesel(sql_type = Text)]
    child: String,
    #[diesel(sql_type = Text)]
    parent: String,
    #[diesel(sql_type = Text)]
    name: String,
    /// `column=column of the parent`, in order.
    #[diesel(sql_type = Text)]
    columns: String,
}

impl ForeignKey {
    /// The pairs of columns without the tenant's.
    fn own(&self) -> Vec<(&str, &str)> {
        let pairs = self.columns.split(',').filter_map(|p| p.split_once('='));
        pairs.filter(|(mine, _)| *mine != "tenant_id").collect()
    }

    fn carries_the_tenant(&self) -> bool {
        self.columns
            .split(',')
            .any(|pair| pair == "tenant_id=tenant_id")
    }

    /// `text` about each pair of own columns, put together.
    fn each(&self, text: impl Fn(&str, &str) -> String, between: &str) -> String {
        let texts: Vec<String> = self.own().iter().map(|(m, t)| text(m, t)).collect();
        texts.join(between)
    }

    /// How many rows of `a` there are to try it with.
    fn rows(&self, a: TenantId) -> String {
        let child = &self.child;
        format!("SELECT COUNT(*) AS n FROM `{child}` WHERE tenant_id = {a}")
    }

    /// Makes the rows of `a` point at a row that only `b` has. Some keys are
    /// words that every tenant has, such as a status': there is nothing to swap then.
    fn swap(&self, a: TenantId, b: TenantId) -> String {
        let taken = self.each(|_, theirs| format!("p.`{theirs}`"), ", ");
        let same = self.each(|_, t| format!("o.`{t}` = p.`{t}`"), " AND ");
        let set = self.each(|mine, t| format!("mine.`{mine}` = theirs.`{t}`"), ", ");
        let (child, parent) = (&self.child, &self.parent);
        format!(
            "UPDATE `{child}` mine, (SELECT {taken} FROM `{parent}` p WHERE p.tenant_id = {b} \
             AND NOT EXISTS (SELECT 1 FROM `{parent}` o WHERE o.tenant_id = {a} AND {same}) LIMIT 1) theirs \
             SET {set} WHERE mine.tenant_id = {a}"
        )
    }
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Every foreign key, with the ids of `b` in the rows of `a`. Nothing stays changed.
///
/// # Errors
/// When the catalogue cannot be read.
pub async fn swap_foreign_keys(
    conn: &mut AsyncMysqlConnection,
    a: TenantId,
    b: TenantId,
) -> QueryResult<Tried> {
    let keys: Vec<ForeignKey> = diesel::sql_query(
        "SELECT CAST(table_name AS CHAR) AS child, CAST(referenced_table_name AS CHAR) AS parent, \
         CAST(constraint_name AS CHAR) AS name, \
         CAST(GROUP_CONCAT(CONCAT(column_name, '=', referenced_column_name) ORDER BY ordinal_position) AS CHAR) AS columns \
         FROM information_schema.key_column_usage \
         WHERE table_schema = DATABASE() AND referenced_table_name <> 'tenants' \
         GROUP BY table_name, referenced_table_name, constraint_name ORDER BY 1, 3",
    )
    .load(conn)
    .await?;
    let mut result = Tried::default();
    for key in keys {
        result.tried += 1;
        if let Err(what) = holds(conn, &key, a, b).await? {
            let (child, name) = (&key.child, &key.name);
            result.breaches.push(format!("{child}, key {name}: {what}"));
        }
    }
    Ok(result)
}

/// Whether the key keeps the tenants apart; what happened instead otherwise.
async fn holds(
    conn: &mut AsyncMysqlConnection,
    key: &ForeignKey,
    a: TenantId,
    b: TenantId,
) -> QueryResult<Result<(), String>> {
    if !key.carries_the_tenant() {
        return Ok(Err("it does not carry the tenant".into()));
    }
    let count: Count = diesel::sql_query(key.rows(a)).get_result(conn).await?;
    if count.n == 0 {
        return Ok(Err("there is no row to try it with".into()));
    }
    Manager::begin_transaction(conn).await?;
    let answer = diesel::sql_query(key.swap(a, b)).execute(conn).await;
    Manager::rollback_transaction(conn).await?;
    Ok(match answer {
        Ok(0) => Ok(()),
        Ok(rows) => Err(format!("{rows} rows now point at another tenant's")),
        Err(error) if is_a_constraint(&error.to_string()) => Ok(()),
        Err(error) => Err(format!("it could not be tried: {error}")),
    })
}

/// The foreign key itself, or a check of the table that looks first.
fn is_a_constraint(error: &str) -> bool {
    let said = error.to_lowercase();
    said.contains("foreign key constraint fails")
        || said.contains("check constraint")
        || (said.starts_with("constraint ") && said.contains(" failed for "))
}

/// Every primary and unique key of a table with a tenant, which must begin with it.
///
/// # Errors
/// When the catalogue cannot be read.
pub async fn unique_keys(conn: &mut AsyncMysqlConnection) -> QueryResult<Tried> {
    #[derive(diesel::QueryableByName)]
    struct Key {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        first: String,
    }
    let keys: Vec<Key> = diesel::sql_query(
        "SELECT CAST(CONCAT(s.table_name, ', key ', s.index_name) AS CHAR) AS name, \
         CAST(s.column_name AS CHAR) AS first FROM information_schema.statistics s \
         JOIN information_schema.columns c ON c.table_schema = s.table_schema \
         AND c.table_name = s.table_name AND c.column_name = 'tenant_id' \
         WHERE s.table_schema = DATABASE() AND s.non_unique = 0 AND s.seq_in_index = 1 ORDER BY 1",
    )
    .load(conn)
    .await?;
    let breaches = keys.iter().filter(|key| key.first != "tenant_id");
    Ok(Tried {
        tried: keys.len(),
        breaches: breaches
            .map(|key| format!("{} begins with {}", key.name, key.first))
            .collect(),
    })
}
