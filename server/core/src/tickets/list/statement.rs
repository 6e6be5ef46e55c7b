//! The SQL of the list, put together from constants.

use super::query::{Position, Query};
use crate::search::matches;
use app_types::common::Cursor;
use app_types::id::{TenantId, TicketId};
use diesel::mysql::Mysql;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{BigInt, Binary, Datetime, Integer, Text, TinyInt, Unsigned};

/// LEFT JOIN everywhere, because an inner join would let the optimiser start at another table; and
/// every index is named, because without statistics it scans the small tables for each row.
const COLUMNS: &str = "\
SELECT t.id, t.number, t.version, t.subject, t.status_key, COALESCE(s.name, t.status_key) AS status, t.category, \
       t.priority, t.ticket_type, t.source, b.name AS board, c.name AS client, k.name AS contact, t.technician_id, \
       u.name AS technician, t.follow_up_at, t.created_at, t.updated_at, \
       (SELECT GROUP_CONCAT(HEX(w.tag_id)) FROM ticket_tags w FORCE INDEX (PRIMARY) \
         WHERE w.tenant_id = t.tenant_id AND w.ticket_id = t.id) AS tags, \
       (SELECT GROUP_CONCAT(CONCAT(HEX(x.field_id), '=', x.value) SEPARATOR '\n') \
          FROM custom_values x FORCE INDEX (PRIMARY) \
         WHERE x.tenant_id = t.tenant_id AND x.owner_id = t.id) AS custom ";
const JOINS: &str = "\
  LEFT JOIN ticket_statuses s FORCE INDEX (ticket_statuses_key) ON s.tenant_id = t.tenant_id AND s.status_key = t.status_key \
  LEFT JOIN boards b FORCE INDEX (PRIMARY) ON b.tenant_id = t.tenant_id AND b.id = t.board_id \
  LEFT JOIN clients c FORCE INDEX (PRIMARY) ON c.tenant_id = t.tenant_id AND c.id = t.client_id \
  LEFT JOIN contacts k FORCE INDEX (PRIMARY) ON k.tenant_id = t.tenant_id AND k.id = t.contact_id \
  LEFT JOIN users u FORCE INDEX (PRIMARY) ON u.tenant_id = t.tenant_id AND u.id = t.technician_id ";
/// The tag's index gives the order; each ticket is looked up by its key.
const TO_TICKET: &str = ") \
  STRAIGHT_JOIN tickets t FORCE INDEX (PRIMARY) ON t.tenant_id = g.tenant_id AND t.id = g.ticket_id ";

pub(super) type Statement = BoxedSqlQuery<'static, Mysql, SqlQuery>;

/// The value's index gives the order in the same way.
const VALUE_TO_TICKET: &str = ") \
  STRAIGHT_JOIN tickets t FORCE INDEX (PRIMARY) ON t.tenant_id = g.tenant_id AND t.id = g.owner_id ";

/// The names of what the list is ordered and split by: on the tag's rows they are copies.
struct Names {
    tenant: &'static str,
    active: &'static str,
    at: &'static str,
    id: &'static str,
}

const OF_TICKET: Names = Names {
    tenant: "t.tenant_id",
    active: "t.active",
    at: "t.updated_at",
    id: "t.id",
};
const OF_TAG: Names = Names {
    tenant: "g.tenant_id",
    active: "g.active",
    at: "g.updated_at",
    id: "g.ticket_id",
};

const OF_VALUE: Names = Names {
    tenant: "g.tenant_id",
    active: "g.active",
    at: "g.updated_at",
    id: "g.owner_id",
};

fn names(query: &Query) -> &'static Names {
    if query.by_tag() {
        &OF_TAG
    } else if query.by_custom() {
        &OF_VALUE
    } else {
        &OF_TICKET
    }
}

/// One page of rows, and one row more.
pub(super) fn page(
    tenant: TenantId,
    query: &Query,
    active: Option<bool>,
    rows: usize,
) -> Statement {
    let sql = diesel::sql_query(COLUMNS).into_boxed::<Mysql>();
    let sql = filtered(from(sql, tenant, query).sql(JOINS), tenant, query, active);
    finish(sql, query, rows + 1)
}

/// The ids alone, at most `limit` of them.
pub(super) fn ids(
    tenant: TenantId,
    query: &Query,
    active: Option<bool>,
    limit: usize,
) -> Statement {
    let sql = diesel::sql_query("SELECT t.id ").into_boxed::<Mysql>();
    finish(
        filtered(from(sql, tenant, query), tenant, query, active),
        query,
        limit,
    )
}

