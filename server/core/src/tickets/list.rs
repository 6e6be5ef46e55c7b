//! The list of tickets: filters in, one page by key out.
//!
//! The order is always "changed last first". Every filter has an index that ends in that order,
//! and the index is named in the statement: MariaDB otherwise flips to a plan that reads the
//! whole tenant, depending on its statistics (docs/performance.md).

use super::choices;
use super::queries;
use super::rules;
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use app_types::common::{Cursor, Page};
use app_types::id::{BoardId, ClientId, TenantId, TicketId, UserId};
use app_types::tickets::{Priority, StatusCategory, TicketFilter, TicketList, TicketRow};
use app_types::{Invalid, Permission, Timestamp};
use diesel::mysql::Mysql;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{BigInt, Binary, Datetime, Integer, Nullable, Text, TinyInt, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;

/// Rows of one page.
pub const PAGE_ROWS: usize = 50;

/// One page of tickets and what the filter bar offers.
///
/// # Errors
/// [`Error::Invalid`] for a filter value that does not exist.
pub async fn list(
    tx: &mut TenantTx,
    filter: &TicketFilter,
    text: &ClockText,
) -> Result<TicketList> {
    require(tx, Permission::TicketsView)?;
    let page = page(tx, filter, text).await?;
    Ok(TicketList {
        page,
        choices: choices::load(tx).await?,
    })
}

/// The rows alone.
pub(super) async fn page(
    tx: &mut TenantTx,
    filter: &TicketFilter,
    text: &ClockText,
) -> Result<Page<TicketRow>> {
    let query = parse(tx, filter).await?;
    let mut rows = Vec::new();
    for active in query.branches() {
        rows.extend(load_branch(tx, &query, active).await?);
    }
    Ok(cut(rows, &query, text))
}

/// A filter whose values were checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Query {
    /// `None`: active and done.
    active: Option<bool>,
    status: Option<String>,
    priority: Option<Priority>,
    technician: Option<Option<UserId>>,
    client: Option<ClientId>,
    board: Option<BoardId>,
    number: Option<u64>,
    words: Option<String>,
    position: Position,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Position {
    #[default]
    First,
    After(Cursor),
    Before(Cursor),
}

impl Query {
    /// The index whose leading columns this query fixes, and whether `active` is one of them.
    fn index(&self) -> (&'static str, bool) {
        match self {
            Query {
                number: Some(_), ..
            } => ("tickets_number", false),
            Query { words: Some(_), .. } => ("", false),
            Query {
                client: Some(_),
                active: None,
                ..
            } => ("tickets_client_all", false),
            Query {
                client: Some(_), ..
            } => ("tickets_client", true),
            Query {
                technician: Some(_),
                ..
            } => ("tickets_technician", true),
            Query {
                status: Some(_), ..
            } => ("tickets_status", false),
            Query {
                priority: Some(_), ..
            } => ("tickets_priority", true),
            Query { board: Some(_), .. } => ("tickets_board", true),
            Query {
                active: Some(_), ..
            } => ("tickets_active", true),
            Query { .. } => ("tickets_updated", false),
        }
    }

    /// One statement for each value of `active` that the index needs fixed.
    fn branches(&self) -> Vec<Option<bool>> {
        match (self.index().1, self.active) {
            (true, None) => vec![Some(true), Some(false)],
            (_, active) => vec![active],
        }
    }

    fn backwards(&self) -> bool {
        matches!(self.position, Position::Before(_))
    }
}

async fn parse(tx: &mut TenantTx, filter: &TicketFilter) -> Result<Query> {
    let mut invalid = Invalid::new();
    let mut query = Query {
        active: match filter.show.as_str() {
            "" | "active" => Some(true),
            "done" => Some(false),
            "all" => None,
            _ => {
                invalid.add("show", "Show active, done or all tickets");
                None
            }
        },
        ..Query::default()
    };
    if !filter.status.is_empty() {
        query.status = Some(filter.status.clone());
        // A status says by itself whether it is active.
        query.active = None;
    }
    query.priority = choice(&mut invalid, "priority", &filter.priority, Priority::parse);
    query.technician = match filter.technician.as_str() {
        "me" => Some(tx.actor().user_id()),
        "nobody" => Some(None),
        other => choice(&mut invalid, "technician", other, UserId::parse).map(Some),
    };
    query.board = choice(&mut invalid, "board", &filter.board, BoardId::parse);
    query.position = position(&mut invalid, filter);
    search(&mut query, filter.q.trim());
    invalid.into_result()?;
    if !filter.client.is_empty() {
        query.client = Some(client(tx, &filter.client).await?);
    }
    Ok(query)
}

fn choice<T>(
    invalid: &mut Invalid,
    field: &str,
    value: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    if value.is_empty() {
        return None;
    }
    let parsed = parse(value);
    if parsed.is_none() {
        invalid.add(field, format!("Choose a {field} from the list"));
    }
    parsed
}

fn position(invalid: &mut Invalid, filter: &TicketFilter) -> Position {
    let after = choice(invalid, "after", &filter.after, Cursor::decode);
    let before = choice(invalid, "before", &filter.before, Cursor::decode);
    match (after, before) {
        (Some(cursor), _) => Position::After(cursor),
        (None, Some(cursor)) => Position::Before(cursor),
        (None, None) => Position::First,
    }
}

/// A number is a ticket number, in whatever state the ticket is; anything else is words.
fn search(query: &mut Query, q: &str) {
    if q.is_empty() {
        return;
    }
    match q.trim_start_matches('#').parse() {
        Ok(number) => {
            query.number = Some(number);
            query.active = None;
        }
        Err(_) => query.words = Some(rules::boolean_words(q)),
    }
}

async fn client(tx: &mut TenantTx, number: &str) -> Result<ClientId> {
    let unknown = || Error::invalid("client", "There is no such client");
    let number: u64 = number.parse().map_err(|_| unknown())?;
    Ok(queries::client_by_number(tx, number)
        .await?
        .ok_or_else(unknown)?
        .0)
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    id: TicketId,
    #[diesel(sql_type = Unsigned<BigInt>)]
    number: u64,
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Text)]
    category: StatusCategory,
    #[diesel(sql_type = Text)]
    priority: Priority,
    #[diesel(sql_type = Nullable<Text>)]
    client: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    contact: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    technician: Option<String>,
    #[diesel(sql_type = Datetime)]
    updated_at: Timestamp,
}

