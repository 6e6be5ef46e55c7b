//! The rows of a page, as the database gives them and as pages show them.

use super::query::{Position, Query};
use crate::clocktext::ClockText;
use crate::tags::worn;
use app_types::Timestamp;
use app_types::common::{Cursor, Page};
use app_types::custom::CustomField;
use app_types::id::{CustomFieldId, TicketId, UserId};
use app_types::tags::TagView;
use app_types::tickets::{Priority, StatusCategory, TicketRow, TicketSource, TicketType};
use diesel::sql_types::{BigInt, Binary, Datetime, Integer, Nullable, Text, Unsigned};

#[derive(diesel::QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = Binary)]
    pub id: TicketId,
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub number: u64,
    #[diesel(sql_type = Unsigned<Integer>)]
    pub version: u32,
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = Text)]
    pub status_key: String,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Text)]
    pub category: StatusCategory,
    #[diesel(sql_type = Text)]
    pub priority: Priority,
    #[diesel(sql_type = Text)]
    pub ticket_type: TicketType,
    #[diesel(sql_type = Text)]
    pub source: TicketSource,
    #[diesel(sql_type = Nullable<Text>)]
    pub board: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub client: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub contact: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub technician_id: Option<UserId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub technician: Option<String>,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub follow_up_at: Option<Timestamp>,
    #[diesel(sql_type = Datetime)]
    pub created_at: Timestamp,
    #[diesel(sql_type = Datetime)]
    pub updated_at: Timestamp,
    /// Ids in hexadecimal digits, between commas.
    #[diesel(sql_type = Nullable<Text>)]
    pub tags: Option<String>,
    /// A line for each custom field: its id in hexadecimal digits, an equals sign, the value.
    #[diesel(sql_type = Nullable<Text>)]
    pub custom: Option<String>,
}

#[derive(diesel::QueryableByName)]
pub(super) struct Id {
    #[diesel(sql_type = Binary)]
    pub id: TicketId,
}

/// Merges the branches, keeps one page, and says whether there is more on either side.
pub(super) fn cut(
    mut rows: Vec<Row>,
    query: &Query,
    page_rows: usize,
    text: &ClockText,
    worn_and_filled: (&[TagView], &[CustomField]),
) -> Page<TicketRow> {
    rows.sort_by_key(|row| std::cmp::Reverse((row.updated_at, row.id)));
    let more = rows.len() > page_rows;
    if query.backwards() {
        let surplus = rows.len().saturating_sub(page_rows);
        rows.drain(..surplus);
    } else {
        rows.truncate(page_rows);
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
        previous: rows.first().filter(|_| has_previous).map(cursor),
        next: rows.last().filter(|_| has_next).map(cursor),
        rows: rows
            .into_iter()
            .map(|row| view(row, text, worn_and_filled))
            .collect(),
    }
}

/// Name and value of each field, in the order of the fields.
fn filled(custom: &str, fields: &[CustomField]) -> Vec<(String, String)> {
    let found: Vec<(CustomFieldId, &str)> = custom
        .lines()
        .filter_map(|line| {
            let (id, value) = line.split_once('=')?;
            Some((CustomFieldId::parse(id)?, value))
        })
        .collect();
    fields
        .iter()
        .filter_map(|field| {
            let (_, value) = found.iter().find(|(id, _)| *id == field.id)?;
            Some((field.name.clone(), (*value).to_string()))
        })
        .collect()
}

fn view(row: Row, text: &ClockText, (tags, fields): (&[TagView], &[CustomField])) -> TicketRow {
    TicketRow {
        custom: filled(row.custom.as_deref().unwrap_or_default(), fields),
        tags: worn(row.tags.as_deref().unwrap_or_default(), tags),
        id: row.id,
        number: row.number,
        version: row.version,
        subject: row.subject,
        status_key: row.status_key,
        status: row.status,
        category: row.category,
        priority: row.priority,
        ticket_type: row.ticket_type,
        source: row.source,
        board: row.board.unwrap_or_default(),
        client: row.client,
        contact: row.contact,
        technician_id: row.technician_id,
        technician: row.technician,
        follow_up: row.follow_up_at.map(|at| text.when(at)),
        created: text.when(row.created_at),
        updated: text.when(row.updated_at),
    }
}
