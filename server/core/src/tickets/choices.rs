//! What the selects of the ticket pages offer, in one statement.

use crate::error::Result;
use app_types::common::Choice;
use app_types::id::TenantId;
use app_types::tickets::TicketChoices;
use diesel::sql_types::{Integer, Text, Unsigned};
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
}

/// Ids as the hyphenated text that `Uuid` reads; MySQL's BIN_TO_UUID does not exist in MariaDB.
const SQL: &str = "\
SELECT 'status' AS list, ticket_statuses.status_key AS value, ticket_statuses.name AS label, \
       LPAD(ticket_statuses.position, 6, '0') AS sort_key \
  FROM ticket_statuses WHERE ticket_statuses.tenant_id = ? \
UNION ALL \
SELECT 'technician', LOWER(HEX(users.id)), users.name, users.name \
  FROM users WHERE users.tenant_id = ? AND users.status = 'active' \
UNION ALL \
SELECT 'board', LOWER(HEX(boards.id)), boards.name, LPAD(boards.position, 6, '0') \
  FROM boards WHERE boards.tenant_id = ? \
ORDER BY list, sort_key, value";

pub(super) async fn load(tx: &mut TenantTx) -> Result<TicketChoices> {
    let tenant: TenantId = tx.tenant();
    let rows: Vec<Row> = diesel::sql_query(SQL)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Unsigned<Integer>, _>(tenant)
        .load(tx.conn())
        .await?;
    let mut choices = TicketChoices::default();
    for row in rows {
        match row.list.as_str() {
            "status" => choices.statuses.push(Choice::new(row.value, row.label)),
            "technician" => choices
                .technicians
                .push(Choice::new(hyphenated(&row.value), row.label)),
            _ => choices
                .boards
                .push(Choice::new(hyphenated(&row.value), row.label)),
        }
    }
    Ok(choices)
}

fn hyphenated(hex: &str) -> String {
    uuid::Uuid::try_parse(hex)
        .map(|id| id.to_string())
        .unwrap_or_default()
}
