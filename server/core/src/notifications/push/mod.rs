//! Notifications by the browser's own means (Web Push), also while no page of Nestogy is open.
//!
//! A person turns it on in a browser; what that browser hands over (an address at its vendor's push
//! service, and keys) becomes a row, sealed. [`super::tell`] queues one job for each of them
//! (`jobs.rs`), and the job looks again at what its person may know when it runs.
//!
//! A browser belongs to the session that it was last seen with: ending that session, whoever does
//! it and why, silences it in the same transaction.

mod jobs;
mod keys;
mod queries;
mod rules;

pub use jobs::{PushNotification, PushTest};

use super::own;
use crate::clocktext::ClockText;
use crate::core::Settings;
use crate::error::{Error, Result};
use crate::identity::sessions::device_name;
use crate::jobs::Registry;
use app_types::id::{NotificationId, PushDeviceId, SessionId, UserId};
use app_types::notifications::{PushDevice, PushForm, PushSettings};
use queries::{DeviceRow, NewDevice};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Browsers of one person.
pub const MOST: usize = 10;
/// That a browser is still there is written at most this often.
const SEEN_SECONDS: i64 = 3600;

pub(super) fn register(registry: &mut Registry) {
    registry.on::<PushNotification>(jobs::notify);
    registry.on::<PushTest>(jobs::test);
}

/// The browsers of a user.
pub(super) async fn of_user(tx: &mut TenantTx, user: UserId) -> Result<Vec<PushDeviceId>> {
    let devices = queries::of_user(tx, user).await?;
    Ok(devices.into_iter().map(|device| device.id).collect())
}

/// Queues a message to each browser.
pub(super) async fn queue(
    tx: &mut TenantTx,
    browsers: &[PushDeviceId],
    notification: NotificationId,
) -> Result<()> {
    for device in browsers {
        let device = *device;
        let job = PushNotification {
            device,
            notification,
        };
        tx.enqueue(&job).await?;
    }
    Ok(())
}

/// What the reader's page needs: the workspace's key, and their browsers.
///
/// # Errors
/// [`Error::Unauthenticated`] for others than users.
pub async fn settings(
    tx: &mut TenantTx,
    settings: &Settings,
    text: &ClockText,
) -> Result<PushSettings> {
    let user = own(tx)?;
    let key = keys::vapid(settings, tx.tenant())?.public().to_vec();
    let devices = queries::of_user(tx, user).await?;
    let devices = devices.into_iter().map(|device| PushDevice {
        id: device.id,
        label: device.label,
        since: text.when(device.created_at),
        pushed: device.pushed_at.map(|at| text.when(at)),
        trouble: device.trouble,
    });
    Ok(PushSettings {
        key,
        devices: devices.collect(),
        most: MOST,
    })
}

/// Turns notifications on in the browser whose subscription this is. One that is known gets the new
/// keys; one that was somebody else's is the reader's from now on, as the browser is.
///
/// # Errors
/// [`Error::Unauthenticated`] for others than users; [`Error::Invalid`] for keys that are none and
/// for addresses that are never asked; [`Error::Conflict`] for one browser too many.
pub async fn subscribe(
    tx: &mut TenantTx,
    settings: &Settings,
    session: SessionId,
    form: &PushForm,
) -> Result<PushDeviceId> {
    let user = own(tx)?;
    rules::check(&settings.push_reach, form)?;
    // One after the other, or two at once would pass the limit.
    queries::lock_user(tx, user).await?;
    let known = queries::by_endpoint(tx, &rules::hash(&form.endpoint)).await?;
    let replaced = match form.replaces.as_str() {
        "" => None,
        old => queries::by_endpoint(tx, &rules::hash(old)).await?,
    };
    for row in known.iter().chain(&replaced) {
        let again = known.as_ref().is_some_and(|known| known.id == row.id);
        if again || row.user_id == user {
            queries::delete(tx, row.id).await?;
        }
    }
    if queries::of_user(tx, user).await?.len() >= MOST {
        return Err(Error::Conflict(format!(
            "You have {MOST} browsers, and more are not told. Remove one that you no longer use, then turn it on here."
        )));
    }
    let id = PushDeviceId::new();
    let label = device_name(&tx.actor().origin.user_agent);
    let row = NewDevice {
        tenant_id: tx.tenant(),
        id,
        user_id: user,
        session_id: session,
        endpoint_hash: &rules::hash(&form.endpoint),
        sealed: &keys::seal(settings, tx.tenant(), id, form)?,
        label: &label,
        created_at: tx.now(),
        seen_at: tx.now(),
    };
    queries::insert(tx, &row).await?;
    record(
        tx,
        user,
        "push.on",
        format!("Notifications turned on in {label}"),
    );
    Ok(id)
}

/// Whether the browser with this endpoint is one of the reader's; from now on it belongs to this
/// session.
///
/// # Errors
/// [`Error::Unauthenticated`] for others than users.
pub async fn here(
    tx: &mut TenantTx,
    settings: &Settings,
    session: SessionId,
    endpoint: &str,
) -> Result<Option<PushDeviceId>> {
    let user = own(tx)?;
    let row = queries::by_endpoint(tx, &rules::hash(endpoint)).await?;
    let Some(row) = row.filter(|row| row.user_id == user) else {
        return Ok(None);
    };
    if keys::open(settings, tx.tenant(), &row).is_err() {
        // The installation has another key now: this subscription listens to the old one.
        queries::delete(tx, row.id).await?;
        return Ok(None);
    }
    let stale = tx.now().seconds_since(row.seen_at) >= SEEN_SECONDS;
    if stale || row.session_id != session {
        queries::set_seen(tx, row.id, session).await?;
    }
    Ok(Some(row.id))
}

/// Turns it off in one of the reader's browsers.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub async fn remove(tx: &mut TenantTx, id: PushDeviceId) -> Result<()> {
    let row = of_reader(tx, id).await?;
    queries::delete(tx, id).await?;
    let text = format!("Notifications turned off in {}", row.label);
    record(tx, row.user_id, "push.off", text);
    Ok(())
}

/// Sends a message to one of the reader's browsers, to see that it arrives.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's; [`Error::Conflict`] while one is on its way.
pub async fn test(tx: &mut TenantTx, id: PushDeviceId) -> Result<()> {
    of_reader(tx, id).await?;
    let asked = tx.now().seconds();
    match tx.enqueue(&PushTest { device: id, asked }).await? {
        Some(_) => Ok(()),
        None => Err(Error::Conflict(
            "A test is on its way to this browser. Give it a moment.".into(),
        )),
    }
}

async fn of_reader(tx: &mut TenantTx, id: PushDeviceId) -> Result<DeviceRow> {
    let user = own(tx)?;
    let row = queries::device(tx, id).await?;
    row.filter(|row| row.user_id == user).ok_or(Error::NotFound)
}

/// The session is over: nobody in front of that browser is told anything more.
pub(crate) async fn forget_session(tx: &mut TenantTx, session: SessionId) -> Result<()> {
    queries::delete_of_session(tx, session).await
}

/// All sessions of a user but one are over.
pub(crate) async fn forget_others(tx: &mut TenantTx, user: UserId, keep: SessionId) -> Result<()> {
    queries::delete_of_user(tx, user, Some(keep)).await
}

/// All sessions of a user are over.
pub(crate) async fn forget_user(tx: &mut TenantTx, user: UserId) -> Result<()> {
    queries::delete_of_user(tx, user, None).await
}

fn record(tx: &mut TenantTx, user: UserId, action: &'static str, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "user",
        entity_id: Some(user.0),
        summary,
    });
}
