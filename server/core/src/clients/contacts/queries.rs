//! Statements on contacts, one each.

// sql: what goes into the statements are names of columns and indexes from constants, never text from a person.

use super::rows::{ChoiceRow, ContactDetails, KnownRow, ListRow, LockedContact, NewContact};
use super::rules::CheckedContact;
use super::{CheckedFilter, KnownContact};
use crate::clients::paging::{Bind, Boxed, Key, like_literal};
use crate::clients::queries::Tenant;
use crate::clients::rules::archive_mark;
use crate::error::Result;
use app_types::clients::{ContactList, ContactRow};
use app_types::common::Choice;
use app_types::form::normalise_email;
use app_types::id::{ClientId, ContactId, TenantId};
use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Text};
use diesel_async::RunQueryDsl;
use server_db::schema::contacts;
use server_db::{DbError, TenantTx};

const LIST_COLUMNS: &str = "p.id, p.name, p.email, p.phone, p.title, p.is_primary, p.is_billing, \
     p.is_technical, p.archived_at, c.number AS client_number, c.name AS client_name, \
     c.archived_at AS client_archived_at";

const JOIN_CLIENT: &str = "STRAIGHT_JOIN clients c FORCE INDEX (PRIMARY) ON c.tenant_id = p.tenant_id AND c.id = p.client_id";

pub(super) async fn list(tx: &mut TenantTx, filter: &CheckedFilter) -> Result<ContactList> {
    let rows: Vec<ListRow> = list_statement(tx.tenant(), filter).load(tx.conn()).await?;
    let by_email = searches_email(filter);
    let key = |row: &ListRow| Key {
        text: if by_email {
            row.email.clone().unwrap_or_default()
        } else {
            row.name.clone()
        },
        id: row.id.0,
    };
    Ok(filter.position.page(rows, key, ContactRow::from))
}

/// With an `@` the search is for the beginning of an address, in the order of addresses.
fn searches_email(filter: &CheckedFilter) -> bool {
    filter.q.contains('@')
}

/// The index that has the wanted order behind what is filtered by.
fn list_index(filter: &CheckedFilter) -> &'static str {
    if searches_email(filter) {
        return "contacts_email";
    }
    match (filter.client, filter.show.active()) {
        (None, Some(_)) => "contacts_name",
        (None, None) => "contacts_name_all",
        (Some(_), Some(_)) => "contacts_client",
        (Some(_), None) => "contacts_client_all",
    }
}

fn list_statement(tenant: TenantId, filter: &CheckedFilter) -> Boxed {
    let mut query = diesel::sql_query(format!(
        "SELECT {LIST_COLUMNS} FROM contacts p FORCE INDEX ({}) {JOIN_CLIENT} WHERE p.tenant_id = ?",
        list_index(filter)
    ))
    .into_boxed()
    .bind::<Tenant, _>(tenant);
    if let Some(client) = filter.client {
        query = query.sql(" AND p.client_id = ?").bind::<Binary, _>(client);
    }
    query = query.and_active("p", filter.show);
    if searches_email(filter) {
        let pattern = format!("{}%", like_literal(&normalise_email(&filter.q)));
        let query = query.sql(" AND p.email LIKE ").bind_param(&pattern);
        return filter.position.finish(query, "p.email", "p.id");
    }
    if !filter.q.is_empty() {
        let pattern = format!("%{}%", like_literal(&filter.q));
        query = query.sql(" AND p.name LIKE ").bind_param(&pattern);
    }
    filter.position.finish(query, "p.name", "p.id")
}

pub(super) async fn of_client(
    tx: &mut TenantTx,
    client: ClientId,
    limit: usize,
) -> Result<Vec<ContactRow>> {
    let rows: Vec<ListRow> = diesel::sql_query(format!(
        "SELECT {LIST_COLUMNS} FROM contacts p FORCE INDEX (contacts_client) {JOIN_CLIENT} \
         WHERE p.tenant_id = ? AND p.client_id = ? AND p.active = 1 \
         ORDER BY p.name, p.id LIMIT {limit}"
    ))
    .bind::<Tenant, _>(tx.tenant())
    .bind::<Binary, _>(client)
    .load(tx.conn())
    .await?;
    Ok(rows.into_iter().map(ContactRow::from).collect())
}

pub(super) async fn details(tx: &mut TenantTx, id: ContactId) -> Result<ContactDetails> {
    let row = diesel::sql_query(
        "SELECT p.id, p.client_id, p.location_id, p.name, p.email, p.phone, p.mobile, p.title, \
           p.is_primary, p.is_billing, p.is_technical, p.notes, p.version, p.created_at, \
           p.updated_at, p.archived_at, a.name AS archived_by, \
           c.number AS client_number, c.name AS client_name, c.archived_at AS client_archived_at \
         FROM contacts p \
         JOIN clients c ON c.tenant_id = p.tenant_id AND c.id = p.client_id \
         LEFT JOIN users a ON a.tenant_id = p.tenant_id AND a.id = p.archived_by \
         WHERE p.tenant_id = ? AND p.id = ?",
    )
    .bind::<Tenant, _>(tx.tenant())
    .bind::<Binary, _>(id)
    .get_result(tx.conn())
    .await?;
    Ok(row)
}

