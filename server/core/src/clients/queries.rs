//! Statements on clients, one each.

// sql: what goes into the statements are names of columns and indexes from constants, never text from a person.

use super::CheckedFilter;
use super::paging::{Bind, Boxed, Key, like_literal};
use super::rows::{
    ChoiceRow, ClientDetails, Counted, ListRow, LockedClient, NewClient, ReferenceRow, TicketRow,
};
use super::rules::{CheckedClient, NO_SUCH_USER};
use crate::error::{Error, Result};
use app_types::clients::{ActiveTickets, ClientList};
use app_types::common::Choice;
use app_types::id::{ClientId, ContactId, TenantId};
use app_types::tickets::TicketLink;
use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Text, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::schema::clients;
use server_db::{DbError, TenantTx};

/// The SQL type of `tenant_id`.
pub(super) type Tenant = Unsigned<Integer>;

pub(super) async fn list(tx: &mut TenantTx, filter: &CheckedFilter) -> Result<ClientList> {
    let rows: Vec<ListRow> = list_statement(tx.tenant(), filter).load(tx.conn()).await?;
    let key = |row: &ListRow| Key {
        text: row.name.clone(),
        id: row.id.0,
    };
    let tags = if rows.iter().any(|row| row.tags.is_some()) {
        crate::tags::all(tx).await?
    } else {
        Vec::new()
    };
    Ok(filter.position.page(rows, key, |row| row.view(&tags)))
}

/// The index that has the wanted order behind what is filtered by.
fn list_index(filter: &CheckedFilter) -> &'static str {
    match (filter.kind, filter.show.active()) {
        (None, Some(_)) => "clients_name",
        (None, None) => "clients_name_all",
        (Some(_), Some(_)) => "clients_kind",
        (Some(_), None) => "clients_kind_all",
    }
}

fn list_statement(tenant: TenantId, filter: &CheckedFilter) -> Boxed {
    let mut query = diesel::sql_query(format!(
        "SELECT c.id, c.number, c.name, c.kind, c.status, c.phone, c.archived_at, l.city, \
           (SELECT GROUP_CONCAT(HEX(w.tag_id)) FROM client_tags w FORCE INDEX (PRIMARY) \
             WHERE w.tenant_id = c.tenant_id AND w.client_id = c.id) AS tags \
         FROM clients c FORCE INDEX ({}) \
         LEFT JOIN locations l FORCE INDEX (locations_primary) \
           ON l.tenant_id = c.tenant_id AND l.primary_for = c.id \
         WHERE c.tenant_id = ?",
        list_index(filter)
    ))
    .into_boxed()
    .bind::<Tenant, _>(tenant);
    if let Some(kind) = filter.kind {
        query = query.sql(" AND c.kind = ").bind_param(kind.as_str());
    }
    query = query.and_active("c", filter.show);
    if !filter.q.is_empty() {
        query = matching(query, &filter.q);
    }
    filter.position.finish(query, "c.name", "c.id")
}

/// Part of the name, or the number. Reads the tenant's part of the index in order until the page
/// is full.
fn matching(query: Boxed, q: &str) -> Boxed {
    let pattern = format!("%{}%", like_literal(q));
    match q.trim_start_matches('#').parse::<u64>() {
        Ok(number) => query
            .sql(" AND (c.number = ?")
            .bind::<Unsigned<BigInt>, _>(number)
            .sql(" OR c.name LIKE ")
            .bind_param(&pattern)
            .sql(")"),
        Err(_) => query.sql(" AND c.name LIKE ").bind_param(&pattern),
    }
}

