//! Fetching what is new. A message is stored with us before the server hears that it was seen,
//! and a UID is passed only after that, so that a crash anywhere repeats at most one store,
//! which is recognised.

use super::queries::{self, MailboxRow};
use super::{PollMailbox, open_password};
use crate::error::Error;
use crate::jobs::{JobContext, JobError, JobResult};
use crate::mail::inbound::{self, ImapUid, MAX_MAIL, Source};
use crate::mail::words::cut;
use server_integrations::imap::{ImapAccount, ImapError, Mailbox};
use std::time::Duration;

/// Messages of one run; the rest comes with the next minute, so that no mailbox holds a worker.
const PER_RUN: usize = 500;
/// Time for one run, below the limit of the kind.
const TIME_PER_RUN: Duration = Duration::from_secs(240);

/// Polls one mailbox. An error of the mail server is shown on the mailbox and ends the run
/// quietly: the next minute brings the next poll.
///
/// # Errors
/// [`JobError::Retry`] while database or file store are away.
pub async fn poll(ctx: JobContext, job: PollMailbox) -> JobResult {
    let mut tx = ctx.read().await?;
    let row = match queries::get(&mut tx, job.mailbox).await {
        Ok(row) if row.imap_url.is_some() && row.archived_at.is_none() => row,
        Ok(_) | Err(Error::NotFound) => return ctx.finish(ctx.begin().await?).await,
        Err(error) => return Err(error.into()),
    };
    drop(tx);
    let error = match fetch(&ctx, &row).await {
        Ok(()) => None,
        Err(Trouble::Imap(error)) => Some(error.to_string()),
        Err(Trouble::Ours(error)) => return Err(error),
    };
    let mut tx = ctx.begin().await?;
    queries::set_polled(&mut tx, row.id, error.as_deref().map(|e| cut(e, 500))).await?;
    if error != row.poll_error {
        tx.publish("mailboxes", row.id, 0);
    }
    ctx.finish(tx).await
}

enum Trouble {
    Imap(ImapError),
    Ours(JobError),
}

impl From<ImapError> for Trouble {
    fn from(error: ImapError) -> Self {
        Self::Imap(error)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Ours(error.into())
    }
}

async fn fetch(ctx: &JobContext, row: &MailboxRow) -> Result<(), Trouble> {
    let started = tokio::time::Instant::now();
    let account = ImapAccount {
        url: row.imap_url.clone().unwrap_or_default(),
        username: row.imap_username.clone().unwrap_or_default(),
        password: open_password(&ctx.core, ctx.tenant, row)?,
        folder: row.imap_folder.clone(),
        trust: ctx.core.settings.trust.clone(),
    };
    let mut mailbox = Mailbox::open(&account, &ctx.core.settings.reach).await?;
    // Renumbered by the server: everything is looked at again, and known mails are recognised.
    let same = row.imap_uid_validity == Some(mailbox.uid_validity);
    let passed = if same { row.imap_last_uid } else { 0 };
    for uid in mailbox
        .uids_from(passed + 1)
        .await?
        .into_iter()
        .take(PER_RUN)
    {
        if started.elapsed() > TIME_PER_RUN {
            break;
        }
        fetch_one(ctx, row, &mut mailbox, uid).await?;
        let mut tx = ctx.begin().await.map_err(Trouble::Ours)?;
        queries::set_progress(&mut tx, row.id, mailbox.uid_validity, uid).await?;
        ctx.hold(&mut tx).await.map_err(Trouble::Ours)?;
        tx.commit()
            .await
            .map_err(|error| Trouble::Ours(error.into()))?;
    }
    mailbox.close().await;
    Ok(())
}

async fn fetch_one(
    ctx: &JobContext,
    row: &MailboxRow,
    mailbox: &mut Mailbox,
    uid: u64,
) -> Result<(), Trouble> {
    let Some(size) = mailbox.size(uid).await? else {
        return Ok(());
    };
    if size > MAX_MAIL as u64 {
        // It stays in the folder, unseen, where its owner finds it.
        tracing::warn!(mailbox = %row.address, uid, size, "a mail is too large to be fetched");
        return Ok(());
    }
    let Some(raw) = mailbox.raw(uid).await? else {
        return Ok(());
    };
    let validity = mailbox.uid_validity;
    let source = Source::imap(ctx.tenant, row.id, ImapUid { validity, uid });
    match inbound::accept(&ctx.core, source, &raw).await {
        Ok(_) => {}
        Err(Error::Invalid(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    mailbox.mark_seen(uid).await?;
    Ok(())
}
