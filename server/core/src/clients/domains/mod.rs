//! Mail domains of clients: mail from an unknown person there belongs to the client.

mod queries;
mod rules;

use super::{lock_active, queries as clients};
use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::id::{ClientDomainId, ClientId};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// More domains than a client has; keeps a page's size bounded.
pub(super) const MOST: usize = 200;

/// Says that mail from `domain` comes from the client with number `client`.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when the client is archived;
/// [`Error::Invalid`] for something that is no domain, a domain at which anyone can have an
/// address, or one that another client owns.
pub async fn add(tx: &mut TenantTx, client: u64, domain: &str) -> Result<ClientDomainId> {
    require(tx, Permission::ClientsEdit)?;
    let domain = rules::check(domain)?;
    let owner = lock_active(tx, client).await?;
    let id = ClientDomainId::new();
    if !queries::insert(tx, id, owner.id, &domain).await? {
        return Err(taken(tx, &domain, owner.id).await);
    }
    let summary = format!(
        "Added mail domain {domain} to client {client} {}",
        owner.name
    );
    written(tx, "client.domain_add", owner.id, client, summary);
    Ok(id)
}

/// Mail from the domain is no longer the client's. What was filed stays.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn remove(tx: &mut TenantTx, id: ClientDomainId) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let (client, domain) = queries::find(tx, id).await?;
    let owner = clients::lock_by_id(tx, client).await?;
    queries::delete(tx, id).await?;
    let summary = format!(
        "Removed mail domain {domain} from client {} {}",
        owner.number, owner.name
    );
    written(tx, "client.domain_remove", client, owner.number, summary);
    Ok(())
}

/// See [`super::client_by_domain`].
pub(super) async fn owner(tx: &mut TenantTx, domain: &str) -> Result<Option<ClientId>> {
    require(tx, Permission::ClientsView)?;
    let candidates = rules::with_parents(domain);
    if candidates.is_empty() {
        return Ok(None);
    }
    let owners = queries::owners(tx, &candidates).await?;
    Ok(owners
        .into_iter()
        .max_by_key(|(domain, _)| domain.len())
        .map(|(_, client)| client))
}

async fn taken(tx: &mut TenantTx, domain: &str, by: ClientId) -> Error {
    let message = match queries::owner_name(tx, domain).await {
        Ok((client, _, _)) if client == by => format!("{domain} is in the list already"),
        Ok((_, number, name)) => {
            format!("{domain} belongs to client {number} {name}. Remove it there first.")
        }
        Err(error) => return error,
    };
    Error::invalid("domain", message)
}

fn written(tx: &mut TenantTx, action: &'static str, id: ClientId, number: u64, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "client",
        entity_id: Some(id.0),
        summary,
    });
    tx.publish("client", number, 0);
}
