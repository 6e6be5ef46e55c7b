//! Mails that belong to tickets: the reply, and the word that a request arrived.

use super::mails::{self, Quoted, Reply};
use super::{NewMail, Sender, TicketThread, queries, queue_from};
use crate::clocktext::ClockText;
use crate::error::{Error, Result};
use crate::tickets::TicketHead;
use app_types::form::looks_like_email;
use app_types::id::{OutboundMessageId, PostId};
use app_types::mail::MailPurpose;
use server_db::TenantTx;

/// Earlier posts quoted below a reply.
const QUOTED: usize = 3;
/// Acknowledgements to one sender in an hour: two machines that answer each other stop here.
const RECEIVED_PER_HOUR: usize = 5;

/// Queues the mail of a technician's reply to the ticket's contact. `None`: the ticket has no
/// contact with an address.
///
/// # Errors
/// Any database error.
pub async fn ticket_reply(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    post: PostId,
) -> Result<Option<OutboundMessageId>> {
    let Some(contact) = ticket.contact_id else {
        return Ok(None);
    };
    let Some((to_name, to_address)) = queries::recipient(tx, contact).await? else {
        return Ok(None);
    };
    let tenant = queries::tenant(tx).await?;
    let mut posts = queries::public_posts(tx, ticket.id, QUOTED as i64 + 1).await?;
    let at = posts
        .iter()
        .position(|found| found.id == post)
        .ok_or(Error::NotFound)?;
    let reply = posts.remove(at);
    let clock = ClockText::new(&tenant.time_zone, tx.now());
    let history = posts
        .iter()
        .take(QUOTED)
        .map(|post| {
            let at = clock.when(post.created_at).long;
            Quoted::new(&post.author_name, at, &post.body_text)
        })
        .collect();
    let words = mails::reply(&Reply {
        tenant: &tenant.name,
        prefix: &tenant.ticket_prefix,
        number: ticket.number,
        subject: &ticket.subject,
        author: &reply.author_name,
        text: &reply.body_text,
        html: &reply.body_html,
        history,
    })?;
    let (references, newest) = queries::thread(tx, ticket.id).await?;
    let in_reply_to = newest
        .or_else(|| references.last().cloned())
        .unwrap_or_default();
    let sender = sender(tx, ticket, &tenant.name).await?;
    let mail = NewMail {
        ticket: Some(thread(ticket)),
        post: Some(post),
        subject: words.subject,
        body_text: words.text,
        body_html: words.html,
        in_reply_to,
        references,
        auto_submitted: false,
        ..NewMail::to(MailPurpose::TicketReply, &to_address, &to_name)
    };
    queue_from(tx, sender, mail).await.map(Some)
}

/// What the mail that made a ticket says about its sender.
pub(crate) struct Received<'a> {
    pub post: PostId,
    pub address: &'a str,
    pub name: &'a str,
    /// Message-ID of the mail that is acknowledged.
    pub message_id: &'a str,
}

/// Queues the acknowledgement of a new ticket, unless the sender got enough of them lately.
/// The caller has made sure that a person wrote.
///
/// # Errors
/// Any database error.
pub(crate) async fn ticket_received(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    received: Received<'_>,
) -> Result<Option<OutboundMessageId>> {
    let since = tx.now().plus_seconds(-3600);
    let limit = RECEIVED_PER_HOUR as i64;
    let lately = queries::count_received_since(tx, received.address, since, limit).await?;
    if lately >= RECEIVED_PER_HOUR || !looks_like_email(received.address) {
        return Ok(None);
    }
    let tenant = queries::tenant(tx).await?;
    let words = mails::received(
        &tenant.name,
        &tenant.ticket_prefix,
        ticket.number,
        &ticket.subject,
        received.name,
    )?;
    let sender = sender(tx, ticket, &tenant.name).await?;
    let mail = NewMail {
        ticket: Some(thread(ticket)),
        post: Some(received.post),
        subject: words.subject,
        body_text: words.text,
        body_html: words.html,
        in_reply_to: received.message_id.to_string(),
        references: vec![received.message_id.to_string()],
        auto_submitted: true,
        ..NewMail::to(MailPurpose::TicketReceived, received.address, received.name)
    };
    queue_from(tx, sender, mail).await.map(Some)
}

fn thread(ticket: &TicketHead) -> TicketThread {
    TicketThread {
        id: ticket.id,
        reply_token: ticket.reply_token.clone(),
    }
}

/// The mailbox of the ticket's board; without any, the installation's own sender, which the job
/// fills in.
async fn sender(tx: &mut TenantTx, ticket: &TicketHead, tenant: &str) -> Result<Sender> {
    let found = queries::sender(tx, ticket.board_id).await?;
    let (address, name) = found.unwrap_or_default();
    let name = if name.is_empty() {
        tenant.to_string()
    } else {
        name
    };
    Ok(Sender { address, name })
}
