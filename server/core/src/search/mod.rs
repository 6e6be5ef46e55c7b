//! The global search of the command palette: tickets, clients and contacts from one field.
//!
//! At most three statements, each of which reads a bounded number of this tenant's rows.
//! The full-text indexes hold each word with its tenant before it, so that a search meets no row
//! of another tenant; the condition on `tenant_id` stands all the same.

pub(crate) mod matches;
mod queries;
mod rows;
pub(crate) mod words;

use crate::error::Result;
use app_types::Permission;
use app_types::search::Hit;
use server_db::TenantTx;
use words::Typed;

/// Hits of one kind.
pub(crate) const HITS: usize = 6;

/// What `q` may mean: a ticket's number, words of its subject, the beginning of a client's or a
/// contact's name, words of it, or the beginning of an address. What the actor may not see is
/// left out; an empty `q` finds nothing.
///
/// # Errors
/// Any database error.
pub async fn global(tx: &mut TenantTx, q: &str) -> Result<Vec<Hit>> {
    let typed = Typed::parse(tx.tenant(), q);
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits = Vec::new();
    if tx.can(Permission::TicketsView) {
        hits.extend(queries::tickets(tx, &typed).await?);
    }
    if tx.can(Permission::ClientsView) {
        hits.extend(queries::clients(tx, &typed).await?);
        hits.extend(queries::contacts(tx, &typed).await?);
    }
    Ok(hits)
}
