//! Canned replies of the demo: everybody's.

use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{CannedReplyId, TenantId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::canned_replies;

/// Shortcut, name and text.
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "hello",
        "Greeting",
        "Hello {{contact.first_name}},\n\nthank you for writing to us about “{{ticket.subject}}”.",
    ),
    (
        "restart",
        "Please restart",
        "Please restart the computer once and tell us whether the problem is still there.",
    ),
    (
        "close",
        "Closing words",
        "We close ticket {{ticket.number}} now. A reply to this mail opens it again.\n\nBest regards\n{{me.name}}, {{company.name}}",
    ),
];

#[derive(Insertable)]
#[diesel(table_name = canned_replies)]
struct Row {
    tenant_id: TenantId,
    id: CannedReplyId,
    name: &'static str,
    shortcut: &'static str,
    body: &'static str,
    created_at: Timestamp,
    updated_at: Timestamp,
}

pub(super) async fn insert(tx: &mut TenantTx) -> Result<()> {
    let (tenant_id, now) = (tx.tenant(), tx.now());
    let rows: Vec<Row> = TEXTS
        .iter()
        .map(|(shortcut, name, body)| Row {
            tenant_id,
            id: CannedReplyId::new(),
            name,
            shortcut,
            body,
            created_at: now,
            updated_at: now,
        })
        .collect();
    diesel::insert_into(canned_replies::table)
        .values(&rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}
