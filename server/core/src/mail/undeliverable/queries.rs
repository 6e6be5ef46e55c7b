//! Statements on `undeliverable_addresses`.

use crate::clocktext::ClockText;
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{ContactId, UndeliverableId};
use app_types::mail::UndeliverableView;
use diesel::dsl::DuplicatedKeys;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{contacts, undeliverable_addresses};

#[derive(Queryable)]
pub(super) struct Row {
    id: UndeliverableId,
    address: String,
    bounces: u32,
    reason: String,
    bounced_at: Timestamp,
    contact: Option<ContactId>,
    contact_name: Option<String>,
}

impl Row {
    pub(super) fn view(self, text: &ClockText) -> UndeliverableView {
        UndeliverableView {
            id: self.id,
            address: self.address,
            bounces: self.bounces,
            reason: self.reason,
            bounced: text.when(self.bounced_at),
            contact: self.contact,
            contact_name: self.contact_name.unwrap_or_default(),
        }
    }
}

/// The columns of [`Row`], the contact joined.
macro_rules! rows {
    ($tenant:expr) => {
        undeliverable_addresses::table
            .left_join(
                contacts::table.on(contacts::tenant_id
                    .eq(undeliverable_addresses::tenant_id)
                    .and(contacts::email.eq(undeliverable_addresses::address.nullable()))),
            )
            .filter(undeliverable_addresses::tenant_id.eq($tenant))
            .select((
                undeliverable_addresses::id,
                undeliverable_addresses::address,
                undeliverable_addresses::bounces,
                undeliverable_addresses::reason,
                undeliverable_addresses::bounced_at,
                contacts::id.nullable(),
                contacts::name.nullable(),
            ))
    };
}

/// Writes the address, or counts one more for it.
pub(super) async fn count(
    tx: &mut TenantTx,
    id: UndeliverableId,
    address: &str,
    reason: &str,
) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(undeliverable_addresses::table)
        .values((
            undeliverable_addresses::tenant_id.eq(tx.tenant()),
            undeliverable_addresses::id.eq(id),
            undeliverable_addresses::address.eq(address),
            undeliverable_addresses::bounces.eq(1u32),
            undeliverable_addresses::reason.eq(reason),
            undeliverable_addresses::bounced_at.eq(now),
        ))
        .on_conflict(DuplicatedKeys)
        .do_update()
        .set((
            undeliverable_addresses::bounces.eq(undeliverable_addresses::bounces + 1u32),
            undeliverable_addresses::reason.eq(reason),
            undeliverable_addresses::bounced_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn by_address(tx: &mut TenantTx, address: &str) -> Result<Option<Row>> {
    let tenant = tx.tenant();
    Ok(rows!(tenant)
        .filter(undeliverable_addresses::address.eq(address))
        .first(tx.conn())
        .await
        .optional()?)
}

/// The latest 100.
pub(super) async fn latest(tx: &mut TenantTx) -> Result<Vec<Row>> {
    let tenant = tx.tenant();
    Ok(rows!(tenant)
        .order((
            undeliverable_addresses::bounced_at.desc(),
            undeliverable_addresses::id.desc(),
        ))
        .limit(100)
        .load(tx.conn())
        .await?)
}

pub(super) async fn address_of(tx: &mut TenantTx, id: UndeliverableId) -> Result<String> {
    let tenant = tx.tenant();
    Ok(undeliverable_addresses::table
        .filter(undeliverable_addresses::tenant_id.eq(tenant))
        .filter(undeliverable_addresses::id.eq(id))
        .select(undeliverable_addresses::address)
        .first(tx.conn())
        .await?)
}

pub(super) async fn delete(tx: &mut TenantTx, id: UndeliverableId) -> Result<()> {
    let tenant = tx.tenant();
    let row = undeliverable_addresses::table
        .filter(undeliverable_addresses::tenant_id.eq(tenant))
        .filter(undeliverable_addresses::id.eq(id));
    diesel::delete(row).execute(tx.conn()).await?;
    Ok(())
}
