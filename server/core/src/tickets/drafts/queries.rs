//! One statement each.

use super::DraftInput;
use crate::clocktext::ClockText;
use crate::error::{Error, Result};
use app_types::Timestamp;
use app_types::drafts::DraftView;
use app_types::id::{TicketId, UserId};
use app_types::tickets::PostKind;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::ticket_drafts;
use server_db::{DbError, TenantTx};

/// A draft as its row holds it.
#[derive(Debug, Clone, Queryable)]
pub struct Draft {
    kind: PostKind,
    body: String,
    version: u32,
    updated_at: Timestamp,
}

impl Draft {
    pub fn view(self, text: &ClockText) -> DraftView {
        DraftView {
            kind: self.kind,
            body: self.body,
            version: self.version,
            saved: text.when(self.updated_at),
        }
    }
}

/// The first save. `false`: there is a draft already.
pub async fn insert(
    tx: &mut TenantTx,
    user: UserId,
    ticket: TicketId,
    input: &DraftInput,
) -> Result<bool> {
    let row = (
        ticket_drafts::tenant_id.eq(tx.tenant()),
        ticket_drafts::user_id.eq(user),
        ticket_drafts::ticket_id.eq(ticket),
        ticket_drafts::kind.eq(input.kind),
        ticket_drafts::body.eq(&input.body),
        ticket_drafts::updated_at.eq(tx.now()),
    );
    let inserted = diesel::insert_into(ticket_drafts::table)
        .values(row)
        .execute(tx.conn())
        .await
        .map_err(DbError::from);
    match inserted {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(Error::from(error)),
    }
}

/// A later save. `false`: the draft is not the one that was seen any more.
pub async fn update(
    tx: &mut TenantTx,
    user: UserId,
    ticket: TicketId,
    input: &DraftInput,
) -> Result<bool> {
    let seen = ticket_drafts::table
        .filter(ticket_drafts::tenant_id.eq(tx.tenant()))
        .filter(ticket_drafts::user_id.eq(user))
        .filter(ticket_drafts::ticket_id.eq(ticket))
        .filter(ticket_drafts::version.eq(input.seen));
    let changes = (
        ticket_drafts::kind.eq(input.kind),
        ticket_drafts::body.eq(&input.body),
        ticket_drafts::version.eq(input.seen.saturating_add(1)),
        ticket_drafts::updated_at.eq(tx.now()),
    );
    Ok(diesel::update(seen).set(changes).execute(tx.conn()).await? > 0)
}

pub async fn find(tx: &mut TenantTx, user: UserId, ticket: TicketId) -> Result<Option<Draft>> {
    let tenant = tx.tenant();
    Ok(ticket_drafts::table
        .filter(ticket_drafts::tenant_id.eq(tenant))
        .filter(ticket_drafts::user_id.eq(user))
        .filter(ticket_drafts::ticket_id.eq(ticket))
        .select((
            ticket_drafts::kind,
            ticket_drafts::body,
            ticket_drafts::version,
            ticket_drafts::updated_at,
        ))
        .first(tx.conn())
        .await
        .optional()?)
}

/// Empties the actor's draft and counts its version up. Also where there is none: the first save
/// of a page may still be on its way, and must find that it came too late.
pub async fn clear(tx: &mut TenantTx, ticket: TicketId) -> Result<()> {
    let Some(user) = tx.actor().user_id() else {
        return Ok(());
    };
    let row = (
        ticket_drafts::tenant_id.eq(tx.tenant()),
        ticket_drafts::user_id.eq(user),
        ticket_drafts::ticket_id.eq(ticket),
        ticket_drafts::kind.eq(PostKind::Reply),
        ticket_drafts::body.eq(""),
        ticket_drafts::updated_at.eq(tx.now()),
    );
    let changes = (
        ticket_drafts::kind.eq(PostKind::Reply),
        ticket_drafts::body.eq(""),
        ticket_drafts::version.eq(ticket_drafts::version + 1u32),
        ticket_drafts::updated_at.eq(tx.now()),
    );
    diesel::insert_into(ticket_drafts::table)
        .values(row)
        .on_conflict(diesel::dsl::DuplicatedKeys)
        .do_update()
        .set(changes)
        .execute(tx.conn())
        .await?;
    Ok(())
}
