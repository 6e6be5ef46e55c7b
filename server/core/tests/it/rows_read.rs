//! Counts the rows that the database really reads, whatever its statistics say.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::AsyncMysqlConnection;
use server_db::TenantTx;
use server_testing::Kit;

#[derive(QueryableByName)]
struct Status {
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

/// Sum of the session's `Handler_read_*` counters.
async fn handler_reads(conn: &mut AsyncMysqlConnection) -> u64 {
    // Here and not above: its `execute` would hide that of `TestDb`.
    use diesel_async::RunQueryDsl;
    let rows: Vec<Status> = diesel::sql_query("SHOW SESSION STATUS LIKE 'Handler_read%'")
        .load(conn)
        .await
        .unwrap();
    rows.iter()
        .map(|row| row.value.parse::<u64>().unwrap())
        .sum()
}

/// Rows read since [`start`], without those that asking costs.
pub struct Reading {
    before: u64,
    asking: u64,
}

pub async fn start(tx: &mut TenantTx) -> Reading {
    let first = handler_reads(tx.conn()).await;
    let before = handler_reads(tx.conn()).await;
    Reading {
        before,
        asking: before - first,
    }
}

impl Reading {
    pub async fn rows(&self, tx: &mut TenantTx) -> u64 {
        handler_reads(tx.conn()).await - self.before - self.asking
    }
}

/// What the optimiser believes about the tables.
#[derive(Debug, Clone, Copy)]
pub enum Statistics {
    /// Counted when the tables were empty.
    None,
    /// Counted when they held a handful of rows.
    Stale,
    Fresh,
}

pub const EVERY_STATISTICS: [Statistics; 3] =
    [Statistics::None, Statistics::Stale, Statistics::Fresh];

/// Fills tables while their statistics stay as `statistics` says. `fill` are INSERTs of a few rows
/// first, then of all the others.
pub async fn fill(kit: &Kit, statistics: Statistics, tables: &str, few: &str, many: &str) {
    for table in tables.split(", ") {
        kit.db
            .execute(&format!(
                "ALTER TABLE {table} STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0"
            ))
            .await;
    }
    let analyze = format!("ANALYZE TABLE {tables}");
    kit.db.execute(&analyze).await;
    kit.db.execute(few).await;
    if matches!(statistics, Statistics::Stale) {
        kit.db.execute(&analyze).await;
    }
    kit.db.execute(many).await;
    if matches!(statistics, Statistics::Fresh) {
        kit.db.execute(&analyze).await;
    }
}

/// `INSERT INTO head VALUES (…), …` for each number of `range`, in statements of 500 rows.
pub fn inserts(head: &str, range: std::ops::Range<u32>, row: impl Fn(u32) -> String) -> String {
    let rows: Vec<String> = range.map(row).collect();
    rows.chunks(500)
        .map(|chunk| format!("INSERT INTO {head} VALUES {};", chunk.join(",")))
        .collect()
}