pub(super) async fn lock(tx: &mut TenantTx, id: ContactId) -> Result<LockedContact> {
    let row = diesel::sql_query(
        "SELECT p.name, p.client_id, p.version, p.archived_at IS NOT NULL AS archived, \
           c.number AS client_number, c.archived_at IS NOT NULL AS client_archived \
         FROM contacts p JOIN clients c ON c.tenant_id = p.tenant_id AND c.id = p.client_id \
         WHERE p.tenant_id = ? AND p.id = ? FOR UPDATE",
    )
    .bind::<Tenant, _>(tx.tenant())
    .bind::<Binary, _>(id)
    .get_result(tx.conn())
    .await?;
    Ok(row)
}

pub(super) async fn by_email(tx: &mut TenantTx, email: &str) -> Result<Option<KnownContact>> {
    let row: Option<KnownRow> = diesel::sql_query(
        "SELECT p.id, p.client_id, c.number AS client_number, p.name, p.email, \
           p.archived_at IS NOT NULL OR c.archived_at IS NOT NULL AS archived \
         FROM contacts p JOIN clients c ON c.tenant_id = p.tenant_id AND c.id = p.client_id \
         WHERE p.tenant_id = ? AND p.email = ?",
    )
    .bind::<Tenant, _>(tx.tenant())
    .bind::<Text, _>(email)
    .get_result(tx.conn())
    .await
    .optional()?;
    Ok(row.map(KnownContact::from))
}

/// `false` when somebody has the address already.
pub(super) async fn insert(
    tx: &mut TenantTx,
    id: ContactId,
    client: ClientId,
    contact: &CheckedContact,
) -> Result<bool> {
    let row = NewContact {
        tenant_id: tx.tenant(),
        id,
        client_id: client,
        location_id: contact.location,
        name: &contact.name,
        email: contact.email.as_deref(),
        phone: &contact.phone,
        mobile: &contact.mobile,
        title: &contact.title,
        is_primary: contact.primary,
        is_billing: contact.billing,
        is_technical: contact.technical,
        notes: &contact.notes,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    let inserted = diesel::insert_into(contacts::table)
        .values(&row)
        .execute(tx.conn())
        .await;
    unless_taken(inserted)
}

/// `false` when somebody else has the address already.
pub(super) async fn update(
    tx: &mut TenantTx,
    id: ContactId,
    contact: &CheckedContact,
) -> Result<bool> {
    let row = contacts::table
        .filter(contacts::tenant_id.eq(tx.tenant()))
        .filter(contacts::id.eq(id));
    let updated = diesel::update(row)
        .set((
            contacts::location_id.eq(contact.location),
            contacts::name.eq(&contact.name),
            contacts::email.eq(contact.email.as_deref()),
            contacts::phone.eq(&contact.phone),
            contacts::mobile.eq(&contact.mobile),
            contacts::title.eq(&contact.title),
            contacts::is_primary.eq(contact.primary),
            contacts::is_billing.eq(contact.billing),
            contacts::is_technical.eq(contact.technical),
            contacts::notes.eq(&contact.notes),
            contacts::version.eq(contacts::version + 1),
            contacts::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await;
    unless_taken(updated)
}

fn unless_taken(written: diesel::QueryResult<usize>) -> Result<bool> {
    match written.map_err(DbError::from) {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn set_archived(tx: &mut TenantTx, id: ContactId, archived: bool) -> Result<()> {
    let row = contacts::table
        .filter(contacts::tenant_id.eq(tx.tenant()))
        .filter(contacts::id.eq(id));
    let (at, by) = archive_mark(tx, archived);
    diesel::update(row)
        .set((
            contacts::archived_at.eq(at),
            contacts::archived_by.eq(by),
            contacts::version.eq(contacts::version + 1),
            contacts::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn choices(
    tx: &mut TenantTx,
    client: Option<ClientId>,
    q: &str,
) -> Result<Vec<Choice>> {
    let by_email = q.contains('@');
    let (index, column) = match (by_email, client) {
        (true, _) => ("contacts_email", "p.email"),
        (false, None) => ("contacts_name", "p.name"),
        (false, Some(_)) => ("contacts_client", "p.name"),
    };
    let mut query = diesel::sql_query(format!(
        "SELECT p.id, p.name, p.email FROM contacts p FORCE INDEX ({index}) WHERE p.tenant_id = ?"
    ))
    .into_boxed::<Mysql>()
    .bind::<Tenant, _>(tx.tenant());
    if let Some(client) = client {
        query = query.sql(" AND p.client_id = ?").bind::<Binary, _>(client);
    }
    let prefix = if by_email {
        normalise_email(q)
    } else {
        q.to_string()
    };
    let query = query
        .sql(format!(" AND p.active = 1 AND {column} LIKE "))
        .bind_param(&format!("{}%", like_literal(&prefix)))
        .sql(format!(" ORDER BY {column}, p.id LIMIT 20"));
    let rows: Vec<ChoiceRow> = query.load(tx.conn()).await?;
    Ok(rows.into_iter().map(choice).collect())
}

fn choice(row: ChoiceRow) -> Choice {
    let label = match row.email {
        Some(email) => format!("{} <{email}>", row.name),
        None => row.name,
    };
    Choice::new(row.id, label)
}
