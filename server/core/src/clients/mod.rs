//! Clients: the companies the MSP serves, with their contacts, locations and mail domains.

mod beside;
pub mod contacts;
pub mod domains;
pub mod fields;
pub mod files;
pub mod forms;
mod kept;
pub mod locations;
pub mod notes;
mod paging;
mod queries;
mod rows;
mod rules;
pub mod tags;

use crate::clocktext::ClockText;
use crate::custom;
use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::client_beside::ClientBeside;
use app_types::clients::{
    ActiveTickets, Archived, ClientFilter, ClientInput, ClientList, ClientRecord, ClientRef,
    ClientTags, Person,
};
use app_types::common::Choice;
use app_types::custom::FieldOf;
use app_types::id::{ClientId, ContactId};
pub use kept::Kept;
use paging::Show;
pub(crate) use paging::like_literal;
use rows::ClientDetails;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Rows of a page of a list.
pub const PAGE_ROWS: usize = paging::ROWS;
/// Contacts that a client's page shows before it says "more".
const CONTACTS_SHOWN: usize = 50;
/// Active tickets that a client's or contact's page shows.
const TICKETS_SHOWN: u32 = 10;

/// One page of the clients, by name. One statement, and one more where a row wears a tag.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] for a filter value that does not exist.
pub async fn list(tx: &mut TenantTx, filter: &ClientFilter) -> Result<ClientList> {
    require(tx, Permission::ClientsView)?;
    let filter = rules::check_filter(filter)?;
    queries::list(tx, &filter).await
}

/// Everything the page about a client shows. At most seven statements.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn get(tx: &mut TenantTx, number: u64, text: &ClockText) -> Result<ClientRecord> {
    require(tx, Permission::ClientsView)?;
    let row = queries::details(tx, number).await?;
    let id = row.id;
    let mut contacts = contacts::of_client(tx, id, CONTACTS_SHOWN + 1).await?;
    let more_contacts = contacts.len() > CONTACTS_SHOWN;
    contacts.truncate(CONTACTS_SHOWN);
    let locations = locations::of_client(tx, id).await?;
    let (beside, domains) = beside::load(tx, id, text).await?;
    let tickets = active_tickets(tx, id, None).await?;
    let custom = custom::load(tx, FieldOf::Client, Some(id.0)).await?;
    let tags = tags::choices(tx, row.tags.as_deref().unwrap_or_default()).await?;
    Ok(ClientRecord {
        tags,
        locations,
        contacts,
        more_contacts,
        domains,
        beside,
        custom,
        tickets,
        may_edit: tx.can(Permission::ClientsEdit),
        ..record(row, text)
    })
}

/// Adds a client and returns its number.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] with every field that is wrong.
pub async fn create(tx: &mut TenantTx, input: &ClientInput) -> Result<u64> {
    require(tx, Permission::ClientsEdit)?;
    let client = rules::check(input)?;
    let number = tx.next_number("client", 1).await?;
    let id = ClientId::new();
    queries::insert(tx, id, number, &client).await?;
    written(
        tx,
        "client.create",
        id,
        number,
        1,
        format!("Added client {number} {}", client.name),
    );
    Ok(number)
}

/// Changes a client. `version` is the one the form was made from.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when
/// someone else changed or archived it in the meantime.
pub async fn update(
    tx: &mut TenantTx,
    number: u64,
    version: u32,
    input: &ClientInput,
) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let new = rules::check(input)?;
    let old = queries::lock(tx, number).await?;
    require_current(&old, version)?;
    let changed = rules::changed_fields(&old, &new);
    if changed.is_empty() {
        return Ok(());
    }
    queries::update(tx, old.id, &new).await?;
    let summary = format!(
        "Changed {} of client {number} {}",
        changed.join(", "),
        new.name
    );
    written(tx, "client.update", old.id, number, version + 1, summary);
    Ok(())
}

/// Takes a client out of lists and pickers. Nothing is deleted; [`restore`] brings it back.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] while it has active tickets,
/// which nobody would see any more.
pub async fn archive(tx: &mut TenantTx, number: u64) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let client = queries::lock(tx, number).await?;
    if client.archived {
        return Ok(());
    }
    let active = queries::count_active_tickets(tx, client.id, None).await?;
    rules::may_archive(active)?;
    queries::set_archived(tx, client.id, true).await?;
    let summary = format!("Archived client {number} {}", client.name);
    written(
        tx,
        "client.archive",
        client.id,
        number,
        client.version + 1,
        summary,
    );
    Ok(())
}

