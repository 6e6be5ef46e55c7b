//! Contacts: the people at a client. An e-mail address is one person in the whole tenant, so that
//! mail finds one.

mod queries;
mod rows;
mod rules;

use super::paging::{Position, Show};
use super::rules::{require_version, search_text};
use super::{locations, lock_active, queries as clients};
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use crate::mail::undeliverable;
use app_types::Permission;
use app_types::clients::{
    Archived, ClientRef, ContactFilter, ContactForm, ContactInput, ContactList, ContactRecord,
    ContactRow,
};
use app_types::common::Choice;
use app_types::form::normalise_email;
use app_types::id::{ClientId, ContactId};
use rules::CheckedContact;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// What mail knows about a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownContact {
    pub id: ContactId,
    pub client_id: ClientId,
    pub client_number: u64,
    pub name: String,
    pub email: String,
    /// Whether the contact or the client is archived.
    pub archived: bool,
}

/// A checked filter of the contact list.
struct CheckedFilter {
    q: String,
    show: Show,
    client: Option<ClientId>,
    position: Position,
}

/// One page of the contacts, by name; by address while searching for an address. At most two
/// statements.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] for a filter value that does not exist.
pub async fn list(tx: &mut TenantTx, filter: &ContactFilter) -> Result<ContactList> {
    require(tx, Permission::ClientsView)?;
    let q = search_text(&filter.q)?;
    let show = Show::parse(&filter.show)?;
    let position = Position::parse(&filter.after, &filter.before)?;
    let client = match filter.client.as_str() {
        "" => None,
        text => Some(client_of_filter(tx, text).await?),
    };
    let filter = CheckedFilter {
        q,
        show,
        client,
        position,
    };
    queries::list(tx, &filter).await
}

async fn client_of_filter(tx: &mut TenantTx, text: &str) -> Result<ClientId> {
    let unknown = || Error::invalid("client", "Choose a client of this workspace");
    let number = text.parse().map_err(|_| unknown())?;
    match clients::reference(tx, number).await {
        Ok(client) => Ok(client.id),
        Err(Error::NotFound) => Err(unknown()),
        Err(error) => Err(error),
    }
}

/// The first contacts of a client by name, without archived ones.
pub(super) async fn of_client(
    tx: &mut TenantTx,
    client: ClientId,
    limit: usize,
) -> Result<Vec<ContactRow>> {
    queries::of_client(tx, client, limit).await
}

/// The client and the name of a contact that is not archived.
pub(super) async fn owner(tx: &mut TenantTx, id: ContactId) -> Result<(ClientId, String)> {
    let row = queries::details(tx, id).await?;
    if row.archived_at.is_some() {
        return Err(Error::Conflict(
            "This contact is archived. Restore it before you change it.".to_string(),
        ));
    }
    Ok((row.client_id, row.name))
}

/// Everything the page about a contact shows. At most six statements.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn get(tx: &mut TenantTx, id: ContactId, text: &ClockText) -> Result<ContactRecord> {
    require(tx, Permission::ClientsView)?;
    let row = queries::details(tx, id).await?;
    let location = match row.location_id {
        Some(location) => Some(locations::get(tx, location).await?.location),
        None => None,
    };
    let tickets = super::active_tickets(tx, row.client_id, Some(id)).await?;
    let custom = crate::custom::load(tx, app_types::custom::FieldOf::Contact, Some(id.0)).await?;
    let undeliverable = match &row.email {
        Some(email) => undeliverable::of_address(tx, email, text).await?,
        None => None,
    };
    Ok(ContactRecord {
        location,
        tickets,
        custom,
        undeliverable,
        may_edit: tx.can(Permission::ClientsEdit),
        ..record(row, text)
    })
}

/// Adds a contact to the client with number `client`.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`], also when somebody else has the
/// address; [`Error::Conflict`] when the client is archived.
pub async fn create(tx: &mut TenantTx, client: u64, input: &ContactInput) -> Result<ContactId> {
    require(tx, Permission::ClientsEdit)?;
    let contact = rules::check(input)?;
    let owner = lock_active(tx, client).await?;
    require_location(tx, owner.id, &contact).await?;
    let id = ContactId::new();
    if !queries::insert(tx, id, owner.id, &contact).await? {
        return Err(taken(tx, &contact).await);
    }
    let summary = format!(
        "Added contact {} of client {client} {}",
        contact.name, owner.name
    );
    written(tx, "contact.create", id, client, summary);
    Ok(id)
}

/// Changes a contact. `version` is the one the form was made from.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when
/// someone else changed or archived it in the meantime.
pub async fn update(
    tx: &mut TenantTx,
    id: ContactId,
    version: u32,
    input: &ContactInput,
) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let new = rules::check(input)?;
    let old = queries::lock(tx, id).await?;
    rules::require_active(&old)?;
    require_version("contact", old.version, version)?;
    require_location(tx, old.client_id, &new).await?;
    if !queries::update(tx, id, &new).await? {
        return Err(taken(tx, &new).await);
    }
    let summary = format!(
        "Changed contact {} of client {}",
        new.name, old.client_number
    );
    written(tx, "contact.update", id, old.client_number, summary);
    Ok(())
}

/// Takes a contact out of lists and pickers. Its address stays taken, so that its mail is still
/// recognised.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn archive(tx: &mut TenantTx, id: ContactId) -> Result<()> {
    set_archived(tx, id, true).await
}

/// Undoes [`archive`].
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when its client is archived.
pub async fn restore(tx: &mut TenantTx, id: ContactId) -> Result<()> {
    set_archived(tx, id, false).await
}

