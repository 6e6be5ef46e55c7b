//! Mails that belong to tickets: the reply, and the word that a request arrived.

use super::mails::{self, Quoted};
use super::{NamedRecipients, NewMail, Sender, TicketThread, queries, queue_from};
use crate::clocktext::ClockText;
use crate::error::{Error, Result};
use crate::mail::DELIMITER;
use crate::mail::templates::{self, Value, Values};
use crate::tickets::TicketHead;
use crate::tickets::people::{self, Addressed};
use app_types::form::looks_like_email;
use app_types::id::{OutboundMessageId, PostId};
use app_types::mail::MailPurpose;
use app_types::mail_templates::TemplateKind;
use server_db::TenantTx;

/// Earlier posts quoted below a reply.
const QUOTED: usize = 3;
/// Acknowledgements to one sender in an hour: two machines that answer each other stop here.
const RECEIVED_PER_HOUR: usize = 5;
/// Automatic words about one ticket in an hour, for the same reason.
const NOTICES_PER_HOUR: usize = 5;

/// Queues the mails of a technician's reply: to the ticket's contact, and a copy to everybody who
/// gets one. `None`: there is nobody with an address.
///
/// # Errors
/// Any database error.
pub async fn ticket_reply(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    post: PostId,
) -> Result<Option<OutboundMessageId>> {
    let recipients = recipients(tx, ticket).await?;
    // Of several people the first one is spoken to.
    let Some(name) = recipients.to.first().map(|person| person.name.clone()) else {
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
    let history: Vec<Quoted> = posts
        .iter()
        .take(QUOTED)
        .map(|post| {
            let at = clock.when(post.created_at).long;
            Quoted::new(&post.author_name, at, &post.body_text)
        })
        .collect();
    let user = tx.actor().user_id();
    let signature = templates::signature_of(tx, user, &reply.author_name).await?;
    let mut values = values_of(ticket, &tenant, &name);
    values.insert("author", Value::words(&reply.author_name));
    values.insert("signature", signature);
    values.insert(
        "reply",
        Value {
            text: reply.body_text.trim().to_string(),
            html: reply.body_html.clone(),
        },
    );
    let body = templates::body(tx, TemplateKind::Reply, &values).await?;
    let tag = mails::tag(&tenant.ticket_prefix, ticket.number);
    let words = mails::framed(&tag, &ticket.subject, &body, &history)?;
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
        ..NewMail::to(MailPurpose::TicketReply, "", "")
    };
    queue_to_all(tx, sender, mail, recipients).await
}

/// The contact in To, those who get copies in Cc; without a contact they stand in To.
async fn recipients(tx: &mut TenantTx, ticket: &TicketHead) -> Result<NamedRecipients> {
    let contact = match ticket.contact_id {
        Some(contact) => queries::recipient(tx, contact).await?,
        None => None,
    };
    let to = contact.map(|(name, address)| Addressed { name, address });
    let copies = people::copies(tx, ticket, to.as_ref().map(|to| to.address.as_str())).await?;
    Ok(match to {
        Some(to) => NamedRecipients {
            to: vec![to],
            cc: copies,
        },
        None => NamedRecipients {
            to: copies,
            cc: Vec::new(),
        },
    })
}

/// One mail for each: an address that is refused does not keep the others from theirs.
async fn queue_to_all(
    tx: &mut TenantTx,
    sender: Sender,
    mail: NewMail,
    recipients: NamedRecipients,
) -> Result<Option<OutboundMessageId>> {
    let everybody: Vec<Addressed> = recipients
        .to
        .iter()
        .chain(&recipients.cc)
        .cloned()
        .collect();
    let named = (everybody.len() > 1).then_some(recipients);
    let mut first = None;
    for person in everybody {
        let copy = NewMail {
            to_address: person.address,
            to_name: person.name,
            named: named.clone(),
            ..mail.clone()
        };
        let queued = queue_from(tx, sender.clone(), copy).await?;
        first = first.or(Some(queued));
    }
    Ok(first)
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
    let values = values_of(ticket, &tenant, received.name);
    let body = templates::body(tx, TemplateKind::Received, &values).await?;
    let tag = mails::tag(&tenant.ticket_prefix, ticket.number);
    let words = mails::framed(&tag, &ticket.subject, &body, &[])?;
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

/// What every mail about a ticket may say.
fn values_of(ticket: &TicketHead, tenant: &queries::TenantFacts, contact: &str) -> Values {
    let tag = mails::tag(&tenant.ticket_prefix, ticket.number);
    Values::from([
        ("contact", Value::words(contact)),
        ("ticket", Value::words(&tag)),
        ("subject", Value::words(&ticket.subject)),
        ("workspace", Value::words(&tenant.name)),
    ])
}

/// Queues automatic words to the ticket's contact and says to whom. `None`: there is no contact
/// with an address, or it got enough of them lately. The caller holds the ticket's lock.
///
/// # Errors
/// Any database error.
pub async fn ticket_notice(
    tx: &mut TenantTx,
    ticket: &TicketHead,
    text: &str,
) -> Result<Option<String>> {
    let Some(contact) = ticket.contact_id else {
        return Ok(None);
    };
    let Some((to_name, to_address)) = queries::recipient(tx, contact).await? else {
        return Ok(None);
    };
    let since = tx.now().plus_seconds(-3600);
    let lately = queries::count_notices_since(tx, ticket.id, since, NOTICES_PER_HOUR as i64);
    if lately.await? >= NOTICES_PER_HOUR {
        return Ok(None);
    }
    let tenant = queries::tenant(tx).await?;
    let tag = mails::tag(&tenant.ticket_prefix, ticket.number);
    let (references, newest) = queries::thread(tx, ticket.id).await?;
    let sender = sender(tx, ticket, &tenant.name).await?;
    let mail = NewMail {
        ticket: Some(thread(ticket)),
        subject: format!("{tag} {}", ticket.subject),
        body_text: format!("{DELIMITER}\n\n{}\n\n--\n{}\n", text.trim(), tenant.name),
        in_reply_to: newest.unwrap_or_default(),
        references,
        ..NewMail::to(MailPurpose::Notice, &to_address, &to_name)
    };
    queue_from(tx, sender, mail).await?;
    Ok(Some(to_name))
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