pub(super) async fn details(tx: &mut TenantTx, number: u64) -> Result<ClientDetails> {
    let row = diesel::sql_query(
        "SELECT c.id, c.number, c.name, c.kind, c.status, c.phone, c.website, \
           c.account_manager_id, m.name AS account_manager, c.notes, c.vip_note, c.version, \
           c.created_at, c.updated_at, c.archived_at, a.name AS archived_by, \
           (SELECT GROUP_CONCAT(HEX(w.tag_id)) FROM client_tags w \
             WHERE w.tenant_id = c.tenant_id AND w.client_id = c.id) AS tags \
         FROM clients c \
         LEFT JOIN users m ON m.tenant_id = c.tenant_id AND m.id = c.account_manager_id \
         LEFT JOIN users a ON a.tenant_id = c.tenant_id AND a.id = c.archived_by \
         WHERE c.tenant_id = ? AND c.number = ?",
    )
    .bind::<Tenant, _>(tx.tenant())
    .bind::<Unsigned<BigInt>, _>(number)
    .get_result(tx.conn())
    .await?;
    Ok(row)
}

pub(super) async fn reference(tx: &mut TenantTx, number: u64) -> Result<ReferenceRow> {
    let row = clients::table
        .filter(clients::tenant_id.eq(tx.tenant()))
        .filter(clients::number.eq(number))
        .select(ReferenceRow::as_select())
        .first(tx.conn())
        .await?;
    Ok(row)
}

pub(super) async fn lock(tx: &mut TenantTx, number: u64) -> Result<LockedClient> {
    let row = clients::table
        .filter(clients::tenant_id.eq(tx.tenant()))
        .filter(clients::number.eq(number))
        .select(LockedClient::as_select())
        .for_update()
        .first(tx.conn())
        .await?;
    Ok(row)
}

pub(super) async fn lock_by_id(tx: &mut TenantTx, id: ClientId) -> Result<LockedClient> {
    let row = clients::table
        .filter(clients::tenant_id.eq(tx.tenant()))
        .filter(clients::id.eq(id))
        .select(LockedClient::as_select())
        .for_update()
        .first(tx.conn())
        .await?;
    Ok(row)
}

