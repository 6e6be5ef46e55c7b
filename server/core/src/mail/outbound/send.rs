//! The job that hands one queued mail to the mail server.

use super::rows::OutboundRow;
use super::{NamedRecipients, SendMail, queries, sender_of};
use crate::error::Result;
use crate::jobs::{JobContext, JobError, JobResult};
use crate::mail::words::cut;
use crate::tickets::people::Addressed;
use crate::{files, tickets};
use app_types::mail::{MailPurpose, OutboundState};
use server_integrations::smtp::{Letter, LetterFile, MailError, Receipt};

/// Bytes of attachments that go with one mail; what is larger stays with the ticket.
const MAX_ATTACHED: u64 = 15 * 1024 * 1024;

/// Sends the mail once: a run that finds it sent does nothing. Only a crash between the mail
/// server's answer and the commit can send it twice, with the same Message-ID.
///
/// # Errors
/// [`JobError::Retry`] while the mail server is away or asks to come back.
pub async fn send(ctx: JobContext, job: SendMail) -> JobResult {
    let mut tx = ctx.read().await?;
    let row = queries::get(&mut tx, job.message).await?;
    let Some(row) = row.filter(|row| row.state != OutboundState::Sent) else {
        let tx = ctx.begin().await?;
        return ctx.finish(tx).await;
    };
    let letter = letter(&ctx, &row).await?;
    drop(tx);
    let outcome = match letter.write() {
        Ok(mail) => ctx.core.mail.send(&mail).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(receipt) => sent(&ctx, &row, &receipt).await,
        Err(MailError::Permanent(reason)) => failed(&ctx, &row, &reason).await,
        Err(MailError::Temporary(reason)) => postpone(&ctx, &row, &reason).await,
    }
}

async fn sent(ctx: &JobContext, row: &OutboundRow, receipt: &Receipt) -> JobResult {
    let mut tx = ctx.begin().await?;
    queries::set_sent(&mut tx, row.id, receipt.message_id.as_deref()).await?;
    tx.publish("outbound_mail", row.id, 0);
    ctx.finish(tx).await?;
    count(OutboundState::Sent);
    Ok(())
}

async fn failed(ctx: &JobContext, row: &OutboundRow, reason: &str) -> JobResult {
    let mut tx = ctx.begin().await?;
    queries::set_state(&mut tx, row.id, OutboundState::Failed, cut(reason, 500)).await?;
    tx.publish("outbound_mail", row.id, 0);
    ctx.finish(tx).await?;
    count(OutboundState::Failed);
    Ok(())
}

/// For the metrics page: sent, failed, or to be tried again.
fn count(state: OutboundState) {
    metrics::counter!("nestogy_mails_out_total", "result" => state.to_string()).increment(1);
}

/// Writes the reason where people see it; with the last attempt the mail counts as failed.
async fn postpone(ctx: &JobContext, row: &OutboundRow, reason: &str) -> JobResult {
    let state = if ctx.is_last_attempt() {
        OutboundState::Failed
    } else {
        OutboundState::Queued
    };
    let mut tx = ctx.begin().await?;
    queries::set_state(&mut tx, row.id, state, cut(reason, 500)).await?;
    ctx.hold(&mut tx).await?;
    tx.commit().await?;
    count(state);
    Err(JobError::retry(reason))
}

async fn letter(ctx: &JobContext, row: &OutboundRow) -> Result<Letter> {
    let settings = &ctx.core.settings;
    let fallback = sender_of(&settings.mail_from);
    let (from_address, from_name) = if row.from_address.is_empty() {
        (fallback.address, fallback.name)
    } else {
        (row.from_address.clone(), row.from_name.clone())
    };
    let named = NamedRecipients::of_row(&row.named_recipients);
    let pairs = |people: Vec<Addressed>| -> Vec<(String, String)> {
        people
            .into_iter()
            .map(|person| (person.name, person.address))
            .collect()
    };
    let references = row.thread_references.split(' ').filter(|id| !id.is_empty());
    Ok(Letter {
        from_address,
        from_name,
        to_address: row.to_address.clone(),
        to_name: row.to_name.clone(),
        named_to: pairs(named.to),
        named_cc: pairs(named.cc),
        reply_to: row.reply_to.clone(),
        subject: row.subject.clone(),
        text: row.body_text.clone(),
        html: row.body_html.clone(),
        message_id: row.message_id.clone(),
        in_reply_to: row.in_reply_to.clone(),
        references: references.map(str::to_string).collect(),
        date_seconds: row.created_at.seconds(),
        extra: headers(row, &settings.mail_domain),
        attachments: attachments(ctx, row).await?,
    })
}

/// `Auto-Submitted` keeps other machines from answering (RFC 3834 §5); the marker lets us know
/// our own mail when it comes back.
fn headers(row: &OutboundRow, mail_domain: &str) -> Vec<(&'static str, String)> {
    let mut headers = vec![("X-Nestogy", super::marker(row.tenant_id, mail_domain))];
    if row.auto_submitted {
        let kind = match row.purpose {
            MailPurpose::TicketReceived => "auto-replied",
            _ => "auto-generated",
        };
        headers.push(("Auto-Submitted", kind.to_string()));
        headers.push(("X-Auto-Response-Suppress", "All".to_string()));
    }
    headers
}

async fn attachments(ctx: &JobContext, row: &OutboundRow) -> Result<Vec<LetterFile>> {
    let (Some(post), MailPurpose::TicketReply) = (row.post_id, row.purpose) else {
        return Ok(Vec::new());
    };
    let mut tx = ctx
        .core
        .db
        .read(server_db::Actor::system(ctx.tenant, "mail.send"))
        .await?;
    let mut room = MAX_ATTACHED;
    let mut found = Vec::new();
    for file in tickets::attachments_of(&mut tx, post).await? {
        if file.size > room {
            continue;
        }
        room -= file.size;
        found.push(LetterFile {
            bytes: files::load_of(&ctx.core, ctx.tenant, &file.sha256).await?,
            name: file.name,
            content_type: file.content_type,
        });
    }
    Ok(found)
}
