//! What the selects of the ticket pages offer, in one statement.

use crate::error::Result;
use app_types::canned::CannedChoice;
use app_types::common::Choice;
use app_types::id::{CannedReplyId, TagId, TenantId, TicketId, UserId};
use app_types::tags::{TagTone, TagView};
use app_types::tickets::{StatusCategory, TicketChoices};
use diesel::mysql::Mysql;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{BigInt, Binary, Integer, Text, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    list: String,
    #[diesel(sql_type = Text)]
    value: String,
    #[diesel(sql_type = Text)]
    label: String,
    /// Of a tag; the category of a status.
    #[diesel(sql_type = Text)]
    tone: String,
    #[diesel(sql_type = BigInt)]
    archived: i64,
    #[diesel(sql_type = Text)]
    sort_key: String,
}

/// Ids as the hyphenated text that `Uuid` reads; MySQL's BIN_TO_UUID does not exist in MariaDB.
const CHOICES: &str = "\
SELECT 'status' AS list, ticket_statuses.status_key AS value, ticket_statuses.name AS label, ticket_statuses.category AS tone, \
       0 AS archived, LPAD(ticket_statuses.position, 6, '0') AS sort_key \
  FROM ticket_statuses WHERE ticket_statuses.tenant_id = ? \
UNION ALL \
SELECT 'technician', LOWER(HEX(users.id)), users.name, '', 0, users.name \
  FROM users WHERE users.tenant_id = ? AND users.status = 'active' \
UNION ALL \
SELECT 'board', LOWER(HEX(boards.id)), boards.name, '', 0, LPAD(boards.position, 6, '0') \
  FROM boards WHERE boards.tenant_id = ? \
UNION ALL \
SELECT 'tag', LOWER(HEX(tags.id)), tags.name, tags.tone, tags.archived_at IS NOT NULL, tags.name \
  FROM tags WHERE tags.tenant_id = ? \
UNION ALL \
SELECT 'macro', LOWER(HEX(macros.id)), macros.name, '', 0, macros.name \
  FROM macros WHERE macros.tenant_id = ? AND macros.archived_at IS NULL \
UNION ALL \
SELECT 'columns', '', list_looks.shown_columns, '', 0, '' \
  FROM list_looks WHERE list_looks.tenant_id = ? AND list_looks.user_id = ? AND list_looks.list = 'tickets' ";
/// The canned replies that the reader may insert; the shortcut is their sort key.
const CANNED: &str = "\
UNION ALL \
(SELECT 'canned', LOWER(HEX(canned_replies.id)), canned_replies.name, '', 0, canned_replies.shortcut \
  FROM canned_replies WHERE canned_replies.tenant_id = ? \
   AND (canned_replies.owner_id IS NULL OR canned_replies.owner_id = ?) LIMIT 200) ";
/// The custom fields of tickets with what one ticket has in them; see [`crate::custom::packed`].
const CUSTOM: &str = "\
UNION ALL \
SELECT 'custom', LOWER(HEX(f.id)), CONCAT_WS(CHAR(31 USING utf8mb4), f.required, f.name, f.choices, \
       COALESCE(v.value, ''), COALESCE(c.name, '')), f.kind, f.archived_at IS NOT NULL, \
       CONCAT(LPAD(f.position, 6, '0'), f.name) \
  FROM custom_fields f \
  LEFT JOIN custom_values v ON v.tenant_id = f.tenant_id AND v.field_id = f.id AND v.owner_id = ? \
  LEFT JOIN clients c ON c.tenant_id = v.tenant_id AND c.id = v.linked_client_id \
 WHERE f.tenant_id = ? AND f.field_of = 'ticket' AND (f.archived_at IS NULL OR v.value IS NOT NULL) ";
const ORDER: &str = "ORDER BY list, sort_key, value";

/// The choices, and what the reader's own list looks like.
#[derive(Default)]
pub(super) struct Offered {
    pub choices: TicketChoices,
    /// Keys of columns between commas; empty where nothing was chosen.
    pub own_columns: String,
}

pub(crate) async fn load(tx: &mut TenantTx) -> Result<TicketChoices> {
    Ok(offered(tx).await?.choices)
}

pub(super) async fn offered(tx: &mut TenantTx) -> Result<Offered> {
    let rows: Vec<Row> = statement(tx, None).sql(ORDER).load(tx.conn()).await?;
    Ok(sorted(rows))
}

/// What the ticket's own page offers.
pub(super) async fn load_with_canned(tx: &mut TenantTx, ticket: TicketId) -> Result<TicketChoices> {
    let rows: Vec<Row> = statement(tx, Some(ticket))
        .sql(CANNED)
        .bind::<Unsigned<Integer>, _>(tx.tenant())
        .bind::<Binary, _>(reader(tx))
        .sql(ORDER)
        .load(tx.conn())
        .await?;
    Ok(sorted(rows).choices)
}

fn reader(tx: &TenantTx) -> UserId {
    tx.actor().user_id().unwrap_or(UserId(uuid::Uuid::nil()))
}

/// A statement to which the order is still to come.
fn statement(tx: &TenantTx, ticket: Option<TicketId>) -> BoxedSqlQuery<'static, Mysql, SqlQuery> {
    let tenant: TenantId = tx.tenant();
    let mut sql = diesel::sql_query(CHOICES).into_boxed::<Mysql>();
    for _ in 0..6 {
        sql = sql.bind::<Unsigned<Integer>, _>(tenant);
    }
    sql.bind::<Binary, _>(reader(tx))
        .sql(CUSTOM)
        .bind::<Binary, _>(ticket.unwrap_or(TicketId(uuid::Uuid::nil())))
        .bind::<Unsigned<Integer>, _>(tenant)
}

/// Each row in its list.
fn sorted(rows: Vec<Row>) -> Offered {
    let mut offered = Offered::default();
    let choices = &mut offered.choices;
    for row in rows {
        match row.list.as_str() {
            "status" => {
                if let Some(category) = StatusCategory::parse(&row.tone) {
                    choices.categories.push(category);
                    choices.statuses.push(Choice::new(row.value, row.label));
                }
            }
            "technician" => choices
                .technicians
                .push(Choice::new(hyphenated(&row.value), row.label)),
            "canned" => choices.canned.extend(canned(row)),
            "columns" => offered.own_columns = row.label,
            "tag" => choices.tags.extend(tag(row)),
            "custom" => choices.custom.extend(crate::custom::packed(
                &row.value,
                &row.label,
                &row.tone,
                row.archived != 0,
            )),
            "macro" => choices
                .macros
                .push(Choice::new(hyphenated(&row.value), row.label)),
            _ => choices
                .boards
                .push(Choice::new(hyphenated(&row.value), row.label)),
        }
    }
    offered
}

fn canned(row: Row) -> Option<CannedChoice> {
    Some(CannedChoice {
        id: CannedReplyId::parse(&row.value)?,
        shortcut: row.sort_key,
        name: row.label,
    })
}

fn tag(row: Row) -> Option<TagView> {
    Some(TagView {
        id: TagId::parse(&row.value)?,
        name: row.label,
        tone: TagTone::parse(&row.tone)?,
        archived: row.archived != 0,
    })
}

fn hyphenated(hex: &str) -> String {
    uuid::Uuid::try_parse(hex)
        .map(|id| id.to_string())
        .unwrap_or_default()
}
