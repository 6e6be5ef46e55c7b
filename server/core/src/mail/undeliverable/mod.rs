//! Addresses whose mail came back for good. They are a warning to people, never a reason not to
//! send: a full mailbox gets empty again.

mod queries;

use crate::clocktext::ClockText;
use crate::error::{Result, require};
use crate::mail::words::single_line;
use app_types::Permission;
use app_types::id::UndeliverableId;
use app_types::mail::UndeliverableView;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Notes that a mail to `address` came back.
pub(super) async fn note(tx: &mut TenantTx, address: &str, reason: &str) -> Result<()> {
    let reason = single_line(reason, 255);
    queries::count(tx, UndeliverableId::new(), address, &reason).await
}

/// What is known about an address; `None`: nothing came back.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub async fn of_address(
    tx: &mut TenantTx,
    address: &str,
    text: &ClockText,
) -> Result<Option<UndeliverableView>> {
    require(tx, Permission::ClientsView)?;
    let row = queries::by_address(tx, address).await?;
    Ok(row.map(|row| row.view(text)))
}

/// The latest of them, newest first, each with the contact who has it.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub async fn list(tx: &mut TenantTx, text: &ClockText) -> Result<Vec<UndeliverableView>> {
    require(tx, Permission::MailView)?;
    let rows = queries::latest(tx).await?;
    Ok(rows.into_iter().map(|row| row.view(text)).collect())
}

/// Says that mail to the address arrives again.
///
/// # Errors
/// [`crate::Error::Forbidden`]; [`crate::Error::NotFound`].
pub async fn forget(tx: &mut TenantTx, id: UndeliverableId) -> Result<()> {
    require(tx, Permission::MailFile)?;
    let address = queries::address_of(tx, id).await?;
    queries::delete(tx, id).await?;
    tx.record(AuditRecord {
        action: "mail.deliverable",
        entity: "mail",
        entity_id: Some(id.0),
        summary: format!("Marked {address} as deliverable again"),
    });
    Ok(())
}