/// LEFT JOIN everywhere, because an inner join would let the optimiser start at another table; and
/// every index is named, because without statistics it scans the small tables for each row.
const COLUMNS: &str = "\
SELECT t.id, t.number, t.subject, COALESCE(s.name, t.status_key) AS status, t.category, t.priority, \
       c.name AS client, k.name AS contact, u.name AS technician, t.updated_at \
  FROM tickets t ";
const JOINS: &str = "\
  LEFT JOIN ticket_statuses s FORCE INDEX (ticket_statuses_key) ON s.tenant_id = t.tenant_id AND s.status_key = t.status_key \
  LEFT JOIN clients c FORCE INDEX (PRIMARY) ON c.tenant_id = t.tenant_id AND c.id = t.client_id \
  LEFT JOIN contacts k FORCE INDEX (PRIMARY) ON k.tenant_id = t.tenant_id AND k.id = t.contact_id \
  LEFT JOIN users u FORCE INDEX (PRIMARY) ON u.tenant_id = t.tenant_id AND u.id = t.technician_id \
 WHERE t.tenant_id = ? ";

type Statement = BoxedSqlQuery<'static, Mysql, SqlQuery>;

async fn load_branch(tx: &mut TenantTx, query: &Query, active: Option<bool>) -> Result<Vec<Row>> {
    let statement = statement(tx.tenant(), query, active);
    Ok(statement.load(tx.conn()).await?)
}

fn statement(tenant: TenantId, query: &Query, active: Option<bool>) -> Statement {
    let mut sql = diesel::sql_query(COLUMNS).into_boxed::<Mysql>();
    let (index, _) = query.index();
    if !index.is_empty() {
        sql = sql.sql("FORCE INDEX (").sql(index).sql(") ");
    }
    sql = sql.sql(JOINS).bind::<Unsigned<Integer>, _>(tenant);
    sql = conditions(sql, query);
    if let Some(active) = active {
        sql = sql
            .sql("AND t.active = ? ")
            .bind::<TinyInt, _>(i8::from(active));
    }
    let order = match query.position {
        Position::After(cursor) => {
            sql = keyset(
                sql,
                "AND t.updated_at <= ? AND (t.updated_at < ? OR t.id < ?) ",
                cursor,
            );
            "DESC"
        }
        Position::Before(cursor) => {
            sql = keyset(
                sql,
                "AND t.updated_at >= ? AND (t.updated_at > ? OR t.id > ?) ",
                cursor,
            );
            "ASC"
        }
        Position::First => "DESC",
    };
    sql.sql("ORDER BY t.updated_at ")
        .sql(order)
        .sql(", t.id ")
        .sql(order)
        .sql(" LIMIT ?")
        .bind::<BigInt, _>(PAGE_ROWS as i64 + 1)
}

