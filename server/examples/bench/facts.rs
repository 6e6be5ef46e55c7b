//! What one page costs the database and the wire: counted by the server itself, while nobody else
//! asks it anything.

use crate::Outcome;
use crate::connection::Connection;
use crate::desk::{Desk, get};
use crate::pages::{Page, Volume};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text, Unsigned};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Facts {
    pub page: String,
    pub statements: f64,
    /// Rows and index entries read: the sum of `Handler_read_*`.
    pub rows_read: f64,
    /// The same without look-ups by a whole key, which is what a join costs for each row shown.
    pub rows_scanned: f64,
    /// After compression, as a browser asks for it.
    pub bytes: usize,
}

/// Pages of one count.
const TIMES: u64 = 20;

#[derive(Clone, Copy)]
struct Counters {
    statements: f64,
    rows: f64,
    scanned: f64,
}

#[derive(QueryableByName)]
struct Status {
    #[diesel(sql_type = Text, column_name = "Variable_name")]
    name: String,
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

async fn counters(conn: &mut AsyncMysqlConnection) -> Outcome<Counters> {
    let rows: Vec<Status> = diesel::sql_query(
        "SHOW GLOBAL STATUS WHERE Variable_name = 'Questions' OR Variable_name LIKE 'Handler_read_%'",
    )
    .load(conn)
    .await?;
    let mut counted = Counters {
        statements: 0.0,
        rows: 0.0,
        scanned: 0.0,
    };
    for row in rows {
        let value: f64 = row.value.parse()?;
        match row.name.as_str() {
            "Questions" => counted.statements += value,
            "Handler_read_key" => counted.rows += value,
            _ => (counted.rows, counted.scanned) = (counted.rows + value, counted.scanned + value),
        }
    }
    Ok(counted)
}

/// Counts one page, after it has been read often enough for every connection to be open.
pub async fn of(page: Page, desk: &Desk, address: &str, volume: Volume) -> Outcome<Facts> {
    let mut browser = Connection::open(address).await?;
    let mut bytes = 0;
    for n in 0..TIMES {
        let request = get(address, &page.path(n, volume), &desk.cookie);
        bytes = browser.ask(&request).await?.body.len();
    }
    let mut conn = AsyncMysqlConnection::establish(&desk.database_url).await?;
    let first = counters(&mut conn).await?;
    let before = counters(&mut conn).await?;
    for n in 0..TIMES {
        let request = get(address, &page.path(n, volume), &desk.cookie);
        browser.ask(&request).await?;
    }
    let after = counters(&mut conn).await?;
    // Less what asking for the counters costs itself.
    let each = |figure: fn(Counters) -> f64| {
        let asking = figure(before) - figure(first);
        (figure(after) - figure(before) - asking) / TIMES as f64
    };
    Ok(Facts {
        page: page.name().into(),
        statements: each(|c| c.statements),
        rows_read: each(|c| c.rows),
        rows_scanned: each(|c| c.scanned),
        bytes,
    })
}

#[derive(QueryableByName)]
struct Numbers {
    #[diesel(sql_type = Unsigned<BigInt>)]
    tickets: u64,
    #[diesel(sql_type = Unsigned<BigInt>)]
    clients: u64,
}

/// The highest numbers of tickets (counted from 1) and clients.
pub async fn volume(desk: &Desk) -> Outcome<Volume> {
    let mut conn = AsyncMysqlConnection::establish(&desk.database_url).await?;
    let numbers: Numbers = diesel::sql_query(
        "SELECT CAST((SELECT MAX(number) - 1000 FROM tickets WHERE tenant_id = ? AND number < 100000000) AS UNSIGNED) AS tickets, \
         CAST((SELECT MAX(number) FROM clients WHERE tenant_id = ?) AS UNSIGNED) AS clients",
    )
    .bind::<Unsigned<diesel::sql_types::Integer>, _>(desk.who.tenant.id)
    .bind::<Unsigned<diesel::sql_types::Integer>, _>(desk.who.tenant.id)
    .get_result(&mut conn)
    .await?;
    Ok(Volume {
        tickets: numbers.tickets,
        clients: numbers.clients,
    })
}

/// A ticket to write to: number, version, id.
#[derive(Debug, Clone, QueryableByName)]
pub struct Target {
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub number: u64,
    #[diesel(sql_type = Unsigned<diesel::sql_types::Integer>)]
    pub version: u32,
    #[diesel(sql_type = diesel::sql_types::Binary)]
    pub id: Vec<u8>,
}

/// Open tickets, one for each connection that writes.
pub async fn targets(desk: &Desk, count: usize) -> Outcome<Vec<Target>> {
    let mut conn = AsyncMysqlConnection::establish(&desk.database_url).await?;
    let found: Vec<Target> = diesel::sql_query(
        "SELECT number, version, id FROM tickets FORCE INDEX (tickets_active) WHERE tenant_id = ? \
         AND active = 1 ORDER BY updated_at LIMIT ?",
    )
    .bind::<Unsigned<diesel::sql_types::Integer>, _>(desk.who.tenant.id)
    .bind::<BigInt, _>(count as i64)
    .load(&mut conn)
    .await?;
    match found.len() >= count {
        true => Ok(found),
        false => Err("too few open tickets".into()),
    }
}
