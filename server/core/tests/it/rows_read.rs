//! Counts the rows that the database really reads, whatever its statistics say.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::AsyncMysqlConnection;
use server_db::TenantTx;
use server_testing::Kit;

#[derive(QueryableByName)]
struct Status {
    #[diesel(sql_type = Text, column_name = "Variable_name")]
    name: String,
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

/// The session's `Handler_read_*` counters.
#[derive(Clone, Copy)]
struct Counters {
    all: u64,
    /// Without look-ups by a whole key, which is what a join costs for each row shown.
    scanned: u64,
}

async fn handler_reads(conn: &mut AsyncMysqlConnection) -> Counters {
    // Here and not above: its `execute` would hide that of `TestDb`.
    use diesel_async::RunQueryDsl;
    let rows: Vec<Status> = diesel::sql_query("SHOW SESSION STATUS LIKE 'Handler_read%'")
        .load(conn)
        .await
        .unwrap();
    let sum = |keys: bool| {
        rows.iter()
            .filter(|row| keys || row.name != "Handler_read_key")
            .map(|row| row.value.parse::<u64>().unwrap())
            .sum()
    };
    Counters {
        all: sum(true),
        scanned: sum(false),
    }
}

/// Rows read since [`start`], without those that asking costs.
pub struct Reading {
    before: Counters,
    asking: Counters,
}

pub async fn start(tx: &mut TenantTx) -> Reading {
    let first = handler_reads(tx.conn()).await;
    let before = handler_reads(tx.conn()).await;
    let asking = Counters {
        all: before.all - first.all,
        scanned: before.scanned - first.scanned,
    };
    Reading { before, asking }
}

impl Reading {
    pub async fn rows(&self, tx: &mut TenantTx) -> u64 {
        handler_reads(tx.conn()).await.all - self.before.all - self.asking.all
    }

    /// Rows read by walking an index or a table: `next`, `prev`, `first`, `last`, `rnd`.
    pub async fn scanned(&self, tx: &mut TenantTx) -> u64 {
        handler_reads(tx.conn()).await.scanned - self.before.scanned - self.asking.scanned
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
