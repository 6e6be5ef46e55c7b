//! The mail that brings a user once a day what has come together.

use super::mails::{self, foot, paragraph};
use super::queries::{self, Joined};
use crate::error::Result;
use crate::jobs::schedule::{CatchUp, Rule, Task};
use crate::jobs::{JobContext, JobResult};
use app_types::Timestamp;
use app_types::id::UserId;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use server_db::{Job, TenantTx};

/// Sends one user everything that waits for the daily mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailDay {
    pub user: UserId,
    /// When it was due, in seconds since 1970: one mail for each day.
    pub due: i64,
}

impl Job for MailDay {
    const KIND: &'static str = "notifications.daily";
    const QUEUE: &'static str = "mail";

    fn unique_key(&self) -> Option<String> {
        Some(format!("notifications.daily:{}:{}", self.user, self.due))
    }
}

/// What one mail tells in full; of the rest it says how many they are.
const LINES: usize = 100;
/// What one mail takes along; whoever has more gets another one tomorrow.
const TAKEN: i64 = 2_000;

/// At seven in the morning, by the workspace's clock. A morning that was missed is made up for once.
pub fn daily_task() -> Task {
    Task {
        key: MailDay::KIND,
        rule: Rule::Daily { hour: 7, minute: 0 },
        in_tenant_zone: true,
        catch_up: CatchUp::Latest,
        fire: queue,
    }
}

fn queue(tx: &mut TenantTx, due: Timestamp) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        for user in queries::users_of_the_day(tx).await? {
            let due = due.seconds();
            tx.enqueue(&MailDay { user, due }).await?;
        }
        Ok(())
    })
}

/// # Errors
/// [`crate::jobs::JobError::Retry`] while the database is away.
pub(super) async fn send(ctx: JobContext, job: MailDay) -> JobResult {
    let mut tx = ctx.begin().await?;
    let ids = queries::lock_waiting(&mut tx, job.user, "day", TAKEN).await?;
    if ids.is_empty() {
        // The mail of this morning has gone out.
        return ctx.finish(tx).await;
    }
    let told = queries::of_ids(&mut tx, job.user, &ids[..ids.len().min(LINES)]).await?;
    let words = words(&told, ids.len(), &ctx.core.settings.base_url);
    mails::queue(&mut tx, &ctx, job.user, words).await?;
    queries::set_mailed(&mut tx, &ids).await?;
    ctx.finish(tx).await
}

/// Subject and text: `told` in full, of `all`.
fn words(told: &[Joined], all: usize, base_url: &str) -> (String, String) {
    let subject = match all {
        1 => "Since yesterday: 1 notification".to_string(),
        all => format!("Since yesterday: {all} notifications"),
    };
    let mut parts: Vec<String> = told.iter().map(|line| paragraph(line, base_url)).collect();
    if all > told.len() {
        let more = all - told.len();
        parts.push(format!("And {more} more: {base_url}/notifications\n"));
    }
    (subject, format!("{}\n{}", parts.join("\n"), foot(base_url)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_types::id::NotificationId;

    #[test]
    fn what_is_not_told_in_full_is_counted() {
        let line = Joined {
            id: NotificationId::new(),
            text: "Anna replied".into(),
            number: 7,
            subject: "Printer".into(),
            created_at: Timestamp::from_seconds(0),
            read_at: None,
        };
        let (subject, text) = words(&[line], 3, "https://desk.example");
        insta::assert_snapshot!(subject, @"Since yesterday: 3 notifications");
        insta::assert_snapshot!(text, @r"
        Anna replied
        #7 Printer
        https://desk.example/tickets/7

        And 2 more: https://desk.example/notifications

        --
        To get fewer of these mails: https://desk.example/settings/notifications
        ");
    }
}
