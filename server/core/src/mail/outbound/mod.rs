//! Mail that goes out: queued beside the change that asks for it, sent by the job `mail.send`.

mod mails;
mod queries;
mod rows;
mod send;
mod tickets;

pub use send::send;
pub(crate) use tickets::{Received, ticket_received};
pub use tickets::{ticket_notice, ticket_reply};

use crate::core::Settings;
use crate::error::{Error, Result};
use crate::mail::words::single_line;
use crate::tickets::people::Addressed;
use app_types::form::{looks_like_email, normalise_email};
use app_types::id::{OutboundMessageId, PostId, TenantId, TicketId};
use app_types::mail::{MailPurpose, OutboundState};
use rows::OutboundRow;
use serde::{Deserialize, Serialize};
use server_db::{Job, TenantTx};

/// A mail about to be queued. Only `purpose`, `to_address`, `subject` and `body_text` are needed
/// for a mail that belongs to no ticket: `NewMail { .., ..NewMail::to(..) }`.
#[derive(Debug, Clone)]
pub struct NewMail {
    pub purpose: MailPurpose,
    pub ticket: Option<TicketThread>,
    /// One mail per post and recipient: queueing the same again is refused by a unique key.
    pub post: Option<PostId>,
    /// The mailbox it is sent from; `None`: the installation's own sender.
    pub from: Option<Sender>,
    pub to_address: String,
    pub to_name: String,
    /// Whom the mail names in To and Cc; `None`: its recipient alone.
    pub named: Option<NamedRecipients>,
    pub subject: String,
    pub body_text: String,
    /// Empty: a mail of text only.
    pub body_html: String,
    /// Message-ID of the mail it answers, without angle brackets; empty for none.
    pub in_reply_to: String,
    /// Message-IDs of the thread, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// Written by a machine: carries `Auto-Submitted`, so that other machines do not answer.
    pub auto_submitted: bool,
}

/// Everybody a mail is for, as each of their copies says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRecipients {
    pub to: Vec<Addressed>,
    pub cc: Vec<Addressed>,
}

impl NamedRecipients {
    fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a row says; nothing for an empty text.
    fn of_row(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}

/// What ties a mail to its ticket.
#[derive(Debug, Clone)]
pub struct TicketThread {
    pub id: TicketId,
    /// Goes into the Message-ID and the Reply-To address, so that answers find the ticket.
    pub reply_token: String,
}

/// Who a mail is from.
#[derive(Debug, Clone)]
pub struct Sender {
    pub address: String,
    pub name: String,
}

impl NewMail {
    /// A mail to one person from the installation itself (password reset, invitation, notice).
    pub fn to(purpose: MailPurpose, address: &str, name: &str) -> Self {
        Self {
            purpose,
            ticket: None,
            post: None,
            from: None,
            to_address: address.to_string(),
            to_name: name.to_string(),
            named: None,
            subject: String::new(),
            body_text: String::new(),
            body_html: String::new(),
            in_reply_to: String::new(),
            references: Vec::new(),
            auto_submitted: true,
        }
    }
}

/// The job that hands one queued mail to the mail server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    pub message: OutboundMessageId,
}

impl Job for SendMail {
    const KIND: &'static str = "mail.send";
    /// A queue of its own: a mail server that takes connections and says nothing must not hold up
    /// incoming mail.
    const QUEUE: &'static str = "mail.out";

    fn unique_key(&self) -> Option<String> {
        Some(format!("mail.send:{}", self.message))
    }
}

/// Queues a mail in the transaction of the change that asks for it. Its Message-ID is fixed
/// here, so a rare second copy after a crash is recognised as the same mail.
///
/// # Errors
/// [`Error::Invalid`] (field `email`) when the address is none; any database error.
pub async fn queue(
    tx: &mut TenantTx,
    settings: &Settings,
    mail: NewMail,
) -> Result<OutboundMessageId> {
    let from = mail.from.clone();
    let from = from.unwrap_or_else(|| sender_of(&settings.mail_from));
    write(tx, from, &settings.mail_domain, mail).await
}

