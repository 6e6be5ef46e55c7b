//! The mail that brings a user what has come together.

use super::queries::{self, Joined};
use crate::error::Result;
use crate::jobs::{JobContext, JobResult};
use crate::mail::outbound::{self, NewMail};
use app_types::id::{NotificationId, UserId};
use app_types::mail::MailPurpose;
use serde::{Deserialize, Serialize};
use server_db::{Job, TenantTx};

/// Sends one user everything that waits for a mail. `first` is what asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailNotifications {
    pub user: UserId,
    pub first: NotificationId,
}

impl Job for MailNotifications {
    const KIND: &'static str = "notifications.mail";
    const QUEUE: &'static str = "mail";

    fn unique_key(&self) -> Option<String> {
        Some(format!("notifications.mail:{}", self.first))
    }
}

/// Lines of one mail; the rest goes with the next one.
const LINES: i64 = 50;

/// # Errors
/// [`crate::jobs::JobError::Retry`] while the database is away.
pub async fn send(ctx: JobContext, job: MailNotifications) -> JobResult {
    let mut tx = ctx.begin().await?;
    let ids = queries::lock_waiting(&mut tx, job.user, "due", LINES).await?;
    if ids.is_empty() {
        // Another one has taken this along.
        return ctx.finish(tx).await;
    }
    let due = queries::of_ids(&mut tx, job.user, &ids).await?;
    let words = words(&due, &ctx.core.settings.base_url);
    queue(&mut tx, &ctx, job.user, words).await?;
    queries::set_mailed(&mut tx, &ids).await?;
    ctx.finish(tx).await
}

/// Queues a mail, subject and text, to a user. Somebody who has left gets none, and is not asked about
/// again.
pub(super) async fn queue(
    tx: &mut TenantTx,
    ctx: &JobContext,
    user: UserId,
    (subject, body_text): (String, String),
) -> Result<()> {
    let Some((name, address)) = queries::recipient(tx, user).await? else {
        return Ok(());
    };
    let mail = NewMail {
        subject,
        body_text,
        ..NewMail::to(MailPurpose::Notice, &address, &name)
    };
    outbound::queue(tx, &ctx.core.settings, mail).await?;
    Ok(())
}

/// Subject and text.
fn words(due: &[Joined], base_url: &str) -> (String, String) {
    let subject = match due {
        [one] => format!("[#{}] {}", one.number, one.text),
        many => format!("{} notifications", many.len()),
    };
    let lines: Vec<String> = due.iter().map(|line| paragraph(line, base_url)).collect();
    (subject, format!("{}\n{}", lines.join("\n"), foot(base_url)))
}

/// What happened, to which ticket, and its address.
pub(super) fn paragraph(line: &Joined, base_url: &str) -> String {
    let Joined {
        text,
        number,
        subject,
        ..
    } = line;
    format!("{text}\n#{number} {subject}\n{base_url}/tickets/{number}\n")
}

pub(super) fn foot(base_url: &str) -> String {
    format!("--\nTo get fewer of these mails: {base_url}/settings/notifications\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_types::Timestamp;

    fn line(number: u64, text: &str) -> Joined {
        Joined {
            id: NotificationId::new(),
            text: text.into(),
            number,
            subject: "Printer <3rd floor>".into(),
            created_at: Timestamp::from_seconds(0),
            read_at: None,
        }
    }

    #[test]
    fn one_says_it_in_the_subject_and_many_are_counted() {
        let one = [line(1042, "Anna assigned the ticket to you")];
        let (subject, text) = words(&one, "https://desk.example");
        insta::assert_snapshot!(subject, @"[#1042] Anna assigned the ticket to you");
        insta::assert_snapshot!(text, @r"
        Anna assigned the ticket to you
        #1042 Printer <3rd floor>
        https://desk.example/tickets/1042

        --
        To get fewer of these mails: https://desk.example/settings/notifications
        ");
        let two = [line(1, "a"), line(2, "b")];
        assert_eq!(words(&two, "x").0, "2 notifications");
    }
}
