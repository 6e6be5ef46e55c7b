//! Notifications: a user hears of what others did to their tickets, in the product, by mail, or in
//! their browser.
//!
//! A verb calls [`tell`] in its transaction. Mail waits a minute and takes along what has come
//! together until then (`mails.rs`), or waits for the next morning (`daily.rs`). A browser is told at once, by
//! one job for each that the user turned on (`push`).

mod daily;
mod mails;
pub mod push;
mod queries;

pub use daily::{MailDay, daily_task};
pub use mails::{MailNotifications, send};

use crate::clocktext::ClockText;
use crate::error::{Error, Result};
use crate::mail::words::single_line;
use app_types::common::{Cursor, Page};
use app_types::id::{NotificationId, TicketId, UserId};
use app_types::notifications::{NotificationEvent, NotificationList, NotificationRow, Preference};
use queries::NewNotification;
use server_db::{NewJob, TenantTx};

/// Live topic; the key is the user's id.
pub const TOPIC: &str = "notifications";
const PAGE: usize = 50;
/// Where counting stops.
const COUNTED: i64 = 100;
/// How long a mail waits for company.
const MAIL_WAIT_SECONDS: i64 = 60;

/// The jobs of notifications, for the program's list.
pub fn register(registry: &mut crate::jobs::Registry) {
    registry.on::<MailNotifications>(send);
    registry.on::<MailDay>(daily::send);
    push::register(registry);
}

/// Lets a user know, by the ways that they chose. Nobody hears of what they did themselves.
///
/// # Errors
/// Any database error.
pub(crate) async fn tell(
    tx: &mut TenantTx,
    user: UserId,
    event: NotificationEvent,
    ticket: TicketId,
    text: &str,
) -> Result<()> {
    if tx.actor().user_id() == Some(user) {
        return Ok(());
    }
    let wants = queries::preference(tx, user, event).await?;
    let wants = wants.unwrap_or(Preference::of(event));
    let browsers = match wants.by_push {
        true => push::of_user(tx, user).await?,
        false => Vec::new(),
    };
    let mail_state = match wants {
        Preference { by_mail: true, .. } => "due",
        Preference { daily: true, .. } => "day",
        Preference { in_app: true, .. } => "none",
        _ if !browsers.is_empty() => "none",
        _ => return Ok(()),
    };
    let id = NotificationId::new();
    let text = single_line(text, 255);
    let row = NewNotification {
        tenant_id: tx.tenant(),
        id,
        user_id: user,
        event,
        ticket_id: ticket,
        text: &text,
        shown: wants.in_app,
        mail_state,
        created_at: tx.now(),
    };
    queries::insert(tx, &row).await?;
    if wants.by_mail {
        let job = MailNotifications { user, first: id };
        let due = tx.now().plus_seconds(MAIL_WAIT_SECONDS);
        tx.enqueue_new(NewJob::of(&job)?.at(due)).await?;
    }
    push::queue(tx, &browsers, id).await?;
    if wants.in_app {
        tx.publish(TOPIC, user, 0);
    }
    Ok(())
}

/// The reader's own notifications, newest first; `after` is where the page before ended.
///
/// # Errors
/// [`Error::Unauthenticated`] for others than users; [`Error::Invalid`] for a broken position.
pub async fn list(tx: &mut TenantTx, after: &str, text: &ClockText) -> Result<NotificationList> {
    let user = own(tx)?;
    let after = match after {
        "" => None,
        after => Some(
            Cursor::decode(after)
                .ok_or_else(|| Error::invalid("after", "Go back to the first page of the list"))?,
        ),
    };
    let mut rows = queries::page(tx, user, after, PAGE as i64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| {
        let (at, id) = (row.created_at, row.id.0);
        Cursor { at, id }.encode()
    });
    let rows = rows.into_iter().map(|row| NotificationRow {
        id: row.id,
        text: row.text,
        ticket: row.number,
        subject: row.subject,
        at: text.when(row.created_at),
        unread: row.read_at.is_none(),
    });
    Ok(NotificationList {
        page: Page {
            rows: rows.collect(),
            previous: None,
            next,
        },
        unread: unread(tx).await?,
    })
}

/// How many of the reader's own are unread, up to 100.
///
/// # Errors
/// [`Error::Unauthenticated`] for others than users.
pub async fn unread(tx: &mut TenantTx) -> Result<u32> {
    let user = own(tx)?;
    let count = queries::unread(tx, user, COUNTED).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Marks one of the reader's own as read and says which ticket it is about; one that is read
/// stays so.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub async fn read(tx: &mut TenantTx, id: NotificationId) -> Result<u64> {
    let user = own(tx)?;
    let number = queries::ticket_of(tx, user, id).await?;
    queries::set_read(tx, user, Some(id)).await?;
    tx.publish(TOPIC, user, 0);
    Ok(number)
}

/// Marks all of the reader's own as read.
///
/// # Errors
/// [`Error::Unauthenticated`] for others than users.
pub async fn read_all(tx: &mut TenantTx) -> Result<()> {
    let user = own(tx)?;
    queries::set_read(tx, user, None).await?;
    tx.publish(TOPIC, user, 0);
    Ok(())
}

/// What the reader wants to hear, in the order of the events.
///
/// # Errors
/// [`Error::Unauthenticated`] for others than users.
pub async fn preferences(tx: &mut TenantTx) -> Result<Vec<Preference>> {
    let user = own(tx)?;
    let known = queries::preferences(tx, user).await?;
    let of = |event: &NotificationEvent| {
        let mine = known.iter().find(|preference| preference.event == *event);
        mine.copied().unwrap_or(Preference::of(*event))
    };
    Ok(NotificationEvent::ALL.iter().map(of).collect())
}

/// Says what the reader wants to hear: the events named in each list, and no others.
///
/// # Errors
/// [`Error::Unauthenticated`] for others than users; [`Error::Invalid`] for an unknown event.
pub async fn set_preferences(
    tx: &mut TenantTx,
    in_app: &[String],
    by_mail: &[String],
    daily: &[String],
    by_push: &[String],
) -> Result<()> {
    let user = own(tx)?;
    let all = in_app.iter().chain(by_mail).chain(daily).chain(by_push);
    if all
        .clone()
        .any(|key| NotificationEvent::parse(key).is_none())
    {
        return Err(Error::invalid("", "Choose events from the list"));
    }
    for event in NotificationEvent::ALL {
        let named = |list: &[String]| list.iter().any(|key| key == event.as_str());
        let preference = Preference {
            event: *event,
            in_app: named(in_app),
            by_mail: named(by_mail),
            daily: named(daily),
            by_push: named(by_push),
        };
        queries::set_preference(tx, user, preference).await?;
    }
    Ok(())
}

/// Everybody has notifications of their own, and of nobody else: the right is to be that user.
fn own(tx: &TenantTx) -> Result<UserId> {
    tx.actor().user_id().ok_or(Error::Unauthenticated)
}