fn from(sql: Statement, tenant: TenantId, query: &Query) -> Statement {
    match &query.words {
        Some(words) if query.number.is_none() => matches::from_tickets(sql, tenant, words),
        _ if query.by_tag() => sql
            .sql("FROM ticket_tags g FORCE INDEX (")
            .sql(query.index().0)
            .sql(TO_TICKET),
        _ if query.by_custom() => sql
            .sql("FROM custom_values g FORCE INDEX (")
            .sql(query.index().0)
            .sql(VALUE_TO_TICKET),
        _ => sql
            .sql("FROM tickets t FORCE INDEX (")
            .sql(query.index().0)
            .sql(") "),
    }
}

fn filtered(sql: Statement, tenant: TenantId, query: &Query, active: Option<bool>) -> Statement {
    conditions(placed(sql, tenant, query, active), query, |_| true)
}

/// The conditions that every index begins or ends with: tenant, tag, whether it is active.
fn placed(sql: Statement, tenant: TenantId, query: &Query, active: Option<bool>) -> Statement {
    let names = names(query);
    let sql = sql
        .sql("WHERE ")
        .sql(names.tenant)
        .sql(" = ? ")
        .bind::<Unsigned<Integer>, _>(tenant);
    let sql = valued(tagged(sql, query), query);
    match active {
        Some(active) => sql
            .sql("AND ")
            .sql(names.active)
            .sql(" = ? ")
            .bind::<TinyInt, _>(i8::from(active)),
        None => sql,
    }
}

fn tagged(sql: Statement, query: &Query) -> Statement {
    let Some(tag) = query.tag else { return sql };
    if query.by_tag() {
        return sql.sql("AND g.tag_id = ? ").bind::<Binary, _>(tag);
    }
    sql.sql(
        "AND EXISTS (SELECT 1 FROM ticket_tags g WHERE g.tenant_id = t.tenant_id \
         AND g.ticket_id = t.id AND g.tag_id = ?) ",
    )
    .bind::<Binary, _>(tag)
}

fn valued(sql: Statement, query: &Query) -> Statement {
    let Some((field, value)) = query.custom.clone() else {
        return sql;
    };
    let by_value = query.by_custom();
    let sql = if by_value {
        sql.sql("AND g.field_id = ? AND g.value = ? ")
    } else {
        sql.sql(
            "AND EXISTS (SELECT 1 FROM custom_values y WHERE y.tenant_id = t.tenant_id \
             AND y.owner_id = t.id AND y.field_id = ? AND y.value = ?) ",
        )
    };
    sql.bind::<Binary, _>(field).bind::<Text, _>(value)
}

/// What a query can filter by, besides the tag and whether it is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Number,
    Client,
    Technician,
    Status,
    Priority,
    Board,
    FollowUp,
}

/// The field that the query's index fixes.
fn covered(query: &Query) -> Option<Field> {
    Some(match query.index().0 {
        "tickets_number" => Field::Number,
        "tickets_client" | "tickets_client_all" => Field::Client,
        "tickets_technician" => Field::Technician,
        "tickets_status" => Field::Status,
        "tickets_priority" => Field::Priority,
        "tickets_board" => Field::Board,
        "tickets_follow_up" => Field::FollowUp,
        _ => return None,
    })
}

/// The conditions on the fields that are `wanted`, each with AND before it.
fn conditions(mut sql: Statement, query: &Query, wanted: impl Fn(Field) -> bool) -> Statement {
    if let Some(number) = query.number.filter(|_| wanted(Field::Number)) {
        sql = sql
            .sql("AND t.number = ? ")
            .bind::<Unsigned<BigInt>, _>(number);
    }
    if let Some(client) = query.client.filter(|_| wanted(Field::Client)) {
        sql = sql.sql("AND t.client_id = ? ").bind::<Binary, _>(client);
    }
    match query.technician.filter(|_| wanted(Field::Technician)) {
        Some(Some(technician)) => {
            sql = sql
                .sql("AND t.technician_id = ? ")
                .bind::<Binary, _>(technician)
        }
        Some(None) => sql = sql.sql("AND t.technician_id IS NULL "),
        None => {}
    }
    if let Some(status) = query.status.clone().filter(|_| wanted(Field::Status)) {
        sql = sql.sql("AND t.status_key = ? ").bind::<Text, _>(status);
    }
    if let Some(priority) = query.priority.filter(|_| wanted(Field::Priority)) {
        sql = sql.sql("AND t.priority = ? ").bind::<Text, _>(priority);
    }
    if let Some(board) = query.board.filter(|_| wanted(Field::Board)) {
        sql = sql.sql("AND t.board_id = ? ").bind::<Binary, _>(board);
    }
    if let Some(state) = query.follow_up.filter(|_| wanted(Field::FollowUp)) {
        sql = sql
            .sql("AND t.follow_up_state = ? ")
            .bind::<Text, _>(state.as_str());
    }
    sql
}

/// Rows of an index that a count reads at most, when all of them count and when it has to look
/// at each.
const COUNTED: i64 = 100;
const LOOKED_AT: i64 = 300;