/// Queues a mail from a mailbox; its Message-ID has the mailbox's domain.
async fn queue_from(tx: &mut TenantTx, from: Sender, mail: NewMail) -> Result<OutboundMessageId> {
    let domain = from.address.rsplit_once('@').map(|(_, domain)| domain);
    // RFC 2606 §2: a name that is nobody's, for a tenant that has no mailbox yet.
    let domain = domain
        .filter(|d| d.is_ascii())
        .unwrap_or("nestogy.invalid")
        .to_string();
    write(tx, from, &domain, mail).await
}

async fn write(
    tx: &mut TenantTx,
    from: Sender,
    domain: &str,
    mail: NewMail,
) -> Result<OutboundMessageId> {
    let row = row(tx, from, domain, mail)?;
    let message = row.id;
    queries::insert(tx, &row).await?;
    tx.enqueue(&SendMail { message }).await?;
    Ok(message)
}

/// What became of the Message-IDs that a mail names: `(id, ticket)` of those that are ours.
pub(crate) async fn known_ids(
    tx: &mut TenantTx,
    ids: &[String],
) -> Result<Vec<(String, Option<TicketId>)>> {
    // The column is ASCII; a stranger's id need not be.
    let ids: Vec<String> = ids.iter().filter(|id| id.is_ascii()).cloned().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut known = queries::by_message_ids(tx, &ids).await?;
    let strange = without(ids, known.iter().map(|(id, _)| id));
    if !strange.is_empty() {
        known.extend(queries::by_carrier_ids(tx, &strange).await?);
    }
    Ok(known)
}

fn without<'a>(ids: Vec<String>, known: impl Iterator<Item = &'a String> + Clone) -> Vec<String> {
    let strange = |id: &String| !known.clone().any(|known| known == id);
    ids.into_iter().filter(strange).collect()
}

/// Marks our mails as failed that a delivery report names, once. Answers whom they were for.
pub(crate) async fn bounced(
    tx: &mut TenantTx,
    ids: &[String],
    reason: &str,
) -> Result<Vec<String>> {
    let sent = sent_of(tx, ids).await?;
    for (id, _) in &sent {
        queries::set_report(tx, *id, OutboundState::Failed, reason).await?;
        tx.publish("outbound_mail", *id, 0);
    }
    Ok(sent.into_iter().map(|(_, address)| address).collect())
}

/// Notes at our mails that a delivery report calls them delayed; they count as sent.
pub(crate) async fn delayed(tx: &mut TenantTx, ids: &[String], reason: &str) -> Result<()> {
    for (id, _) in sent_of(tx, ids).await? {
        queries::set_report(tx, id, OutboundState::Sent, reason).await?;
        tx.publish("outbound_mail", id, 0);
    }
    Ok(())
}

/// Those of `ids` that we sent and that did not come back yet, and whom they were for.
async fn sent_of(tx: &mut TenantTx, ids: &[String]) -> Result<Vec<(OutboundMessageId, String)>> {
    // The column is ASCII; a stranger's id need not be.
    let ids: Vec<String> = ids.iter().filter(|id| id.is_ascii()).cloned().collect();
    match ids.is_empty() {
        true => Ok(Vec::new()),
        false => {
            let mut sent = queries::sent(tx, &ids).await?;
            sent.extend(queries::sent_as(tx, &ids).await?);
            Ok(sent)
        }
    }
}

/// The `X-Nestogy` marker of a tenant's mails: `7@desk.example.com`.
pub(crate) fn marker(tenant: TenantId, mail_domain: &str) -> String {
    format!("{tenant}@{mail_domain}")
}

