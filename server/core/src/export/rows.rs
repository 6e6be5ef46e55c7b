//! What each list has in its columns.

use super::{Cell, Row};
use app_types::clients::{ClientRow, ContactRow};
use app_types::custom::FieldKind;
use app_types::identity::AuditRow;
use app_types::tags::TagView;
use app_types::tickets::TicketRow;

pub(super) const TICKET: &[&str] = &[
    "Number",
    "Subject",
    "Client",
    "Contact",
    "Status",
    "Priority",
    "Type",
    "Source",
    "Board",
    "Technician",
    "Tags",
    "Created",
    "Changed",
];
pub(super) const CLIENT: &[&str] = &["Number", "Name", "Kind", "Status", "City", "Phone", "Tags"];
pub(super) const CONTACT: &[&str] = &[
    "Name",
    "E-mail",
    "Phone",
    "Title",
    "Client number",
    "Client",
];
pub(super) const AUDIT: &[&str] = &[
    "Entry", "When", "Who", "What", "Record", "Details", "From", "Request",
];

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// Empty where there is nothing.
fn maybe(value: Option<String>) -> Cell {
    Cell::Text(value.unwrap_or_default())
}

pub(super) fn ticket(row: TicketRow) -> Row {
    vec![
        Cell::Number(row.number),
        text(row.subject),
        maybe(row.client),
        maybe(row.contact),
        text(row.status),
        text(row.priority.label()),
        text(row.ticket_type.label()),
        text(row.source.label()),
        text(row.board),
        maybe(row.technician),
        tag_names(&row.tags),
        Cell::At(row.created),
        Cell::At(row.updated),
    ]
}

pub(super) fn client(row: ClientRow) -> Row {
    vec![
        Cell::Number(row.number),
        text(row.name),
        text(row.kind.label()),
        text(row.status.label()),
        text(row.city),
        text(row.phone),
        tag_names(&row.tags),
    ]
}

pub(super) fn contact(row: ContactRow) -> Row {
    vec![
        text(row.name),
        maybe(row.email),
        text(row.phone),
        text(row.title),
        Cell::Number(row.client.number),
        text(row.client.name),
    ]
}

pub(super) fn audit(row: AuditRow) -> Row {
    vec![
        Cell::Number(row.seq),
        Cell::At(row.at),
        text(row.actor),
        text(row.action),
        text(row.entity),
        text(row.summary),
        text(row.ip),
        text(row.request_id),
    ]
}

/// What a record has in a custom field.
pub(super) fn custom(kind: FieldKind, value: String) -> Cell {
    match kind {
        _ if value.is_empty() => Cell::Text(value),
        FieldKind::Number => Cell::Decimal(value),
        FieldKind::Date => Cell::Day(value),
        FieldKind::Text | FieldKind::Choice | FieldKind::Client => Cell::Text(value),
    }
}

fn tag_names(tags: &[TagView]) -> Cell {
    let names: Vec<_> = tags.iter().map(|tag| tag.name.as_str()).collect();
    text(names.join("; "))
}