async fn set_archived(tx: &mut TenantTx, id: ContactId, archived: bool) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let contact = queries::lock(tx, id).await?;
    if contact.archived == archived {
        return Ok(());
    }
    if !archived && contact.client_archived {
        return Err(Error::Conflict(
            "This contact's client is archived. Restore the client first.".to_string(),
        ));
    }
    queries::set_archived(tx, id, archived).await?;
    let (action, word) = if archived {
        ("contact.archive", "Archived")
    } else {
        ("contact.restore", "Restored")
    };
    let number = contact.client_number;
    let summary = format!("{word} contact {} of client {number}", contact.name);
    written(tx, action, id, number, summary);
    Ok(())
}

/// The contact with this address, archived ones included.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn by_email(tx: &mut TenantTx, email: &str) -> Result<Option<KnownContact>> {
    require(tx, Permission::ClientsView)?;
    queries::by_email(tx, &normalise_email(email)).await
}

/// A contact made from the sender of a mail, at the client that owns the mail's domain. When two
/// mails of a new person arrive at once, both get the same contact.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] when `email` is no address; [`Error::NotFound`] for
/// an unknown client; [`Error::Conflict`] for an archived one.
pub async fn create_from_mail(
    tx: &mut TenantTx,
    client: ClientId,
    name: &str,
    email: &str,
) -> Result<KnownContact> {
    require(tx, Permission::ClientsEdit)?;
    let contact = rules::from_mail(name, email)?;
    let owner = clients::lock_by_id(tx, client).await?;
    if owner.archived {
        return Err(Error::Conflict(super::rules::ARCHIVED.to_string()));
    }
    let id = ContactId::new();
    let created = queries::insert(tx, id, client, &contact).await?;
    let email = contact.email.clone().unwrap_or_default();
    if created {
        let summary = format!(
            "Added contact {} <{email}> of client {} {} from a mail",
            contact.name, owner.number, owner.name
        );
        written(tx, "contact.create_from_mail", id, owner.number, summary);
    }
    queries::by_email(tx, &email)
        .await?
        .ok_or_else(|| Error::Internal("a contact that was just written is not there".to_string()))
}

/// Contacts for a picker: id and `name <address>` of the first 20 whose name or address begins
/// with `q`, of one client where a number is given. Archived ones are left out.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] for an unknown client.
pub async fn choices(tx: &mut TenantTx, client: Option<u64>, q: &str) -> Result<Vec<Choice>> {
    require(tx, Permission::ClientsView)?;
    let client = match client {
        Some(number) => Some(clients::reference(tx, number).await?.id),
        None => None,
    };
    queries::choices(tx, client, q.trim()).await
}

/// A client by number, and its first contacts for a picker.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] for an unknown client.
pub async fn choices_at(tx: &mut TenantTx, client: u64) -> Result<(ClientRef, Vec<Choice>)> {
    require(tx, Permission::ClientsView)?;
    let row = clients::reference(tx, client).await?;
    let choices = queries::choices(tx, Some(row.id), "").await?;
    let client = ClientRef {
        number: client,
        name: row.name,
        archived: row.archived,
    };
    Ok((client, choices))
}

/// The contact as its form shows it, without what the selects offer.
pub(super) async fn form_of(tx: &mut TenantTx, id: ContactId) -> Result<ContactForm> {
    let row = queries::details(tx, id).await?;
    let location = row.location_id.map(|id| id.to_string());
    Ok(ContactForm {
        id: Some(id),
        version: row.version,
        client: Some(ClientRef {
            number: row.client_number,
            name: row.client_name,
            archived: row.client_archived_at.is_some(),
        }),
        input: ContactInput {
            name: row.name,
            email: row.email.unwrap_or_default(),
            phone: row.phone,
            mobile: row.mobile,
            title: row.title,
            location: location.unwrap_or_default(),
            primary: row.is_primary,
            billing: row.is_billing,
            technical: row.is_technical,
            notes: row.notes,
        },
        ..ContactForm::default()
    })
}

async fn require_location(
    tx: &mut TenantTx,
    client: ClientId,
    contact: &CheckedContact,
) -> Result<()> {
    match contact.location {
        Some(location) => locations::require_of_client(tx, client, location).await,
        None => Ok(()),
    }
}

/// Says who has the address.
async fn taken(tx: &mut TenantTx, contact: &CheckedContact) -> Error {
    let email = contact.email.as_deref().unwrap_or_default();
    match queries::by_email(tx, email).await {
        Ok(Some(holder)) => Error::invalid("email", rules::taken(&holder)),
        Ok(None) => Error::Conflict(
            "Somebody else was saving the same address. Save your change anew.".to_string(),
        ),
        Err(error) => error,
    }
}

pub(super) fn written(
    tx: &mut TenantTx,
    action: &'static str,
    id: ContactId,
    client: u64,
    summary: String,
) {
    tx.record(AuditRecord {
        action,
        entity: "contact",
        entity_id: Some(id.0),
        summary,
    });
    tx.publish("contact", id, 0);
    tx.publish("contacts", "", 0);
    tx.publish("client", client, 0);
}

fn record(row: rows::ContactDetails, text: &ClockText) -> ContactRecord {
    ContactRecord {
        id: row.id,
        name: row.name,
        email: row.email,
        phone: row.phone,
        mobile: row.mobile,
        title: row.title,
        undeliverable: None,
        location: None,
        primary: row.is_primary,
        billing: row.is_billing,
        technical: row.is_technical,
        notes: row.notes,
        version: row.version,
        created: text.when(row.created_at),
        updated: text.when(row.updated_at),
        archived: row.archived_at.map(|at| Archived {
            at: text.when(at),
            by: row.archived_by,
        }),
        client: ClientRef {
            number: row.client_number,
            name: row.client_name,
            archived: row.client_archived_at.is_some(),
        },
        tickets: None,
        custom: Vec::new(),
        may_edit: false,
    }
}
