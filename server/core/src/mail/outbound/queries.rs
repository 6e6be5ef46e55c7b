//! Statements on `outbound_messages`.

use super::rows::OutboundRow;
use crate::error::Result;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::outbound_messages;

pub(super) async fn insert(tx: &mut TenantTx, row: &OutboundRow) -> Result<()> {
    diesel::insert_into(outbound_messages::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}
