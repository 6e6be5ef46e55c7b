//! Taking a mail in: the raw bytes on disk first, then the row and the job, then the answer.

use super::rows::NewInboundRow;
use super::{FileMail, identity, parse, queries, rules};
use crate::Core;
use crate::error::{Error, Result};
use crate::files;
use app_types::form::normalise_email;
use app_types::id::{InboundMessageId, MailboxId, TenantId};
use app_types::mail::{InboundSource, InboundState};
use server_db::{Actor, SystemTx, TenantTx};

/// Where a mail came from and for whom it is.
#[derive(Debug, Clone)]
pub struct Source {
    pub kind: InboundSource,
    /// `None`: the tenant whose mailbox is addressed.
    pub tenant: Option<TenantId>,
    /// Known for IMAP and HTTP; needs `tenant`.
    pub mailbox: Option<MailboxId>,
    /// Envelope recipients, best first. Empty: the headers must do.
    pub recipients: Vec<String>,
    pub uid: Option<ImapUid>,
}

/// A message's name in an IMAP folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImapUid {
    pub validity: u64,
    pub uid: u64,
}

impl Source {
    /// A mail server's pipe: `nestogy mail receive support@example.com < message`.
    pub fn pipe(recipients: Vec<String>) -> Self {
        Self {
            kind: InboundSource::Pipe,
            tenant: None,
            mailbox: None,
            recipients,
            uid: None,
        }
    }

    /// A program's delivery whose signature fits the mailbox.
    pub(super) fn http(tenant: TenantId, mailbox: MailboxId) -> Self {
        Self {
            kind: InboundSource::Http,
            tenant: Some(tenant),
            mailbox: Some(mailbox),
            recipients: Vec::new(),
            uid: None,
        }
    }

    pub fn imap(tenant: TenantId, mailbox: MailboxId, uid: ImapUid) -> Self {
        Self {
            kind: InboundSource::Imap,
            tenant: Some(tenant),
            mailbox: Some(mailbox),
            recipients: Vec::new(),
            uid: Some(uid),
        }
    }
}

/// What became of a delivery. Either way the mail is safe and the sender may forget it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    Stored(InboundMessageId),
    /// The same mail was taken in before.
    Duplicate(InboundMessageId),
}

impl Accepted {
    pub fn id(self) -> InboundMessageId {
        match self {
            Self::Stored(id) | Self::Duplicate(id) => id,
        }
    }
}

/// Largest mail in bytes.
pub const MAX_MAIL: usize = 50 * 1024 * 1024;

/// Takes a mail in. `Ok` means that it is on disk and in the database; filing it is the job's work.
///
/// # Errors
/// [`Error::NotFound`] when no mailbox has one of the recipients (sendmail exit code 67);
/// [`Error::Invalid`] for an empty or too large mail (65); [`Error::Unavailable`] when database
/// or disk are (75: the mail server tries again); [`Error::Conflict`] when mailboxes of several
/// tenants are addressed and none was named.
pub async fn accept(core: &Core, source: Source, raw: &[u8]) -> Result<Accepted> {
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::invalid("message", "The message is empty"));
    }
    if raw.len() > MAX_MAIL {
        let limit = MAX_MAIL / 1024 / 1024;
        return Err(Error::invalid(
            "message",
            format!("The message is larger than {limit} MB"),
        ));
    }
    let (tenant, mailbox) = destination(core, &source, raw).await?;
    let hash = identity::identity_hash(raw);
    // Synced to disk before anything in the database speaks of it.
    core.files.put(tenant.0, raw).await.map_err(|error| {
        tracing::error!(%error, "cannot keep an incoming mail");
        Error::Unavailable("The file store")
    })?;
    let mut tx = core.db.begin(Actor::system(tenant, "mail.accept")).await?;
    let accepted = store(core, &mut tx, &source, mailbox, raw, &hash).await?;
    tx.commit().await?;
    Ok(accepted)
}

async fn store(
    core: &Core,
    tx: &mut TenantTx,
    source: &Source,
    mailbox: MailboxId,
    raw: &[u8],
    hash: &[u8; 32],
) -> Result<Accepted> {
    if let Some(known) = queries::by_identity(tx, hash).await? {
        return Ok(Accepted::Duplicate(known));
    }
    let id = InboundMessageId::new();
    let row = NewInboundRow {
        tenant_id: tx.tenant(),
        id,
        mailbox_id: mailbox,
        source: source.kind,
        file_id: files::store(core, tx, raw, "message/rfc822").await?,
        identity_hash: hash,
        imap_uid_validity: source.uid.map(|uid| uid.validity),
        imap_uid: source.uid.map(|uid| uid.uid),
        state: InboundState::Stored,
        received_at: tx.now(),
    };
    if !queries::insert(tx, &row).await? {
        return duplicate(tx, source, mailbox, hash).await;
    }
    tx.enqueue(&FileMail { message: id }).await?;
    tx.publish(super::TOPIC, id, 0);
    Ok(Accepted::Stored(id))
}

/// Somebody else stored it a moment ago.
async fn duplicate(
    tx: &mut TenantTx,
    source: &Source,
    mailbox: MailboxId,
    hash: &[u8; 32],
) -> Result<Accepted> {
    if let Some(known) = queries::by_identity(tx, hash).await? {
        return Ok(Accepted::Duplicate(known));
    }
    if let Some(uid) = source.uid
        && let Some(known) = queries::by_uid(tx, mailbox, uid.validity, uid.uid).await?
    {
        return Ok(Accepted::Duplicate(known));
    }
    Err(Error::Internal(
        "a mail is refused as known but cannot be found".into(),
    ))
}

async fn destination(core: &Core, source: &Source, raw: &[u8]) -> Result<(TenantId, MailboxId)> {
    let mut tx = core
        .db
        .begin_system("find the mailbox of an incoming mail")
        .await?;
    let found = find_mailbox(&mut tx, source, raw).await;
    tx.rollback().await?;
    found
}

async fn find_mailbox(
    tx: &mut SystemTx,
    source: &Source,
    raw: &[u8],
) -> Result<(TenantId, MailboxId)> {
    if let (Some(tenant), Some(mailbox)) = (source.tenant, source.mailbox) {
        queries::mailbox_exists(tx, tenant, mailbox).await?;
        return Ok((tenant, mailbox));
    }
    let addresses = candidates(source, raw);
    let found = queries::mailboxes_by_address(tx, &addresses).await?;
    let found: Vec<_> = found
        .into_iter()
        .filter(|(tenant, _, _)| source.tenant.is_none_or(|wanted| wanted == *tenant))
        .collect();
    for address in &addresses {
        let mut matching = found.iter().filter(|(_, _, of)| of == address);
        let Some((tenant, mailbox, _)) = matching.next() else {
            continue;
        };
        if matching.next().is_some() {
            return Err(Error::Conflict(format!(
                "{address} is a mailbox of several workspaces; name the one that is meant"
            )));
        }
        return Ok((*tenant, *mailbox));
    }
    Err(Error::NotFound)
}

/// Addresses to look for, best first, each also without its `+tag`.
fn candidates(source: &Source, raw: &[u8]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let named = source
        .recipients
        .iter()
        .map(|address| normalise_email(address));
    let of_headers = if source.recipients.is_empty() {
        parse::recipients_of(raw)
    } else {
        Vec::new()
    };
    for address in named.chain(of_headers) {
        for form in [rules::without_tag(&address), address] {
            if !found.contains(&form) && found.len() < 200 {
                found.push(form);
            }
        }
    }
    found
}