fn conditions(mut sql: Statement, query: &Query) -> Statement {
    if let Some(number) = query.number {
        sql = sql
            .sql("AND t.number = ? ")
            .bind::<Unsigned<BigInt>, _>(number);
    }
    if let Some(words) = query.words.clone() {
        sql = sql
            .sql("AND MATCH (t.subject) AGAINST (? IN BOOLEAN MODE) ")
            .bind::<Text, _>(words);
    }
    if let Some(client) = query.client {
        sql = sql.sql("AND t.client_id = ? ").bind::<Binary, _>(client);
    }
    match query.technician {
        Some(Some(technician)) => {
            sql = sql
                .sql("AND t.technician_id = ? ")
                .bind::<Binary, _>(technician)
        }
        Some(None) => sql = sql.sql("AND t.technician_id IS NULL "),
        None => {}
    }
    if let Some(status) = query.status.clone() {
        sql = sql.sql("AND t.status_key = ? ").bind::<Text, _>(status);
    }
    if let Some(priority) = query.priority {
        sql = sql.sql("AND t.priority = ? ").bind::<Text, _>(priority);
    }
    if let Some(board) = query.board {
        sql = sql.sql("AND t.board_id = ? ").bind::<Binary, _>(board);
    }
    sql
}

fn keyset(sql: Statement, condition: &'static str, cursor: Cursor) -> Statement {
    sql.sql(condition)
        .bind::<Datetime, _>(cursor.at)
        .bind::<Datetime, _>(cursor.at)
        .bind::<Binary, _>(TicketId(cursor.id))
}

/// Merges the branches, keeps one page, and says whether there is more on either side.
fn cut(mut rows: Vec<Row>, query: &Query, text: &ClockText) -> Page<TicketRow> {
    rows.sort_by_key(|row| std::cmp::Reverse((row.updated_at, row.id)));
    let more = rows.len() > PAGE_ROWS;
    if query.backwards() {
        let surplus = rows.len().saturating_sub(PAGE_ROWS);
        rows.drain(..surplus);
    } else {
        rows.truncate(PAGE_ROWS);
    }
    let cursor = |row: &Row| {
        Cursor {
            at: row.updated_at,
            id: row.id.0,
        }
        .encode()
    };
    let (has_previous, has_next) = match query.position {
        Position::First => (false, more),
        Position::After(_) => (true, more),
        Position::Before(_) => (more, true),
    };
    Page {
        previous: rows.as_slice().first().filter(|_| has_previous).map(cursor),
        next: rows.as_slice().last().filter(|_| has_next).map(cursor),
        rows: rows.into_iter().map(|row| view(row, text)).collect(),
    }
}

fn view(row: Row, text: &ClockText) -> TicketRow {
    TicketRow {
        id: row.id,
        number: row.number,
        subject: row.subject,
        status: row.status,
        category: row.category,
        priority: row.priority,
        client: row.client,
        contact: row.contact,
        technician: row.technician,
        updated: text.when(row.updated_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_has_an_index_that_ends_in_the_order() {
        let all = Query::default();
        assert_eq!(all.index(), ("tickets_updated", false));
        let active = Query {
            active: Some(true),
            ..Query::default()
        };
        assert_eq!(active.index(), ("tickets_active", true));
        let mine = Query {
            technician: Some(None),
            ..active.clone()
        };
        assert_eq!(mine.index(), ("tickets_technician", true));
        // All tickets of a technician need one statement for active and one for done.
        let all_mine = Query {
            active: None,
            ..mine
        };
        assert_eq!(all_mine.branches(), vec![Some(true), Some(false)]);
    }

    #[test]
    fn the_statement_carries_its_tenant() {
        let query = Query {
            words: Some("+a*".into()),
            ..Query::default()
        };
        let sql =
            diesel::debug_query::<Mysql, _>(&statement(TenantId(1), &query, None)).to_string();
        assert_eq!(server_db::guard::carries_tenant(&sql), Ok(()));
    }
}
