//! The jobs that hand one message for one browser to its push service.

use super::queries::{self, DeviceRow};
use super::rules::{self, Words};
use super::{keys, record};
use crate::core::Settings;
use crate::error::{Error, Result};
use crate::identity::users::actor_of;
use crate::jobs::{JobContext, JobError, JobResult};
use crate::mail::words::cut;
use crate::notifications::queries::{self as notifications, Told};
use crate::sealed;
use app_types::id::{NotificationId, PushDeviceId, TenantId, TicketId};
use app_types::{Permission, Timestamp};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use server_db::{Job, TenantTx};
use server_integrations::push::{self, Push, PushError, Urgency};
use std::time::Duration;

/// Tells one browser of one notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushNotification {
    pub device: PushDeviceId,
    pub notification: NotificationId,
}

impl Job for PushNotification {
    const KIND: &'static str = "notifications.push";
    const QUEUE: &'static str = "push";

    fn unique_key(&self) -> Option<String> {
        let Self {
            device,
            notification,
        } = self;
        Some(format!("notifications.push:{device}:{notification}"))
    }
}

/// Sends one browser a test. `asked`: when, in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushTest {
    pub device: PushDeviceId,
    pub asked: i64,
}

impl Job for PushTest {
    const KIND: &'static str = "notifications.push_test";
    const QUEUE: &'static str = "push";

    fn unique_key(&self) -> Option<String> {
        Some(format!("notifications.push_test:{}", self.device))
    }
}

/// The shortest and the longest pause that a push service is granted.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(3600));

/// A message for one browser.
struct Message {
    device: DeviceRow,
    /// `None`: a test.
    notification: Option<NotificationId>,
    words: Words,
    ttl_seconds: u32,
    urgency: Urgency,
    topic: Option<String>,
}

/// Tells the browser, unless its person has read it, may not see it any more, or is gone; unless it
/// is old, or the browser has had it.
///
/// # Errors
/// [`JobError::Later`] when the push service asks for a pause; [`JobError::Retry`] while it is away.
pub(super) async fn notify(ctx: JobContext, job: PushNotification) -> JobResult {
    let mut tx = ctx.read().await?;
    let message = message(&mut tx, &ctx.core.settings, &job).await?;
    drop(tx);
    deliver(&ctx, message).await
}

/// # Errors
/// As [`notify`].
pub(super) async fn test(ctx: JobContext, job: PushTest) -> JobResult {
    let mut tx = ctx.read().await?;
    let asked = Timestamp::from_seconds(job.asked);
    let left = rules::time_left(asked, tx.now(), rules::TEST_TTL_SECONDS);
    let device = queries::device(&mut tx, job.device).await?;
    let message = device.zip(left).map(|(device, ttl_seconds)| Message {
        device,
        notification: None,
        words: rules::words_of_a_test(job.asked),
        ttl_seconds,
        urgency: Urgency::High,
        topic: None,
    });
    drop(tx);
    deliver(&ctx, message).await
}

async fn message(
    tx: &mut TenantTx,
    settings: &Settings,
    job: &PushNotification,
) -> Result<Option<Message>> {
    let Some(device) = queries::device(tx, job.device).await? else {
        return Ok(None);
    };
    if device.last_notification_id == Some(job.notification) {
        return Ok(None);
    }
    let told = notifications::told(tx, device.user_id, job.notification).await?;
    let Some(told) = told.filter(|told| told.read_at.is_none()) else {
        return Ok(None);
    };
    let Some(ttl_seconds) = rules::time_left(told.created_at, tx.now(), rules::TTL_SECONDS) else {
        return Ok(None);
    };
    let words = match may_see(tx, &device).await? {
        true => rules::words(&told, before(tx, &device, &told).await?),
        false => None,
    };
    Ok(words.map(|words| Message {
        notification: Some(told.id),
        words,
        ttl_seconds,
        urgency: rules::urgency(told.event),
        topic: Some(topic(settings, tx.tenant(), told.ticket)),
        device,
    }))
}

