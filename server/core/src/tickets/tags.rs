//! The tags that tickets wear.

use super::queries::TicketHead;
use crate::error::{Error, Result};
use crate::tags::{self, MAX_WORN};
use app_types::id::{TagId, TicketId};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::ticket_tags;

/// Puts a tag on a locked ticket; `None` when it is there already.
pub(super) async fn add(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    tag: TagId,
) -> Result<Option<String>> {
    let name = tags::offered(tx, tag).await?;
    let worn = of_ticket(tx, ticket.id).await?;
    if worn.contains(&tag) {
        return Ok(None);
    }
    if worn.len() >= MAX_WORN {
        let words = format!("A ticket wears at most {MAX_WORN} tags. Remove one first.");
        return Err(Error::invalid("tag", words));
    }
    let (tenant, now) = (tx.tenant(), tx.now());
    diesel::insert_into(ticket_tags::table)
        .values((
            ticket_tags::tenant_id.eq(tenant),
            ticket_tags::ticket_id.eq(ticket.id),
            ticket_tags::tag_id.eq(tag),
            ticket_tags::active.eq(i8::from(ticket.category.is_active())),
            ticket_tags::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(Some(format!("added the tag {name}")))
}

/// Takes a tag off a locked ticket; `None` when it is not there.
pub(super) async fn remove(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    tag: TagId,
) -> Result<Option<String>> {
    let tenant = tx.tenant();
    let row = ticket_tags::table
        .filter(ticket_tags::tenant_id.eq(tenant))
        .filter(ticket_tags::ticket_id.eq(ticket.id))
        .filter(ticket_tags::tag_id.eq(tag));
    if diesel::delete(row).execute(tx.conn()).await? == 0 {
        return Ok(None);
    }
    let name = tags::name(tx, tag).await?;
    Ok(Some(format!("removed the tag {name}")))
}

pub(super) async fn of_ticket(tx: &mut TenantTx, ticket: TicketId) -> Result<Vec<TagId>> {
    let tenant = tx.tenant();
    Ok(ticket_tags::table
        .filter(ticket_tags::tenant_id.eq(tenant))
        .filter(ticket_tags::ticket_id.eq(ticket))
        .select(ticket_tags::tag_id)
        .load(tx.conn())
        .await?)
}

/// Brings the copies that the lists by tag and by custom field are ordered by in step with the ticket.
pub(super) async fn follow(tx: &mut TenantTx, ticket: TicketId) -> Result<()> {
    diesel::sql_query(
        "UPDATE ticket_tags g STRAIGHT_JOIN tickets t ON t.tenant_id = g.tenant_id AND t.id = g.ticket_id \
         SET g.active = t.active, g.updated_at = t.updated_at \
         WHERE g.tenant_id = ? AND g.ticket_id = ?",
    )
    .bind::<Unsigned<Integer>, _>(tx.tenant())
    .bind::<Binary, _>(ticket)
    .execute(tx.conn())
    .await?;
    diesel::sql_query(
        "UPDATE custom_values g STRAIGHT_JOIN tickets t ON t.tenant_id = g.tenant_id AND t.id = g.ticket_id \
         SET g.active = t.active, g.updated_at = t.updated_at \
         WHERE g.tenant_id = ? AND g.owner_id = ?",
    )
    .bind::<Unsigned<Integer>, _>(tx.tenant())
    .bind::<Binary, _>(ticket)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a statement on `tickets` selects to know their tags: ids in hexadecimal digits.
pub(super) const WORN: &str = "(SELECT GROUP_CONCAT(HEX(w.tag_id)) FROM ticket_tags w FORCE INDEX (PRIMARY) \
    WHERE w.tenant_id = tickets.tenant_id AND w.ticket_id = tickets.id)";
