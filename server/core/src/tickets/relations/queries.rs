//! One statement each.

use super::rules::Link;
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{ContactId, FileId, PostId, TicketId, UserId};
use app_types::tickets::{AuthorKind, PostKind};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{attachments, ticket_links, ticket_posts, tickets};

/// Says where a ticket goes on, or that it stands for itself again.
pub async fn set_merged(
    tx: &mut TenantTx,
    source: TicketId,
    target: Option<TicketId>,
) -> Result<()> {
    let row = tickets::table
        .filter(tickets::tenant_id.eq(tx.tenant()))
        .filter(tickets::id.eq(source));
    let by = tx.actor().user_id();
    let changes = (
        tickets::merged_into_id.eq(target),
        tickets::merged_at.eq(target.map(|_| tx.now())),
        tickets::merged_by.eq(target.and(by)),
    );
    diesel::update(row).set(changes).execute(tx.conn()).await?;
    Ok(())
}

/// What went on in `from` goes on in `to`, so that nobody has to follow a chain.
pub async fn hand_on_merged(tx: &mut TenantTx, from: TicketId, to: TicketId) -> Result<()> {
    let rows = tickets::table
        .filter(tickets::tenant_id.eq(tx.tenant()))
        .filter(tickets::merged_into_id.eq(from));
    diesel::update(rows)
        .set(tickets::merged_into_id.eq(to))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The ticket and those that go on in it.
pub async fn with_merged(tx: &mut TenantTx, id: TicketId) -> Result<Vec<TicketId>> {
    let tenant = tx.tenant();
    let mut ids: Vec<TicketId> = tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::merged_into_id.eq(id))
        .order(tickets::number.asc())
        .select(tickets::id)
        .limit(50)
        .load(tx.conn())
        .await?;
    ids.insert(0, id);
    Ok(ids)
}

pub async fn parent_of(tx: &mut TenantTx, id: TicketId) -> Result<Option<TicketId>> {
    let tenant = tx.tenant();
    Ok(tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::id.eq(id))
        .select(tickets::parent_id)
        .first(tx.conn())
        .await?)
}

pub async fn set_parent(
    tx: &mut TenantTx,
    child: TicketId,
    parent: Option<TicketId>,
) -> Result<()> {
    let row = tickets::table
        .filter(tickets::tenant_id.eq(tx.tenant()))
        .filter(tickets::id.eq(child));
    diesel::update(row)
        .set(tickets::parent_id.eq(parent))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The parts of a ticket on which someone still has to act, in the order in which they are locked.
pub async fn active_parts(tx: &mut TenantTx, id: TicketId, limit: i64) -> Result<Vec<TicketId>> {
    let tenant = tx.tenant();
    Ok(tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::parent_id.eq(id))
        .filter(tickets::active.eq(1i8))
        .order(tickets::id.asc())
        .select(tickets::id)
        .limit(limit)
        .load(tx.conn())
        .await?)
}

/// Writes a link; one that is there stays.
pub async fn insert_link(tx: &mut TenantTx, link: Link) -> Result<()> {
    let row = (
        ticket_links::tenant_id.eq(tx.tenant()),
        ticket_links::from_id.eq(link.from),
        ticket_links::to_id.eq(link.to),
        ticket_links::kind.eq(link.kind),
        ticket_links::created_at.eq(tx.now()),
        ticket_links::created_by.eq(tx.actor().user_id()),
    );
    diesel::insert_or_ignore_into(ticket_links::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub async fn has_link(tx: &mut TenantTx, link: Link) -> Result<bool> {
    let tenant = tx.tenant();
    let found: Option<Timestamp> = ticket_links::table
        .filter(ticket_links::tenant_id.eq(tenant))
        .filter(ticket_links::from_id.eq(link.from))
        .filter(ticket_links::to_id.eq(link.to))
        .filter(ticket_links::kind.eq(link.kind))
        .select(ticket_links::created_at)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(found.is_some())
}

/// `false`: there was none.
pub async fn delete_link(tx: &mut TenantTx, link: Link) -> Result<bool> {
    let row = ticket_links::table
        .filter(ticket_links::tenant_id.eq(tx.tenant()))
        .filter(ticket_links::from_id.eq(link.from))
        .filter(ticket_links::to_id.eq(link.to))
        .filter(ticket_links::kind.eq(link.kind));
    Ok(diesel::delete(row).execute(tx.conn()).await? > 0)
}

/// A post that is about to be written a second time.
#[derive(Debug, Clone, Queryable)]
pub struct PostToCopy {
    pub position: u32,
    pub kind: PostKind,
    pub author_kind: AuthorKind,
    pub user_id: Option<UserId>,
    pub contact_id: Option<ContactId>,
    pub author_name: String,
    pub body_text: String,
    pub body_html: String,
}

/// # Errors
/// [`crate::Error::NotFound`] for a post that is not this ticket's.
pub async fn post(tx: &mut TenantTx, ticket: TicketId, id: PostId) -> Result<PostToCopy> {
    let tenant = tx.tenant();
    Ok(ticket_posts::table
        .filter(ticket_posts::tenant_id.eq(tenant))
        .filter(ticket_posts::ticket_id.eq(ticket))
        .filter(ticket_posts::id.eq(id))
        .select((
            ticket_posts::position,
            ticket_posts::kind,
            ticket_posts::author_kind,
            ticket_posts::user_id,
            ticket_posts::contact_id,
            ticket_posts::author_name,
            ticket_posts::body_text,
            ticket_posts::body_html,
        ))
        .first(tx.conn())
        .await?)
}

/// File, name and Content-ID of a post's attachments.
pub async fn files(
    tx: &mut TenantTx,
    post: PostId,
) -> Result<Vec<(FileId, String, Option<String>)>> {
    let tenant = tx.tenant();
    Ok(attachments::table
        .filter(attachments::tenant_id.eq(tenant))
        .filter(attachments::post_id.eq(post))
        .order(attachments::id.asc())
        .select((
            attachments::file_id,
            attachments::name,
            attachments::content_id,
        ))
        .load(tx.conn())
        .await?)
}

/// Gives a copied post the author of the first one.
pub async fn set_author(tx: &mut TenantTx, copy: PostId, of: &PostToCopy) -> Result<()> {
    let row = ticket_posts::table
        .filter(ticket_posts::tenant_id.eq(tx.tenant()))
        .filter(ticket_posts::id.eq(copy));
    let changes = (
        ticket_posts::author_kind.eq(of.author_kind),
        ticket_posts::user_id.eq(of.user_id),
        ticket_posts::contact_id.eq(of.contact_id),
        ticket_posts::author_name.eq(&of.author_name),
    );
    diesel::update(row).set(changes).execute(tx.conn()).await?;
    Ok(())
}
