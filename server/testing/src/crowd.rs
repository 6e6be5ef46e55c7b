//! Many rows where the test world has few: what a page costs must not depend on it.

use crate::{Kit, Tenant};

/// More than any list shows on one page.
const COPIES: u32 = 70;

/// Tables to copy rows in, and the columns that a copy cannot share with its original: `t` is
/// the original, `n.n` the number of the copy. Every copy has an id of its own.
const GROWN: &[(&str, &[(&str, &str)])] = &[
    ("roles", &[("name", "CONCAT(t.name, ' ', n.n)")]),
    ("users", &[("email", "CONCAT('u', n.n, t.email)")]),
    (
        "user_sessions",
        &[(
            "token_hash",
            "UNHEX(SHA2(CONCAT(HEX(t.token_hash), n.n), 256))",
        )],
    ),
    ("clients", &[("number", "t.number + 1000 * n.n")]),
    (
        "client_domains",
        &[("domain", "CONCAT('d', n.n, t.domain)")],
    ),
    ("client_notes", &[]),
    ("client_files", &[]),
    ("locations", &[("primary_for", "NULL")]),
    ("contacts", &[("email", "CONCAT('c', n.n, t.email)")]),
    ("boards", &[("name", "CONCAT(t.name, ' ', n.n)")]),
    ("mailboxes", &[("address", "CONCAT('m', n.n, t.address)")]),
    (
        "tickets",
        &[
            ("number", "t.number + 10000 * n.n"),
            ("reply_token", "LEFT(MD5(CONCAT(t.reply_token, n.n)), 26)"),
        ],
    ),
    ("ticket_posts", &[("position", "t.position + 1000 * n.n")]),
    ("attachments", &[]),
    (
        "inbound_messages",
        &[
            (
                "identity_hash",
                "UNHEX(SHA2(CONCAT(HEX(t.identity_hash), n.n), 256))",
            ),
            ("imap_uid", "NULL"),
            ("post_id", "NULL"),
        ],
    ),
    (
        "outbound_messages",
        &[
            ("message_id", "CONCAT(n.n, t.message_id)"),
            ("to_address", "CONCAT(n.n, t.to_address)"),
        ],
    ),
    ("triage_rules", &[]),
    (
        "triage_firings",
        &[("event_id", "UNHEX(MD5(CONCAT(HEX(t.event_id), n.n)))")],
    ),
    ("notifications", &[]),
    ("jobs", &[("unique_key", "NULL")]),
    ("macros", &[("name", "CONCAT(t.name, ' ', n.n)")]),
    ("tags", &[("name", "CONCAT(t.name, ' ', n.n)")]),
    ("ticket_views", &[]),
    ("audit_entries", &[("seq", "t.seq + 1000 * n.n")]),
];

#[derive(diesel::QueryableByName)]
struct Column {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// Gives a tenant many more of everything: of its records, and of what hangs on each.
///
/// # Panics
/// When a row is refused.
pub async fn gather(kit: &Kit, tenant: &Tenant) {
    for (table, own) in GROWN {
        let columns = columns(kit, table).await;
        let values: Vec<String> = columns.iter().map(|name| value(name, own)).collect();
        let numbers: Vec<String> = (1..=COPIES).map(|n| format!("SELECT {n} AS n")).collect();
        let sql = format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {table} t JOIN ({}) n WHERE t.tenant_id = {}",
            columns.join(", "),
            values.join(", "),
            numbers.join(" UNION ALL "),
            tenant.id
        );
        kit.db.execute(&sql).await;
    }
}

fn value(column: &str, own: &[(&str, &str)]) -> String {
    if column == "id" {
        return "UNHEX(MD5(CONCAT(HEX(t.id), n.n)))".to_string();
    }
    let given = own.iter().find(|(name, _)| *name == column);
    given.map_or_else(|| format!("t.{column}"), |(_, value)| (*value).to_string())
}

/// Those that a row is written with.
async fn columns(kit: &Kit, table: &str) -> Vec<String> {
    // Here and not above: its `execute` would hide that of `TestDb`.
    use diesel_async::RunQueryDsl;
    let sql = format!(
        "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() \
         AND table_name = '{table}' AND extra NOT LIKE '%GENERATED%' ORDER BY ordinal_position"
    );
    let mut conn = kit.connect().await;
    let rows: Vec<Column> = diesel::sql_query(sql)
        .load(&mut conn)
        .await
        .expect("read the catalogue");
    rows.into_iter().map(|row| row.name).collect()
}