fn row(tx: &TenantTx, from: Sender, domain: &str, mail: NewMail) -> Result<OutboundRow> {
    let to_address = normalise_email(&mail.to_address);
    if !looks_like_email(&to_address) {
        return Err(Error::invalid(
            "email",
            "Enter an e-mail address in the form name@example.com",
        ));
    }
    let id = OutboundMessageId::new();
    let token = mail
        .ticket
        .as_ref()
        .map(|ticket| ticket.reply_token.as_str());
    Ok(OutboundRow {
        tenant_id: tx.tenant(),
        id,
        purpose: mail.purpose,
        ticket_id: mail.ticket.as_ref().map(|ticket| ticket.id),
        post_id: mail.post,
        reply_to: token.map_or_else(String::new, |token| plus_address(&from.address, token)),
        from_name: single_line(&from.name, 120),
        to_address,
        to_name: single_line(&mail.to_name, 120),
        named_recipients: mail.named.map(|named| named.to_json()).unwrap_or_default(),
        subject: single_line(&mail.subject, 255),
        body_text: mail.body_text,
        body_html: mail.body_html,
        message_id: message_id(id, token, domain),
        from_address: from.address,
        in_reply_to: id_or_nothing(&mail.in_reply_to),
        thread_references: thread(&mail.references),
        auto_submitted: mail.auto_submitted,
        state: OutboundState::Queued,
        last_error: String::new(),
        created_at: tx.now(),
        sent_at: None,
    })
}

/// `<uuid>.<reply token>@<domain>`, without angle brackets.
fn message_id(id: OutboundMessageId, token: Option<&str>, domain: &str) -> String {
    let unique = id.0.simple();
    match token {
        Some(token) => format!("{unique}.{token}@{domain}"),
        None => format!("{unique}@{domain}"),
    }
}

/// `support@example.com` and a token become `support+token@example.com`.
fn plus_address(address: &str, token: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{local}+{token}@{domain}"),
        None => String::new(),
    }
}

/// Reads `Name <address>` or a bare address, as `MAIL_FROM` holds it.
fn sender_of(text: &str) -> Sender {
    let (name, address) = match text.rsplit_once('<') {
        Some((name, rest)) => (name.trim().trim_matches('"'), rest.trim_end_matches('>')),
        None => ("Nestogy", text),
    };
    Sender {
        address: normalise_email(address),
        name: single_line(name, 120),
    }
}

/// Longest References header we write: RFC 5322 §2.1.1 allows lines of 998 characters, and
/// other mailers cut long threads too.
const MAX_REFERENCES: usize = 20;

/// The first id and the latest ones, so that the thread keeps its root.
fn thread(references: &[String]) -> String {
    let ids: Vec<String> = references
        .iter()
        .map(|id| id_or_nothing(id))
        .filter(|id| !id.is_empty())
        .collect();
    let latest = ids.len().saturating_sub(MAX_REFERENCES - 1).max(1);
    let kept = ids.iter().take(1).chain(ids.iter().skip(latest));
    kept.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// A Message-ID that can stand in a header, or nothing: ids come from strangers' mails.
fn id_or_nothing(id: &str) -> String {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let fits = id.len() <= 510
        && id.contains('@')
        && id
            .chars()
            .all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>'));
    if fits { id.to_string() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_the_token() {
        assert_eq!(plus_address("support@a.co", "t0k"), "support+t0k@a.co");
    }

    #[test]
    fn reads_the_sender_setting() {
        let sender = sender_of("\"Desk\" <Desk@Example.com>");
        assert_eq!(
            (sender.name.as_str(), sender.address.as_str()),
            ("Desk", "desk@example.com")
        );
        assert_eq!(sender_of("desk@example.com").address, "desk@example.com");
    }

    #[test]
    fn a_thread_keeps_root_and_tail() {
        let ids: Vec<String> = (0..50).map(|i| format!("<{i}@x>")).collect();
        let header = thread(&ids);
        let kept: Vec<&str> = header.split(' ').collect();
        assert_eq!(kept.len(), MAX_REFERENCES);
        assert_eq!(kept.first(), Some(&"0@x"));
        assert_eq!(kept.last(), Some(&"49@x"));
        assert_eq!(thread(&["a@b".into()]), "a@b");
        assert_eq!(thread(&["a@b\r\nBcc: x@y".into(), "no id".into()]), "");
    }
}