/// Undoes [`archive`].
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn restore(tx: &mut TenantTx, number: u64) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let client = queries::lock(tx, number).await?;
    if !client.archived {
        return Ok(());
    }
    queries::set_archived(tx, client.id, false).await?;
    let summary = format!("Restored client {number} {}", client.name);
    written(
        tx,
        "client.restore",
        client.id,
        number,
        client.version + 1,
        summary,
    );
    Ok(())
}

/// Clients for a picker: number and name of the first 20 whose name begins with `q`. Archived
/// ones are left out.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn choices(tx: &mut TenantTx, q: &str) -> Result<Vec<Choice>> {
    require(tx, Permission::ClientsView)?;
    queries::choices(tx, q).await
}

/// The client that owns the mail domain `domain` or one of its parents, the most exact first.
/// `None` when nobody owns it or the client is archived.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn client_by_domain(tx: &mut TenantTx, domain: &str) -> Result<Option<ClientId>> {
    domains::owner(tx, domain).await
}

/// The id behind a client's number, archived ones included.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn id_by_number(tx: &mut TenantTx, number: u64) -> Result<ClientId> {
    require(tx, Permission::ClientsView)?;
    Ok(queries::reference(tx, number).await?.id)
}

/// A client by number and name, for forms that stand in its context.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn by_number(tx: &mut TenantTx, number: u64) -> Result<ClientRef> {
    require(tx, Permission::ClientsView)?;
    let row = queries::reference(tx, number).await?;
    Ok(ClientRef {
        number,
        name: row.name,
        archived: row.archived,
    })
}

/// The active tickets of a client, or of one of its contacts. `None` when the actor may not see
/// tickets. One statement.
async fn active_tickets(
    tx: &mut TenantTx,
    client: ClientId,
    contact: Option<ContactId>,
) -> Result<Option<ActiveTickets>> {
    if !tx.can(Permission::TicketsView) {
        return Ok(None);
    }
    queries::active_tickets(tx, client, contact, TICKETS_SHOWN)
        .await
        .map(Some)
}

/// Locks a client for a change to what belongs to it; refuses an archived one.
async fn lock_active(tx: &mut TenantTx, number: u64) -> Result<rows::LockedClient> {
    let client = queries::lock(tx, number).await?;
    if client.archived {
        return Err(Error::Conflict(rules::ARCHIVED.to_string()));
    }
    Ok(client)
}

/// Like [`lock_active`], for what knows its client by id.
async fn lock_active_by_id(tx: &mut TenantTx, id: ClientId) -> Result<rows::LockedClient> {
    let client = queries::lock_by_id(tx, id).await?;
    if client.archived {
        return Err(Error::Conflict(rules::ARCHIVED.to_string()));
    }
    Ok(client)
}

/// Refuses a change that was made from an older version of `what`.
pub(crate) fn require_seen(what: &str, current: u32, seen: u32) -> Result<()> {
    rules::require_version(what, current, seen)
}

fn require_current(client: &rows::LockedClient, version: u32) -> Result<()> {
    if client.archived {
        return Err(Error::Conflict(rules::ARCHIVED.to_string()));
    }
    rules::require_version("client", client.version, version)
}

/// What every change of a client ends with: the audit entry and the word to open pages.
fn written(
    tx: &mut TenantTx,
    action: &'static str,
    id: ClientId,
    number: u64,
    version: u32,
    summary: String,
) {
    tx.record(AuditRecord {
        action,
        entity: "client",
        entity_id: Some(id.0),
        summary,
    });
    tx.publish("client", number, version);
    tx.publish("clients", "", 0);
}

/// The part of the record that comes from the client's own row.
fn record(row: ClientDetails, text: &ClockText) -> ClientRecord {
    ClientRecord {
        id: row.id,
        number: row.number,
        name: row.name,
        kind: row.kind,
        status: row.status,
        phone: row.phone,
        website: row.website,
        account_manager: row
            .account_manager_id
            .zip(row.account_manager)
            .map(|(id, name)| Person { id, name }),
        notes: row.notes,
        vip_note: row.vip_note,
        version: row.version,
        created: text.when(row.created_at),
        updated: text.when(row.updated_at),
        archived: row.archived_at.map(|at| Archived {
            at: text.when(at),
            by: row.archived_by,
        }),
        locations: Vec::new(),
        contacts: Vec::new(),
        more_contacts: false,
        domains: Vec::new(),
        tickets: None,
        tags: ClientTags::default(),
        beside: ClientBeside::default(),
        custom: Vec::new(),
        may_edit: false,
    }
}

/// A checked filter of the client list.
struct CheckedFilter {
    q: String,
    show: Show,
    kind: Option<app_types::clients::ClientKind>,
    position: paging::Position,
}
