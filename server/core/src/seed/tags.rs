//! Tags of the demo, and some tickets and clients that wear them.

use super::tenant::Desk;
use crate::core::Core;
use crate::error::Result;
use crate::tags;
use app_types::id::TagId;
use app_types::tags::TagInput;
use diesel::sql_types::{Binary, Integer, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;

/// Name and tone.
const TAGS: [(&str, &str); 4] = [
    ("Backup", "info"),
    ("Office move", "accent"),
    ("Recurring", "warning"),
    ("Billable", "success"),
];

pub(super) async fn create(core: &Core, desk: &Desk) -> Result<()> {
    let mut tx = core.db.begin(desk.actor()).await?;
    for (nth, (name, tone)) in (0..).zip(TAGS) {
        let input = TagInput {
            name: name.to_string(),
            tone: tone.to_string(),
        };
        let tag = tags::create(&mut tx, &input).await?;
        wear(&mut tx, WORN_BY_TICKETS, tag, nth).await?;
        wear(&mut tx, WORN_BY_CLIENTS, tag, nth).await?;
    }
    Ok(tx.commit().await?)
}

const WORN_BY_TICKETS: &str = "\
INSERT INTO ticket_tags (tenant_id, ticket_id, tag_id, active, updated_at) \
SELECT t.tenant_id, t.id, ?, t.active, t.updated_at FROM tickets t \
 WHERE t.tenant_id = ? AND MOD(t.number, 9) = ? ORDER BY t.updated_at DESC LIMIT 500";
const WORN_BY_CLIENTS: &str = "\
INSERT INTO client_tags (tenant_id, client_id, tag_id) \
SELECT c.tenant_id, c.id, ? FROM clients c WHERE c.tenant_id = ? AND MOD(c.number, 8) = ? LIMIT 50";

async fn wear(tx: &mut TenantTx, statement: &str, tag: TagId, nth: i32) -> Result<()> {
    diesel::sql_query(statement)
        .bind::<Binary, _>(tag)
        .bind::<Unsigned<Integer>, _>(tx.tenant())
        .bind::<Integer, _>(nth)
        .execute(tx.conn())
        .await?;
    Ok(())
}
