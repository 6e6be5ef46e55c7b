//! One statement each, on `outbound_messages` and what a mail needs to know around it.

use super::rows::OutboundRow;
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{BoardId, ContactId, OutboundMessageId, PostId, TicketId};
use app_types::mail::{MailPurpose, OutboundState};
use app_types::tickets::PostKind;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{
    contacts, inbound_messages, mailboxes, outbound_messages, tenants, ticket_posts,
};

pub(super) async fn insert(tx: &mut TenantTx, row: &OutboundRow) -> Result<()> {
    diesel::insert_into(outbound_messages::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn get(tx: &mut TenantTx, id: OutboundMessageId) -> Result<Option<OutboundRow>> {
    let tenant = tx.tenant();
    Ok(outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::id.eq(id))
        .select(OutboundRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// The server took it. `seen_id`: the Message-ID that recipients see, where it is not ours.
pub(super) async fn set_sent(
    tx: &mut TenantTx,
    id: OutboundMessageId,
    seen_id: Option<&str>,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::id.eq(id));
    diesel::update(row)
        .set((
            outbound_messages::state.eq(OutboundState::Sent),
            outbound_messages::last_error.eq(""),
            outbound_messages::sent_at.eq(Some(now)),
            outbound_messages::carrier_message_id.eq(seen_id),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Not sent, or not yet.
pub(super) async fn set_state(
    tx: &mut TenantTx,
    id: OutboundMessageId,
    state: OutboundState,
    error: &str,
) -> Result<()> {
    let tenant = tx.tenant();
    let row = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::id.eq(id));
    diesel::update(row)
        .set((
            outbound_messages::state.eq(state),
            outbound_messages::last_error.eq(error),
            outbound_messages::sent_at.eq(None::<Timestamp>),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Sent mails with one of these Message-IDs, and whom they were for.
pub(super) async fn sent(
    tx: &mut TenantTx,
    message_ids: &[String],
) -> Result<Vec<(OutboundMessageId, String)>> {
    let tenant = tx.tenant();
    Ok(outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::message_id.eq_any(message_ids))
        .filter(outbound_messages::state.eq(OutboundState::Sent))
        .select((outbound_messages::id, outbound_messages::to_address))
        .load(tx.conn())
        .await?)
}

/// As [`sent`], by the Message-IDs that a carrier wrote over ours.
pub(super) async fn sent_as(
    tx: &mut TenantTx,
    seen_ids: &[String],
) -> Result<Vec<(OutboundMessageId, String)>> {
    let tenant = tx.tenant();
    Ok(outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::carrier_message_id.eq_any(seen_ids))
        .filter(outbound_messages::state.eq(OutboundState::Sent))
        .select((outbound_messages::id, outbound_messages::to_address))
        .load(tx.conn())
        .await?)
}

/// What a delivery report said about a mail.
pub(super) async fn set_report(
    tx: &mut TenantTx,
    id: OutboundMessageId,
    state: OutboundState,
    words: &str,
) -> Result<()> {
    let tenant = tx.tenant();
    let row = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::id.eq(id));
    let changes = (
        outbound_messages::state.eq(state),
        outbound_messages::last_error.eq(words),
    );
    diesel::update(row).set(changes).execute(tx.conn()).await?;
    Ok(())
}

/// `(Message-ID, ticket)` of those of `ids` that we sent.
pub(super) async fn by_message_ids(
    tx: &mut TenantTx,
    ids: &[String],
) -> Result<Vec<(String, Option<TicketId>)>> {
    let tenant = tx.tenant();
    Ok(outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::message_id.eq_any(ids))
        .select((outbound_messages::message_id, outbound_messages::ticket_id))
        .load(tx.conn())
        .await?)
}

/// As [`by_message_ids`], by the Message-IDs that a carrier wrote over ours.
pub(super) async fn by_carrier_ids(
    tx: &mut TenantTx,
    ids: &[String],
) -> Result<Vec<(String, Option<TicketId>)>> {
    let tenant = tx.tenant();
    let found: Vec<(Option<String>, Option<TicketId>)> = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::carrier_message_id.eq_any(ids))
        .select((
            outbound_messages::carrier_message_id,
            outbound_messages::ticket_id,
        ))
        .load(tx.conn())
        .await?;
    let named = found.into_iter().filter_map(|(id, of)| Some((id?, of)));
    Ok(named.collect())
}

/// Acknowledgements to an address since an instant, counted up to `limit`.
pub(super) async fn count_received_since(
    tx: &mut TenantTx,
    address: &str,
    since: Timestamp,
    limit: i64,
) -> Result<usize> {
    let tenant = tx.tenant();
    let found: Vec<OutboundMessageId> = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::state.eq_any(OutboundState::ALL))
        .filter(outbound_messages::created_at.gt(since))
        .filter(outbound_messages::to_address.eq(address))
        .filter(outbound_messages::purpose.eq(MailPurpose::TicketReceived))
        .select(outbound_messages::id)
        .limit(limit)
        .load(tx.conn())
        .await?;
    Ok(found.len())
}

/// Automatic mails about a ticket since an instant, counted up to `limit`.
pub(super) async fn count_notices_since(
    tx: &mut TenantTx,
    ticket: TicketId,
    since: Timestamp,
    limit: i64,
) -> Result<usize> {
    let tenant = tx.tenant();
    let found: Vec<OutboundMessageId> = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::ticket_id.eq(ticket))
        .filter(outbound_messages::created_at.gt(since))
        .filter(outbound_messages::purpose.eq(MailPurpose::Notice))
        .select(outbound_messages::id)
        .limit(limit)
        .load(tx.conn())
        .await?;
    Ok(found.len())
}

/// What a tenant's mails say about it.
#[derive(Debug, Clone, Queryable)]
pub(super) struct TenantFacts {
    pub name: String,
    pub ticket_prefix: String,
    pub time_zone: String,
}

pub(super) async fn tenant(tx: &mut TenantTx) -> Result<TenantFacts> {
    let tenant = tx.tenant();
    Ok(tenants::table
        .filter(tenants::id.eq(tenant))
        .select((tenants::name, tenants::ticket_prefix, tenants::time_zone))
        .first(tx.conn())
        .await?)
}

/// Address and name of the mailbox that answers for a board: its own, else the tenant's first.
pub(super) async fn sender(tx: &mut TenantTx, board: BoardId) -> Result<Option<(String, String)>> {
    let tenant = tx.tenant();
    let boxes: Vec<(BoardId, String, String)> = mailboxes::table
        .filter(mailboxes::tenant_id.eq(tenant))
        .filter(mailboxes::archived_at.is_null())
        .order(mailboxes::created_at.asc())
        .select((
            mailboxes::board_id,
            mailboxes::address,
            mailboxes::display_name,
        ))
        .limit(200)
        .load(tx.conn())
        .await?;
    let own = boxes.iter().find(|(of, _, _)| *of == board);
    Ok(own
        .or(boxes.as_slice().first())
        .map(|(_, address, name)| (address.clone(), name.clone())))
}

/// Name and address of a contact that has one.
pub(super) async fn recipient(
    tx: &mut TenantTx,
    contact: ContactId,
) -> Result<Option<(String, String)>> {
    let tenant = tx.tenant();
    let found: Option<(String, Option<String>)> = contacts::table
        .filter(contacts::tenant_id.eq(tenant))
        .filter(contacts::id.eq(contact))
        .select((contacts::name, contacts::email))
        .first(tx.conn())
        .await
        .optional()?;
    Ok(found.and_then(|(name, email)| Some((name, email?))))
}

#[derive(Debug, Clone, Queryable)]
pub(super) struct PublicPost {
    pub id: PostId,
    pub author_name: String,
    pub body_text: String,
    pub body_html: String,
    pub created_at: Timestamp,
}

/// The ticket's public posts, newest first.
pub(super) async fn public_posts(
    tx: &mut TenantTx,
    ticket: TicketId,
    limit: i64,
) -> Result<Vec<PublicPost>> {
    let tenant = tx.tenant();
    Ok(ticket_posts::table
        .filter(ticket_posts::tenant_id.eq(tenant))
        .filter(ticket_posts::ticket_id.eq(ticket))
        .filter(ticket_posts::kind.eq(PostKind::Reply))
        .order(ticket_posts::position.desc())
        .select((
            ticket_posts::id,
            ticket_posts::author_name,
            ticket_posts::body_text,
            ticket_posts::body_html,
            ticket_posts::created_at,
        ))
        .limit(limit)
        .load(tx.conn())
        .await?)
}

/// Message-IDs of the ticket's mails in both directions as recipients see them, oldest first, and
/// the newest incoming one.
pub(super) async fn thread(
    tx: &mut TenantTx,
    ticket: TicketId,
) -> Result<(Vec<String>, Option<String>)> {
    let tenant = tx.tenant();
    let incoming: Vec<(Timestamp, String)> = inbound_messages::table
        .filter(inbound_messages::tenant_id.eq(tenant))
        .filter(inbound_messages::ticket_id.eq(ticket))
        .filter(inbound_messages::message_id.ne(""))
        .order(inbound_messages::received_at.desc())
        .select((inbound_messages::received_at, inbound_messages::message_id))
        .limit(30)
        .load(tx.conn())
        .await?;
    let outgoing: Vec<(Timestamp, String, Option<String>)> = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::ticket_id.eq(ticket))
        .order(outbound_messages::created_at.desc())
        .select((
            outbound_messages::created_at,
            outbound_messages::message_id,
            outbound_messages::carrier_message_id,
        ))
        .limit(30)
        .load(tx.conn())
        .await?;
    let outgoing = outgoing
        .into_iter()
        .map(|(at, ours, seen)| (at, seen.unwrap_or(ours)));
    let newest = incoming.as_slice().first().map(|(_, id)| id.clone());
    let mut all: Vec<_> = incoming.into_iter().chain(outgoing).collect();
    all.sort();
    Ok((all.into_iter().map(|(_, id)| id).collect(), newest))
}
