//! What the start page shows of the desk: four bounded counts and two short lists.

use super::list;
use crate::clocktext::ClockText;
use crate::error::{Result, require};
use app_types::Permission;
use app_types::id::{TenantId, UserId};
use app_types::tickets::{HomePage, TicketFilter};
use diesel::sql_types::{BigInt, Binary, Integer, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;

/// Tickets of each short list.
const SHORT_LIST: usize = 8;

#[derive(diesel::QueryableByName)]
struct Counts {
    #[diesel(sql_type = BigInt)]
    mine: i64,
    #[diesel(sql_type = BigInt)]
    unassigned: i64,
    #[diesel(sql_type = BigInt)]
    critical: i64,
    #[diesel(sql_type = BigInt)]
    quarantined: i64,
}

/// Each count reads at most 100 entries of an index.
const COUNTS: &str = "\
SELECT \
 (SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE tickets.tenant_id = ? AND tickets.technician_id = ? \
    AND tickets.active = 1 LIMIT 100) a) AS mine, \
 (SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE tickets.tenant_id = ? AND tickets.technician_id IS NULL \
    AND tickets.active = 1 LIMIT 100) b) AS unassigned, \
 (SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE tickets.tenant_id = ? AND tickets.priority = 'critical' \
    AND tickets.active = 1 LIMIT 100) c) AS critical, \
 (SELECT COUNT(*) FROM (SELECT 1 FROM inbound_messages WHERE inbound_messages.tenant_id = ? \
    AND inbound_messages.state = 'quarantined' LIMIT 100) d) AS quarantined";

/// My tickets and nobody's, with counts.
///
/// # Errors
/// [`crate::Error::Forbidden`] without the right to see tickets.
pub async fn home(tx: &mut TenantTx, text: &ClockText) -> Result<HomePage> {
    require(tx, Permission::TicketsView)?;
    let counts = counts(tx).await?;
    let mine = short(tx, "me", text).await?;
    let unassigned = short(tx, "nobody", text).await?;
    Ok(HomePage {
        mine,
        unassigned,
        mine_count: counts.mine as u32,
        unassigned_count: counts.unassigned as u32,
        critical_count: counts.critical as u32,
        quarantined_count: counts.quarantined as u32,
    })
}

async fn counts(tx: &mut TenantTx) -> Result<Counts> {
    let tenant: TenantId = tx.tenant();
    let me = tx.actor().user_id().unwrap_or(UserId(uuid::Uuid::nil()));
    Ok(diesel::sql_query(COUNTS)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(me)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Unsigned<Integer>, _>(tenant)
        .get_result(tx.conn())
        .await?)
}

async fn short(
    tx: &mut TenantTx,
    technician: &str,
    text: &ClockText,
) -> Result<Vec<app_types::tickets::TicketRow>> {
    let filter = TicketFilter {
        technician: technician.to_string(),
        ..TicketFilter::default()
    };
    list::first(tx, &filter, text, SHORT_LIST).await
}
