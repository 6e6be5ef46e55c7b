//! One statement each.

use super::Addressed;
use crate::error::Result;
use app_types::id::{ClientId, ContactId, TicketId, UserId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{contacts, mailboxes, ticket_copies, ticket_watchers, tickets};

pub async fn insert_watcher(tx: &mut TenantTx, ticket: TicketId, user: UserId) -> Result<()> {
    let row = (
        ticket_watchers::tenant_id.eq(tx.tenant()),
        ticket_watchers::ticket_id.eq(ticket),
        ticket_watchers::user_id.eq(user),
        ticket_watchers::created_at.eq(tx.now()),
    );
    diesel::insert_or_ignore_into(ticket_watchers::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub async fn delete_watcher(tx: &mut TenantTx, ticket: TicketId, user: UserId) -> Result<()> {
    let row = ticket_watchers::table
        .filter(ticket_watchers::tenant_id.eq(tx.tenant()))
        .filter(ticket_watchers::ticket_id.eq(ticket))
        .filter(ticket_watchers::user_id.eq(user));
    diesel::delete(row).execute(tx.conn()).await?;
    Ok(())
}

pub async fn watchers(tx: &mut TenantTx, of: &[TicketId]) -> Result<Vec<UserId>> {
    let tenant = tx.tenant();
    Ok(ticket_watchers::table
        .filter(ticket_watchers::tenant_id.eq(tenant))
        .filter(ticket_watchers::ticket_id.eq_any(of))
        .select(ticket_watchers::user_id)
        .distinct()
        .load(tx.conn())
        .await?)
}

/// Writes copies; those that are there stay.
pub async fn insert_copies(
    tx: &mut TenantTx,
    ticket: TicketId,
    people: &[Addressed],
    by: Option<UserId>,
) -> Result<()> {
    let rows: Vec<_> = people
        .iter()
        .map(|person| {
            (
                ticket_copies::tenant_id.eq(tx.tenant()),
                ticket_copies::ticket_id.eq(ticket),
                ticket_copies::address.eq(&person.address),
                ticket_copies::name.eq(&person.name),
                ticket_copies::created_at.eq(tx.now()),
                ticket_copies::created_by.eq(by),
            )
        })
        .collect();
    diesel::insert_or_ignore_into(ticket_copies::table)
        .values(&rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// `false`: there was none.
pub async fn delete_copy(tx: &mut TenantTx, ticket: TicketId, address: &str) -> Result<bool> {
    let row = ticket_copies::table
        .filter(ticket_copies::tenant_id.eq(tx.tenant()))
        .filter(ticket_copies::ticket_id.eq(ticket))
        .filter(ticket_copies::address.eq(address));
    Ok(diesel::delete(row).execute(tx.conn()).await? > 0)
}

pub async fn copies(tx: &mut TenantTx, of: &[TicketId]) -> Result<Vec<Addressed>> {
    let tenant = tx.tenant();
    let rows: Vec<(String, String)> = ticket_copies::table
        .filter(ticket_copies::tenant_id.eq(tenant))
        .filter(ticket_copies::ticket_id.eq_any(of))
        .order(ticket_copies::address.asc())
        .select((ticket_copies::name, ticket_copies::address))
        .load(tx.conn())
        .await?;
    Ok(rows.into_iter().map(addressed).collect())
}

fn addressed((name, address): (String, String)) -> Addressed {
    Addressed { name, address }
}

/// Counted up to `limit`.
pub async fn count_copies(tx: &mut TenantTx, ticket: TicketId, limit: usize) -> Result<usize> {
    let tenant = tx.tenant();
    let found: Vec<String> = ticket_copies::table
        .filter(ticket_copies::tenant_id.eq(tenant))
        .filter(ticket_copies::ticket_id.eq(ticket))
        .select(ticket_copies::address)
        .limit(limit as i64)
        .load(tx.conn())
        .await?;
    Ok(found.len())
}

/// The contacts of tickets that have an address.
pub async fn contacts_of(tx: &mut TenantTx, of: &[TicketId]) -> Result<Vec<Addressed>> {
    let tenant = tx.tenant();
    let rows: Vec<(String, Option<String>)> = tickets::table
        .inner_join(
            contacts::table.on(contacts::tenant_id
                .eq(tickets::tenant_id)
                .and(contacts::id.nullable().eq(tickets::contact_id))),
        )
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::id.eq_any(of))
        .filter(contacts::archived_at.is_null())
        .select((contacts::name, contacts::email))
        .load(tx.conn())
        .await?;
    let with_address = rows
        .into_iter()
        .filter_map(|(name, email)| Some((name, email?)));
    Ok(with_address.map(addressed).collect())
}

/// Those of the addresses that are people of the client, and not archived.
pub async fn people_of(
    tx: &mut TenantTx,
    client: ClientId,
    addresses: &[String],
) -> Result<Vec<(ContactId, Addressed)>> {
    let tenant = tx.tenant();
    let rows: Vec<(ContactId, String, Option<String>)> = contacts::table
        .filter(contacts::tenant_id.eq(tenant))
        .filter(contacts::email.eq_any(addresses))
        .filter(contacts::client_id.eq(client))
        .filter(contacts::archived_at.is_null())
        .order(contacts::email.asc())
        .select((contacts::id, contacts::name, contacts::email))
        .load(tx.conn())
        .await?;
    let people = rows.into_iter().filter_map(|(id, name, email)| {
        let address = email?;
        Some((id, Addressed { name, address }))
    });
    Ok(people.collect())
}

/// The name of the contact with an address.
pub async fn contact_name(tx: &mut TenantTx, address: &str) -> Result<Option<String>> {
    let tenant = tx.tenant();
    Ok(contacts::table
        .filter(contacts::tenant_id.eq(tenant))
        .filter(contacts::email.eq(address))
        .select(contacts::name)
        .first(tx.conn())
        .await
        .optional()?)
}

/// The addresses that clients write to, archived ones too: mail to them would come back.
pub async fn own_addresses(tx: &mut TenantTx) -> Result<Vec<String>> {
    let tenant = tx.tenant();
    Ok(mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .select(mailboxes::address)
        .limit(500)
        .load(tx.conn())
        .await?)
}

/// Whether an address, without what stands behind a plus, is one of the desk's own.
pub async fn is_own_address(tx: &mut TenantTx, address: &str) -> Result<bool> {
    let plain = match address.rsplit_once('@') {
        Some((local, domain)) => {
            let local = local.split('+').next().unwrap_or(local);
            format!("{local}@{domain}")
        }
        None => address.to_string(),
    };
    let own = own_addresses(tx).await?;
    Ok(own.iter().any(|own| *own == plain || own == address))
}