/// Whether the browser's person may read tickets now.
async fn may_see(tx: &mut TenantTx, device: &DeviceRow) -> Result<bool> {
    match actor_of(tx, device.user_id).await {
        Ok(person) => Ok(person.can(Permission::TicketsView)),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn before(tx: &mut TenantTx, device: &DeviceRow, told: &Told) -> Result<usize> {
    let since = told.created_at.plus_seconds(-rules::BURST_SECONDS);
    let most = i64::try_from(rules::BURST + 1).unwrap_or(i64::MAX);
    notifications::before(tx, device.user_id, told, since, most).await
}

/// Names the ticket to the push service without saying which one it is.
fn topic(settings: &Settings, tenant: TenantId, ticket: TicketId) -> String {
    let parts = [tenant.to_string(), ticket.to_string()];
    let parts = parts.each_ref().map(String::as_str);
    let name = sealed::keyed_hash(&settings.secret_key, "nestogy push topic v1", &parts);
    BASE64.encode(&name[..24])
}

async fn deliver(ctx: &JobContext, message: Option<Message>) -> JobResult {
    let Some(message) = message else {
        return ctx.finish(ctx.begin().await?).await;
    };
    match hand_over(ctx, &message).await {
        Ok(()) => taken(ctx, &message).await,
        Err(error @ (PushError::Gone | PushError::Refused(_))) => {
            forget(ctx, &message.device, &error).await
        }
        Err(PushError::Busy(pause)) => {
            count("busy");
            let pause = pause.clamp(PAUSES.0, PAUSES.1);
            Err(JobError::later(pause, PushError::Busy(pause)))
        }
        Err(PushError::Away(reason)) if !ctx.is_last_attempt() => {
            count("away");
            Err(JobError::retry(reason))
        }
        // Nobody has to decide about it: the notification stands in the product.
        Err(PushError::Away(reason) | PushError::Rejected(reason)) => {
            failed(ctx, &message.device, &reason).await
        }
    }
}

async fn hand_over(ctx: &JobContext, message: &Message) -> std::result::Result<(), PushError> {
    let settings = &ctx.core.settings;
    let Ok((endpoint, receiver)) = keys::open(settings, ctx.tenant, &message.device) else {
        // The installation has another key now, and the browser listens to the old one.
        return Err(PushError::Gone);
    };
    let ours = |error: String| PushError::Rejected(error);
    let vapid = keys::vapid(settings, ctx.tenant).map_err(|error| ours(error.to_string()))?;
    let plain = serde_json::to_vec(&message.words).map_err(|error| ours(error.to_string()))?;
    let contact = contact(settings);
    let push = Push {
        endpoint: &endpoint,
        receiver: &receiver,
        plain: &plain,
        ttl_seconds: message.ttl_seconds,
        urgency: message.urgency,
        topic: message.topic.as_deref(),
        contact: &contact,
        now: ctx.core.db.clock.now().seconds(),
    };
    push::send(&settings.push_reach, &vapid, &push).await
}

/// Whom the people of a push service may ask about us.
fn contact(settings: &Settings) -> String {
    match settings.base_url.starts_with("https://") {
        true => settings.base_url.clone(),
        false => format!("mailto:{}", settings.mail_from),
    }
}

async fn taken(ctx: &JobContext, message: &Message) -> JobResult {
    let mut tx = ctx.begin().await?;
    queries::set_pushed(&mut tx, message.device.id, message.notification).await?;
    ctx.finish(tx).await?;
    count("sent");
    Ok(())
}

/// The browser is not told anything any more; its person sees that it is off.
async fn forget(ctx: &JobContext, device: &DeviceRow, why: &PushError) -> JobResult {
    let mut tx = ctx.begin().await?;
    queries::delete(&mut tx, device.id).await?;
    let text = format!("Notifications ended in {}: {why}", device.label);
    record(&mut tx, device.user_id, "push.ended", text);
    ctx.finish(tx).await?;
    count("gone");
    Ok(())
}

async fn failed(ctx: &JobContext, device: &DeviceRow, reason: &str) -> JobResult {
    let mut tx = ctx.begin().await?;
    queries::set_trouble(&mut tx, device.id, cut(reason, 250)).await?;
    ctx.finish(tx).await?;
    count("failed");
    Ok(())
}

/// For the metrics page.
fn count(result: &'static str) {
    metrics::counter!("nestogy_pushes_total", "result" => result).increment(1);
}