/// One line of a count: the number of its view, how many rows it looked at, and how many of them
/// fit. Reads a bounded part of the query's index; see [`stopped`].
pub(super) fn count(
    sql: Statement,
    tenant: TenantId,
    nth: i64,
    query: &Query,
    active: Option<bool>,
) -> Statement {
    let index = covered(query);
    let sql = sql
        .sql("SELECT ? AS nth, COUNT(*) AS scanned, CAST(COALESCE(SUM(1 ")
        .bind::<BigInt, _>(nth);
    let sql = conditions(sql, query, |field| Some(field) != index).sql(
        "), 0) AS SIGNED) AS matched FROM (SELECT t.client_id, t.technician_id, t.status_key, \
         t.priority, t.board_id, t.follow_up_state ",
    );
    let sql = placed(from(sql, tenant, query), tenant, query, active);
    conditions(sql, query, |field| Some(field) == index)
        .sql("LIMIT ?) t ")
        .bind::<BigInt, _>(limit(query))
}

/// Whether a count that looked at `scanned` rows would have found more.
pub(super) fn stopped(query: &Query, scanned: i64) -> bool {
    scanned >= limit(query)
}

fn limit(query: &Query) -> i64 {
    let index = covered(query);
    let looks = [
        (Field::Client, query.client.is_some()),
        (Field::Technician, query.technician.is_some()),
        (Field::Status, query.status.is_some()),
        (Field::Priority, query.priority.is_some()),
        (Field::Board, query.board.is_some()),
        (Field::FollowUp, query.follow_up.is_some()),
    ];
    let looks = looks
        .iter()
        .any(|(field, filtered)| *filtered && Some(*field) != index);
    if looks { LOOKED_AT } else { COUNTED }
}

/// The key condition begins with what the index can use (docs/performance.md).
fn finish(sql: Statement, query: &Query, limit: usize) -> Statement {
    let names = names(query);
    let (sql, order) = match query.position {
        Position::First => (sql, " DESC"),
        Position::After(cursor) => (keyset(sql, names, [" <= ?", " < ?"], cursor), " DESC"),
        Position::Before(cursor) => (keyset(sql, names, [" >= ?", " > ?"], cursor), " ASC"),
    };
    sql.sql("ORDER BY ")
        .sql(names.at)
        .sql(order)
        .sql(", ")
        .sql(names.id)
        .sql(order)
        .sql(" LIMIT ?")
        .bind::<BigInt, _>(limit as i64)
}

fn keyset(
    sql: Statement,
    names: &Names,
    [reach, beyond]: [&'static str; 2],
    cursor: Cursor,
) -> Statement {
    sql.sql("AND ")
        .sql(names.at)
        .sql(reach)
        .bind::<Datetime, _>(cursor.at)
        .sql(" AND (")
        .sql(names.at)
        .sql(beyond)
        .bind::<Datetime, _>(cursor.at)
        .sql(" OR ")
        .sql(names.id)
        .sql(beyond)
        .bind::<Binary, _>(TicketId(cursor.id))
        .sql(") ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words::Typed;
    use app_types::id::{CustomFieldId, TagId};

    fn carries(query: &Query) {
        let sql = diesel::debug_query::<Mysql, _>(&page(TenantId(1), query, None, 50)).to_string();
        assert_eq!(server_db::guard::carries_tenant(&sql), Ok(()), "{sql}");
    }

    #[test]
    fn the_statement_carries_its_tenant() {
        let tag = Some(TagId(uuid::Uuid::nil()));
        let words = Some(Typed::parse(TenantId(1), "printer jam"));
        carries(&Query::default());
        carries(&Query {
            words: words.clone(),
            ..Query::default()
        });
        carries(&Query {
            tag,
            ..Query::default()
        });
        let custom = Some((CustomFieldId(uuid::Uuid::nil()), "Berlin".to_string()));
        carries(&Query {
            custom: custom.clone(),
            ..Query::default()
        });
        carries(&Query {
            tag,
            words,
            custom,
            ..Query::default()
        });
    }

    #[test]
    fn a_count_reads_a_hundred_rows_or_looks_at_three_hundred() {
        let mine = Query {
            technician: Some(None),
            active: Some(true),
            ..Query::default()
        };
        assert_eq!(limit(&mine), COUNTED);
        let critical_and_mine = Query {
            priority: Some(app_types::tickets::Priority::Critical),
            ..mine.clone()
        };
        assert_eq!(limit(&critical_and_mine), LOOKED_AT);
        let start = || diesel::sql_query("").into_boxed::<Mysql>();
        for query in [mine, critical_and_mine] {
            let statement = count(start(), TenantId(1), 0, &query, Some(true));
            let sql = diesel::debug_query::<Mysql, _>(&statement).to_string();
            assert_eq!(server_db::guard::carries_tenant(&sql), Ok(()), "{sql}");
        }
    }
}
