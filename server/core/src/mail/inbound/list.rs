//! The list of incoming mail: everything that was accepted, newest first, paged by key.

use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use app_types::common::{Cursor, Page};
use app_types::id::{InboundMessageId, TenantId};
use app_types::mail::{InboundFilter, InboundList, InboundState, InboundView};
use app_types::{Permission, Timestamp};
use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{BigInt, Binary, Datetime, Integer, Nullable, Text, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::inbound_messages;

/// Rows of one page.
pub const PAGE_ROWS: usize = 50;
/// Quarantined mails are counted up to this many.
const MAX_COUNT: i64 = 100;

/// One page of incoming mail. Two statements.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] for a filter value that does not exist.
pub async fn list(
    tx: &mut TenantTx,
    filter: &InboundFilter,
    text: &ClockText,
) -> Result<InboundList> {
    require(tx, Permission::MailView)?;
    let query = Query::parse(filter)?;
    let rows: Vec<ListRow> = statement(tx.tenant(), query).load(tx.conn()).await?;
    Ok(InboundList {
        page: page(rows, query, text),
        quarantined: quarantined(tx).await?,
    })
}

async fn quarantined(tx: &mut TenantTx) -> Result<u32> {
    let tenant = tx.tenant();
    let found: Vec<InboundMessageId> = inbound_messages::table
        .filter(inbound_messages::tenant_id.eq(tenant))
        .filter(inbound_messages::state.eq(InboundState::Quarantined))
        .select(inbound_messages::id)
        .limit(MAX_COUNT)
        .load(tx.conn())
        .await?;
    Ok(found.len() as u32)
}

#[derive(Debug, Clone, Copy)]
struct Query {
    state: Option<InboundState>,
    after: Option<Cursor>,
    before: Option<Cursor>,
}

impl Query {
    fn parse(filter: &InboundFilter) -> Result<Self> {
        let cursor = |field: &str, text: &str| match text {
            "" => Ok(None),
            text => Cursor::decode(text)
                .map(Some)
                .ok_or_else(|| Error::invalid(field, "Begin at the first page again")),
        };
        let state = match filter.state.as_str() {
            "" => None,
            text => Some(
                InboundState::parse(text)
                    .ok_or_else(|| Error::invalid("state", "Choose a state from the list"))?,
            ),
        };
        Ok(Self {
            state,
            after: cursor("after", &filter.after)?,
            before: cursor("before", &filter.before)?,
        })
    }
}

#[derive(QueryableByName)]
pub(super) struct ListRow {
    #[diesel(sql_type = Binary)]
    id: InboundMessageId,
    #[diesel(sql_type = Text)]
    state: InboundState,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Text)]
    from_address: String,
    #[diesel(sql_type = Text)]
    from_name: String,
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = Nullable<Text>)]
    mailbox: Option<String>,
    #[diesel(sql_type = Nullable<Unsigned<BigInt>>)]
    ticket: Option<u64>,
    #[diesel(sql_type = Datetime)]
    received_at: Timestamp,
}

impl ListRow {
    pub(super) fn view(self, text: &ClockText) -> InboundView {
        InboundView {
            id: self.id,
            state: self.state,
            reason: self.reason,
            from_address: self.from_address,
            from_name: self.from_name,
            subject: self.subject,
            mailbox: self.mailbox.unwrap_or_default(),
            ticket: self.ticket,
            received: text.when(self.received_at),
        }
    }
}

const COLUMNS: &str = "\
SELECT m.id, m.state, m.reason, m.from_address, m.from_name, m.subject, \
       b.address AS mailbox, t.number AS ticket, m.received_at \
  FROM inbound_messages m ";
const JOINS: &str = "\
  LEFT JOIN mailboxes b ON b.tenant_id = m.tenant_id AND b.id = m.mailbox_id \
  LEFT JOIN tickets t ON t.tenant_id = m.tenant_id AND t.id = m.ticket_id \
 WHERE m.tenant_id = ? ";

type Statement = BoxedSqlQuery<'static, Mysql, SqlQuery>;

fn statement(tenant: TenantId, query: Query) -> Statement {
    let index = match query.state {
        Some(_) => "FORCE INDEX (inbound_messages_state) ",
        None => "FORCE INDEX (inbound_messages_received) ",
    };
    let mut sql = diesel::sql_query(COLUMNS)
        .into_boxed::<Mysql>()
        .sql(index)
        .sql(JOINS)
        .bind::<Unsigned<Integer>, _>(tenant);
    if let Some(state) = query.state {
        sql = sql.sql("AND m.state = ? ").bind::<Text, _>(state);
    }
    let (condition, cursor, order) = match (query.after, query.before) {
        (Some(cursor), _) => (
            "AND m.received_at <= ? AND (m.received_at < ? OR m.id < ?) ",
            Some(cursor),
            "ORDER BY m.received_at DESC, m.id DESC LIMIT ?",
        ),
        (None, Some(cursor)) => (
            "AND m.received_at >= ? AND (m.received_at > ? OR m.id > ?) ",
            Some(cursor),
            "ORDER BY m.received_at ASC, m.id ASC LIMIT ?",
        ),
        (None, None) => ("", None, "ORDER BY m.received_at DESC, m.id DESC LIMIT ?"),
    };
    if let Some(cursor) = cursor {
        sql = sql
            .sql(condition)
            .bind::<Datetime, _>(cursor.at)
            .bind::<Datetime, _>(cursor.at)
            .bind::<Binary, _>(InboundMessageId(cursor.id));
    }
    sql.sql(order).bind::<BigInt, _>(PAGE_ROWS as i64 + 1)
}

fn page(mut rows: Vec<ListRow>, query: Query, text: &ClockText) -> Page<InboundView> {
    let backwards = query.after.is_none() && query.before.is_some();
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    if backwards {
        rows.reverse();
    }
    let (has_previous, has_next) = match (query.after, query.before) {
        (Some(_), _) => (true, more),
        (None, Some(_)) => (more, true),
        (None, None) => (false, more),
    };
    let cursor = |row: &ListRow| {
        Cursor {
            at: row.received_at,
            id: row.id.0,
        }
        .encode()
    };
    Page {
        previous: rows.as_slice().first().filter(|_| has_previous).map(cursor),
        next: rows.as_slice().last().filter(|_| has_next).map(cursor),
        rows: rows.into_iter().map(|row| row.view(text)).collect(),
    }
}

/// One row as the list shows it.
pub(super) async fn one(tx: &mut TenantTx, id: InboundMessageId) -> Result<ListRow> {
    let tenant = tx.tenant();
    Ok(diesel::sql_query(COLUMNS)
        .into_boxed::<Mysql>()
        .sql(JOINS)
        .bind::<Unsigned<Integer>, _>(tenant)
        .sql("AND m.id = ?")
        .bind::<Binary, _>(id)
        .get_result(tx.conn())
        .await?)
}
