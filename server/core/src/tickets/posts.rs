//! The conversation of a ticket, with the files and what became of the mails.

use super::relations::Beside;
use crate::clocktext::ClockText;
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{AttachmentId, InboundMessageId, PostId, TicketId};
use app_types::tickets::{AttachmentView, AuthorKind, Delivery, PostKind, PostView};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{attachments, files, inbound_messages, outbound_messages, ticket_posts};

/// The posts of the tickets `of`, the one that is shown and those merged into it: three
/// statements, however many there are.
pub(super) async fn load(
    tx: &mut TenantTx,
    of: &[TicketId],
    beside: &Beside,
    text: &ClockText,
) -> Result<Vec<PostView>> {
    let mut posts = load_posts(tx, of, beside, text).await?;
    attach_files(tx, of, &mut posts).await?;
    attach_deliveries(tx, of, &mut posts).await?;
    Ok(posts)
}

type PostRow = (
    TicketId,
    PostId,
    u32,
    PostKind,
    AuthorKind,
    String,
    String,
    Timestamp,
    Option<InboundMessageId>,
);

/// The posts of the ticket and of those that were merged into it, in the order of their times.
async fn load_posts(
    tx: &mut TenantTx,
    of: &[TicketId],
    beside: &Beside,
    text: &ClockText,
) -> Result<Vec<PostView>> {
    let tenant = tx.tenant();
    let mut rows: Vec<PostRow> = ticket_posts::table
        .left_join(
            inbound_messages::table.on(inbound_messages::tenant_id
                .eq(ticket_posts::tenant_id)
                .and(inbound_messages::post_id.eq(ticket_posts::id.nullable()))),
        )
        .filter(ticket_posts::tenant_id.eq(tenant))
        .filter(ticket_posts::ticket_id.eq_any(of))
        .order((ticket_posts::ticket_id.asc(), ticket_posts::position.asc()))
        .select((
            ticket_posts::ticket_id,
            ticket_posts::id,
            ticket_posts::position,
            ticket_posts::kind,
            ticket_posts::author_kind,
            ticket_posts::author_name,
            ticket_posts::body_html,
            ticket_posts::created_at,
            inbound_messages::id.nullable(),
        ))
        .load(tx.conn())
        .await?;
    if of.len() > 1 {
        rows.sort_by_key(|row| row.7);
    }
    Ok(rows
        .into_iter()
        .map(|row| post_view(row, beside, text))
        .collect())
}

fn post_view(
    (ticket, id, position, kind, author_kind, author, html, at, inbound_message): PostRow,
    beside: &Beside,
    text: &ClockText,
) -> PostView {
    PostView {
        id,
        position,
        kind,
        author_kind,
        author,
        html,
        at: text.when(at),
        attachments: Vec::new(),
        inbound_message,
        merged_from: beside.merged_from.get(&ticket).copied(),
        delivery: None,
    }
}

async fn attach_files(tx: &mut TenantTx, of: &[TicketId], posts: &mut [PostView]) -> Result<()> {
    let tenant = tx.tenant();
    let rows: Vec<(PostId, AttachmentId, String, String, u64)> = attachments::table
        .inner_join(
            files::table.on(files::tenant_id
                .eq(attachments::tenant_id)
                .and(files::id.eq(attachments::file_id))),
        )
        .filter(attachments::tenant_id.eq(tenant))
        .filter(attachments::ticket_id.eq_any(of))
        .order(attachments::id.asc())
        .select((
            attachments::post_id,
            attachments::id,
            attachments::name,
            files::content_type,
            files::size,
        ))
        .load(tx.conn())
        .await?;
    for (post, id, name, content_type, size) in rows {
        if let Some(view) = posts.iter_mut().find(|view| view.id == post) {
            view.attachments.push(AttachmentView {
                id,
                name,
                content_type,
                size,
            });
        }
    }
    Ok(())
}

async fn attach_deliveries(
    tx: &mut TenantTx,
    of: &[TicketId],
    posts: &mut [PostView],
) -> Result<()> {
    let tenant = tx.tenant();
    let rows: Vec<(Option<PostId>, String, String, String)> = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::ticket_id.eq_any(of))
        .filter(outbound_messages::purpose.eq("ticket_reply"))
        .select((
            outbound_messages::post_id,
            outbound_messages::to_address,
            outbound_messages::state,
            outbound_messages::last_error,
        ))
        .load(tx.conn())
        .await?;
    for (post, to, state, error) in rows {
        if let Some(view) = posts.iter_mut().find(|view| Some(view.id) == post) {
            let delivery = Delivery { to, state, error };
            view.delivery = Some(match view.delivery.take() {
                Some(before) => together(before, delivery),
                None => delivery,
            });
        }
    }
    Ok(())
}

/// The copies of one reply, told as one: a failure first, then what is still on its way.
fn together(a: Delivery, b: Delivery) -> Delivery {
    let state = ["failed", "queued", "sent"]
        .into_iter()
        .find(|state| a.state == *state || b.state == *state);
    let errors: Vec<&str> = [&a, &b]
        .into_iter()
        .filter(|one| one.state == "failed" && !one.error.is_empty())
        .map(|one| one.error.as_str())
        .collect();
    Delivery {
        to: format!("{}, {}", a.to, b.to),
        state: state.unwrap_or("sent").to_string(),
        error: errors.join("; "),
    }
}