pub(super) async fn insert(
    tx: &mut TenantTx,
    id: ClientId,
    number: u64,
    client: &CheckedClient,
) -> Result<()> {
    let row = NewClient {
        tenant_id: tx.tenant(),
        id,
        number,
        name: &client.name,
        kind: client.kind,
        status: client.status,
        phone: &client.phone,
        website: &client.website,
        account_manager_id: client.account_manager,
        notes: &client.notes,
        vip_note: &client.vip_note,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    diesel::insert_into(clients::table)
        .values(&row)
        .execute(tx.conn())
        .await
        .map_err(unknown_user)?;
    Ok(())
}

pub(super) async fn update(tx: &mut TenantTx, id: ClientId, client: &CheckedClient) -> Result<()> {
    let row = clients::table
        .filter(clients::tenant_id.eq(tx.tenant()))
        .filter(clients::id.eq(id));
    diesel::update(row)
        .set((
            clients::name.eq(&client.name),
            clients::kind.eq(client.kind),
            clients::status.eq(client.status),
            clients::phone.eq(&client.phone),
            clients::website.eq(&client.website),
            clients::account_manager_id.eq(client.account_manager),
            clients::notes.eq(&client.notes),
            clients::vip_note.eq(&client.vip_note),
            clients::version.eq(clients::version + 1),
            clients::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await
        .map_err(unknown_user)?;
    Ok(())
}

/// The only reference a form can get wrong is the account manager.
fn unknown_user(error: diesel::result::Error) -> Error {
    use diesel::result::{DatabaseErrorKind, Error as DieselError};
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => {
            Error::invalid("account_manager", NO_SUCH_USER)
        }
        other => DbError::from(other).into(),
    }
}

pub(super) async fn set_archived(tx: &mut TenantTx, id: ClientId, archived: bool) -> Result<()> {
    let row = clients::table
        .filter(clients::tenant_id.eq(tx.tenant()))
        .filter(clients::id.eq(id));
    let (at, by) = super::rules::archive_mark(tx, archived);
    diesel::update(row)
        .set((
            clients::archived_at.eq(at),
            clients::archived_by.eq(by),
            clients::version.eq(clients::version + 1),
            clients::updated_at.eq(tx.now()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn choices(tx: &mut TenantTx, q: &str) -> Result<Vec<Choice>> {
    let rows: Vec<ChoiceRow> = diesel::sql_query(
        "SELECT c.number, c.name FROM clients c FORCE INDEX (clients_name) \
         WHERE c.tenant_id = ? AND c.active = 1 AND c.name LIKE ? \
         ORDER BY c.name, c.id LIMIT 20",
    )
    .bind::<Tenant, _>(tx.tenant())
    .bind::<Text, _>(format!("{}%", like_literal(q.trim())))
    .load(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Choice::new(row.number, row.name))
        .collect())
}

/// The latest rows and, in the same statement, how many there are up to [`ActiveTickets::CAP`].
pub(super) async fn active_tickets(
    tx: &mut TenantTx,
    client: ClientId,
    contact: Option<ContactId>,
    limit: u32,
) -> Result<ActiveTickets> {
    let tenant = tx.tenant();
    let query = diesel::sql_query(
        "SELECT t.number, t.subject, s.name AS status, (SELECT COUNT(*) FROM ( \
           SELECT 1 FROM tickets k FORCE INDEX (tickets_client) \
           WHERE k.tenant_id = ? AND k.client_id = ? AND k.active = 1",
    )
    .into_boxed::<Mysql>()
    .bind::<Tenant, _>(tenant)
    .bind::<Binary, _>(client);
    let query = of_contact(query, "k", contact).sql(format!(
        " LIMIT {}) AS found) AS counted \
         FROM tickets t FORCE INDEX (tickets_client) \
         JOIN ticket_statuses s FORCE INDEX (ticket_statuses_key) \
           ON s.tenant_id = t.tenant_id AND s.status_key = t.status_key \
         WHERE t.tenant_id = ? AND t.client_id = ? AND t.active = 1",
        ActiveTickets::CAP
    ));
    let query = query.bind::<Tenant, _>(tenant).bind::<Binary, _>(client);
    let query = of_contact(query, "t", contact).sql(format!(
        " ORDER BY t.updated_at DESC, t.id DESC LIMIT {limit}"
    ));
    let rows: Vec<TicketRow> = query.load(tx.conn()).await?;
    let counted = rows.as_slice().first().map_or(0, |row| row.counted);
    Ok(ActiveTickets {
        count: u32::try_from(counted).unwrap_or(ActiveTickets::CAP),
        rows: rows.into_iter().map(TicketLink::from).collect(),
    })
}

fn of_contact(query: Boxed, alias: &str, contact: Option<ContactId>) -> Boxed {
    match contact {
        Some(contact) => query
            .sql(format!(" AND {alias}.contact_id = ?"))
            .bind::<Binary, _>(contact),
        None => query,
    }
}

/// Counts up to [`ActiveTickets::CAP`].
pub(super) async fn count_active_tickets(
    tx: &mut TenantTx,
    client: ClientId,
    contact: Option<ContactId>,
) -> Result<u32> {
    let query = diesel::sql_query(
        "SELECT COUNT(*) AS counted FROM ( \
           SELECT 1 FROM tickets t FORCE INDEX (tickets_client) \
           WHERE t.tenant_id = ? AND t.client_id = ? AND t.active = 1",
    )
    .into_boxed::<diesel::mysql::Mysql>()
    .bind::<Tenant, _>(tx.tenant())
    .bind::<Binary, _>(client);
    let query = match contact {
        Some(contact) => query
            .sql(" AND t.contact_id = ?")
            .bind::<Binary, _>(contact),
        None => query,
    };
    let query = query.sql(format!(" LIMIT {}) AS found", ActiveTickets::CAP));
    let counted: Counted = query.get_result(tx.conn()).await?;
    Ok(u32::try_from(counted.counted).unwrap_or(ActiveTickets::CAP))
}
