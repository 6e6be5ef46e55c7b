//! Statements on recurring tickets, one each.

use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{
    ClientId, RecurringRunId, RecurringTicketId, TenantId, TicketId, TicketTemplateId, UserId,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{
    clients, recurring_clients, recurring_runs, recurring_tickets, tenants, ticket_templates,
    tickets, users,
};
use server_db::{DbError, TenantTx};
use uuid::Uuid;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = recurring_tickets)]
pub(super) struct RecurringRecord {
    pub id: RecurringTicketId,
    pub name: String,
    pub template_id: TicketTemplateId,
    pub rule: String,
    pub time_zone: String,
    pub next_at: Option<Timestamp>,
    pub paused_at: Option<Timestamp>,
    pub version: u32,
    pub archived_at: Option<Timestamp>,
}

#[derive(Insertable)]
#[diesel(table_name = recurring_tickets)]
pub(super) struct NewRecurring<'a> {
    pub tenant_id: TenantId,
    pub id: RecurringTicketId,
    pub name: &'a str,
    pub template_id: TicketTemplateId,
    pub rule: &'a str,
    pub time_zone: &'a str,
    pub next_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What may be written of it. `None` leaves a column as it is.
#[derive(Default, AsChangeset)]
#[diesel(table_name = recurring_tickets)]
pub(super) struct RecurringChanges<'a> {
    pub name: Option<&'a str>,
    pub template_id: Option<TicketTemplateId>,
    pub rule: Option<&'a str>,
    pub time_zone: Option<&'a str>,
    pub next_at: Option<Option<Timestamp>>,
    pub paused_at: Option<Option<Timestamp>>,
    pub archived_at: Option<Option<Timestamp>>,
    pub version: Option<u32>,
    pub updated_at: Option<Timestamp>,
}

/// What became of one due time for one client.
#[derive(Insertable)]
#[diesel(table_name = recurring_runs)]
pub(super) struct NewRun<'a> {
    pub tenant_id: TenantId,
    pub id: RecurringRunId,
    pub recurring_id: RecurringTicketId,
    pub due_at: Timestamp,
    /// The client, or zeros: a key that the database can hold to be unique.
    pub client_key: Uuid16,
    pub client_id: Option<ClientId>,
    pub ticket_id: Option<TicketId>,
    pub note: &'a str,
    pub user_id: Option<UserId>,
    pub created_at: Timestamp,
}

/// An id of any kind, as the column holds it.
pub(super) type Uuid16 = ClientId;

/// The key of an internal ticket, and of a due time that was missed.
pub(super) fn no_client() -> Uuid16 {
    ClientId(Uuid::nil())
}

/// All of them with the name of their template, archived ones last.
pub(super) async fn all(tx: &mut TenantTx) -> Result<Vec<(RecurringRecord, String)>> {
    let tenant = tx.tenant();
    Ok(recurring_tickets::table
        .inner_join(
            ticket_templates::table.on(ticket_templates::tenant_id
                .eq(recurring_tickets::tenant_id)
                .and(ticket_templates::id.eq(recurring_tickets::template_id))),
        )
        .filter(recurring_tickets::tenant_id.eq(tenant))
        .order((
            recurring_tickets::archived_at.is_not_null().asc(),
            recurring_tickets::name.asc(),
        ))
        .select((RecurringRecord::as_select(), ticket_templates::name))
        .load(tx.conn())
        .await?)
}

pub(super) async fn get(tx: &mut TenantTx, id: RecurringTicketId) -> Result<RecurringRecord> {
    let tenant = tx.tenant();
    Ok(recurring_tickets::table
        .filter(recurring_tickets::tenant_id.eq(tenant))
        .filter(recurring_tickets::id.eq(id))
        .select(RecurringRecord::as_select())
        .first(tx.conn())
        .await?)
}

pub(super) async fn lock(tx: &mut TenantTx, id: RecurringTicketId) -> Result<RecurringRecord> {
    let tenant = tx.tenant();
    Ok(recurring_tickets::table
        .filter(recurring_tickets::tenant_id.eq(tenant))
        .filter(recurring_tickets::id.eq(id))
        .select(RecurringRecord::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

/// The one that has been due longest, locked. Those that others hold are passed over.
pub(super) async fn lock_due(tx: &mut TenantTx) -> Result<Option<RecurringRecord>> {
    let (tenant, now) = (tx.tenant(), tx.now());
    Ok(recurring_tickets::table
        .filter(recurring_tickets::tenant_id.eq(tenant))
        .filter(recurring_tickets::next_at.le(now))
        .order((
            recurring_tickets::next_at.asc(),
            recurring_tickets::id.asc(),
        ))
        .select(RecurringRecord::as_select())
        .limit(1)
        .for_update()
        .skip_locked()
        .first(tx.conn())
        .await
        .optional()?)
}

/// Whether one is due at `at`.
pub(super) async fn any_due(tx: &mut TenantTx, at: Timestamp) -> Result<bool> {
    let tenant = tx.tenant();
    let found: Option<RecurringTicketId> = recurring_tickets::table
        .filter(recurring_tickets::tenant_id.eq(tenant))
        .filter(recurring_tickets::next_at.le(at))
        .select(recurring_tickets::id)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(found.is_some())
}

pub(super) async fn count(tx: &mut TenantTx, limit: i64) -> Result<usize> {
    let tenant = tx.tenant();
    let found: Vec<RecurringTicketId> = recurring_tickets::table
        .filter(recurring_tickets::tenant_id.eq(tenant))
        .select(recurring_tickets::id)
        .limit(limit)
        .load(tx.conn())
        .await?;
    Ok(found.len())
}

/// `false`: the name is taken.
pub(super) async fn insert(tx: &mut TenantTx, row: &NewRecurring<'_>) -> Result<bool> {
    let inserted = diesel::insert_into(recurring_tickets::table)
        .values(row)
        .execute(tx.conn())
        .await;
    free_name(inserted)
}

/// `false`: the name is taken.
pub(super) async fn update(
    tx: &mut TenantTx,
    id: RecurringTicketId,
    changes: &RecurringChanges<'_>,
) -> Result<bool> {
    let tenant = tx.tenant();
    let row = recurring_tickets::table
        .filter(recurring_tickets::tenant_id.eq(tenant))
        .filter(recurring_tickets::id.eq(id));
    free_name(diesel::update(row).set(changes).execute(tx.conn()).await)
}

fn free_name(result: QueryResult<usize>) -> Result<bool> {
    match result.map_err(DbError::from) {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Number, name and whether it is archived, of each client of a schedule.
pub(super) struct ServedClient {
    pub id: ClientId,
    pub number: u64,
    pub name: String,
    pub archived: bool,
}

pub(super) async fn clients_of(
    tx: &mut TenantTx,
    id: RecurringTicketId,
) -> Result<Vec<ServedClient>> {
    let tenant = tx.tenant();
    let rows: Vec<(ClientId, u64, String, Option<Timestamp>)> = recurring_clients::table
        .inner_join(
            clients::table.on(clients::tenant_id
                .eq(recurring_clients::tenant_id)
                .and(clients::id.eq(recurring_clients::client_id))),
        )
        .filter(recurring_clients::tenant_id.eq(tenant))
        .filter(recurring_clients::recurring_id.eq(id))
        .order(clients::number.asc())
        .select((
            clients::id,
            clients::number,
            clients::name,
            clients::archived_at,
        ))
        .load(tx.conn())
        .await?;
    let served = |(id, number, name, archived_at): (_, _, _, Option<Timestamp>)| ServedClient {
        id,
        number,
        name,
        archived: archived_at.is_some(),
    };
    Ok(rows.into_iter().map(served).collect())
}

/// The schedule's clients are these and no others.
pub(super) async fn set_clients(
    tx: &mut TenantTx,
    id: RecurringTicketId,
    of: &[ClientId],
) -> Result<()> {
    let tenant = tx.tenant();
    let rows = recurring_clients::table
        .filter(recurring_clients::tenant_id.eq(tenant))
        .filter(recurring_clients::recurring_id.eq(id));
    diesel::delete(rows).execute(tx.conn()).await?;
    let rows: Vec<_> = of
        .iter()
        .map(|client| {
            (
                recurring_clients::tenant_id.eq(tenant),
                recurring_clients::recurring_id.eq(id),
                recurring_clients::client_id.eq(*client),
            )
        })
        .collect();
    if !rows.is_empty() {
        diesel::insert_into(recurring_clients::table)
            .values(&rows)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

pub(super) async fn insert_run(tx: &mut TenantTx, row: &NewRun<'_>) -> Result<()> {
    diesel::insert_into(recurring_runs::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A run with what it is about: due time, client, ticket, note, and who asked for it.
pub(super) type RunRow = (
    Timestamp,
    Option<String>,
    Option<u64>,
    String,
    Option<String>,
);

/// What a schedule did, newest first.
pub(super) async fn runs(
    tx: &mut TenantTx,
    id: RecurringTicketId,
    limit: i64,
) -> Result<Vec<RunRow>> {
    let tenant = tx.tenant();
    Ok(recurring_runs::table
        .left_join(
            clients::table.on(clients::tenant_id
                .eq(recurring_runs::tenant_id)
                .and(clients::id.nullable().eq(recurring_runs::client_id))),
        )
        .left_join(
            tickets::table.on(tickets::tenant_id
                .eq(recurring_runs::tenant_id)
                .and(tickets::id.nullable().eq(recurring_runs::ticket_id))),
        )
        .left_join(
            users::table.on(users::tenant_id
                .eq(recurring_runs::tenant_id)
                .and(users::id.nullable().eq(recurring_runs::user_id))),
        )
        .filter(recurring_runs::tenant_id.eq(tenant))
        .filter(recurring_runs::recurring_id.eq(id))
        .order((
            recurring_runs::due_at.desc(),
            recurring_runs::client_key.asc(),
        ))
        .select((
            recurring_runs::due_at,
            clients::name.nullable(),
            tickets::number.nullable(),
            recurring_runs::note,
            users::name.nullable(),
        ))
        .limit(limit)
        .load(tx.conn())
        .await?)
}

pub(super) async fn time_zone(tx: &mut TenantTx) -> Result<String> {
    let tenant = tx.tenant();
    Ok(tenants::table
        .filter(tenants::id.eq(tenant))
        .select(tenants::time_zone)
        .first(tx.conn())
        .await?)
}

/// Number and name of clients, archived ones too.
pub(super) async fn client_names(tx: &mut TenantTx, numbers: &[u64]) -> Result<Vec<(u64, String)>> {
    let tenant = tx.tenant();
    Ok(clients::table
        .filter(clients::tenant_id.eq(tenant))
        .filter(clients::number.eq_any(numbers))
        .select((clients::number, clients::name))
        .load(tx.conn())
        .await?)
}
