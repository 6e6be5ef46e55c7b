//! One statement each, on `notifications` and `notification_preferences`.

use crate::error::Result;
use app_types::Timestamp;
use app_types::common::Cursor;
use app_types::id::{NotificationId, TenantId, TicketId, UserId};
use app_types::notifications::{NotificationEvent, Preference};
use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{notification_preferences, notifications, tickets, users};

#[derive(Insertable)]
#[diesel(table_name = notifications)]
pub(super) struct NewNotification<'a> {
    pub tenant_id: TenantId,
    pub id: NotificationId,
    pub user_id: UserId,
    pub event: NotificationEvent,
    pub ticket_id: TicketId,
    pub text: &'a str,
    pub shown: bool,
    pub mail_state: &'a str,
    pub created_at: Timestamp,
}

/// A notification with the ticket it is about.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Joined {
    pub id: NotificationId,
    pub text: String,
    pub number: u64,
    pub subject: String,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// A notification as a browser is told of it.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Told {
    pub id: NotificationId,
    pub event: NotificationEvent,
    pub text: String,
    pub ticket: TicketId,
    pub number: u64,
    pub subject: String,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// A user's notifications with their tickets.
macro_rules! joined {
    ($tenant:expr, $user:expr) => {
        notifications::table
            .inner_join(
                tickets::table.on(tickets::tenant_id
                    .eq(notifications::tenant_id)
                    .and(tickets::id.eq(notifications::ticket_id))),
            )
            .filter(notifications::tenant_id.eq($tenant))
            .filter(notifications::user_id.eq($user))
    };
}

/// The columns of [`Joined`].
macro_rules! columns {
    () => {
        (
            notifications::id,
            notifications::text,
            tickets::number,
            tickets::subject,
            notifications::created_at,
            notifications::read_at,
        )
    };
}

pub(super) async fn insert(tx: &mut TenantTx, row: &NewNotification<'_>) -> Result<()> {
    diesel::insert_into(notifications::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Those that are shown, newest first, beyond `after`.
pub(super) async fn page(
    tx: &mut TenantTx,
    user: UserId,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Joined>> {
    let tenant = tx.tenant();
    let mut query = joined!(tenant, user)
        .filter(notifications::shown.eq(true))
        .order((notifications::created_at.desc(), notifications::id.desc()))
        .select(columns!())
        .limit(limit)
        .into_boxed::<Mysql>();
    if let Some(Cursor { at, id }) = after {
        query = query.filter(notifications::created_at.le(at)).filter(
            notifications::created_at
                .lt(at)
                .or(notifications::created_at
                    .eq(at)
                    .and(notifications::id.lt(NotificationId(id)))),
        );
    }
    Ok(query.load(tx.conn()).await?)
}

/// How many are shown and unread, counted up to `limit`.
pub(super) async fn unread(tx: &mut TenantTx, user: UserId, limit: i64) -> Result<usize> {
    let tenant = tx.tenant();
    let found: Vec<NotificationId> = notifications::table
        .filter(notifications::tenant_id.eq(tenant))
        .filter(notifications::user_id.eq(user))
        .filter(notifications::shown.eq(true))
        .filter(notifications::read_at.is_null())
        .select(notifications::id)
        .limit(limit)
        .load(tx.conn())
        .await?;
    Ok(found.len())
}

/// The number of the ticket that a user's notification is about.
pub(super) async fn ticket_of(tx: &mut TenantTx, user: UserId, id: NotificationId) -> Result<u64> {
    let tenant = tx.tenant();
    Ok(joined!(tenant, user)
        .filter(notifications::id.eq(id))
        .select(tickets::number)
        .first(tx.conn())
        .await?)
}

/// A user's notification, for their browser.
pub(super) async fn told(
    tx: &mut TenantTx,
    user: UserId,
    id: NotificationId,
) -> Result<Option<Told>> {
    let tenant = tx.tenant();
    Ok(joined!(tenant, user)
        .filter(notifications::id.eq(id))
        .select((
            notifications::id,
            notifications::event,
            notifications::text,
            tickets::id,
            tickets::number,
            tickets::subject,
            notifications::created_at,
            notifications::read_at,
        ))
        .first(tx.conn())
        .await
        .optional()?)
}

/// How many of the same event a user had since `since` before this one, counted up to `limit`.
pub(super) async fn before(
    tx: &mut TenantTx,
    user: UserId,
    told: &Told,
    since: Timestamp,
    limit: i64,
) -> Result<usize> {
    let tenant = tx.tenant();
    let earlier = notifications::created_at
        .lt(told.created_at)
        .or(notifications::created_at
            .eq(told.created_at)
            .and(notifications::id.lt(told.id)));
    let found: Vec<NotificationId> = notifications::table
        .filter(notifications::tenant_id.eq(tenant))
        .filter(notifications::user_id.eq(user))
        // Both: the key of the list begins with it.
        .filter(notifications::shown.eq_any([true, false]))
        .filter(notifications::created_at.ge(since))
        .filter(earlier)
        .filter(notifications::event.eq(told.event))
        .select(notifications::id)
        .limit(limit)
        .load(tx.conn())
        .await?;
    Ok(found.len())
}

/// Marks one of a user's notifications as read, or all.
pub(super) async fn set_read(
    tx: &mut TenantTx,
    user: UserId,
    id: Option<NotificationId>,
) -> Result<()> {
    let read = notifications::read_at.eq(tx.now());
    let unread = notifications::table
        .filter(notifications::tenant_id.eq(tx.tenant()))
        .filter(notifications::user_id.eq(user))
        .filter(notifications::read_at.is_null());
    match id {
        Some(id) => {
            let one = unread.filter(notifications::id.eq(id));
            diesel::update(one).set(read).execute(tx.conn()).await?
        }
        None => diesel::update(unread).set(read).execute(tx.conn()).await?,
    };
    Ok(())
}

/// Those of a user that wait for the mail at once (`due`) or for the daily one (`day`), oldest first,
/// locked until the end of the transaction.
pub(super) async fn lock_waiting(
    tx: &mut TenantTx,
    user: UserId,
    state: &str,
    limit: i64,
) -> Result<Vec<NotificationId>> {
    let tenant = tx.tenant();
    Ok(notifications::table
        .filter(notifications::tenant_id.eq(tenant))
        .filter(notifications::user_id.eq(user))
        .filter(notifications::mail_state.eq(state))
        .order(notifications::created_at.asc())
        .select(notifications::id)
        .limit(limit)
        .for_update()
        .load(tx.conn())
        .await?)
}

/// A user's notifications of these ids, oldest first.
pub(super) async fn of_ids(
    tx: &mut TenantTx,
    user: UserId,
    ids: &[NotificationId],
) -> Result<Vec<Joined>> {
    let tenant = tx.tenant();
    Ok(joined!(tenant, user)
        .filter(notifications::id.eq_any(ids))
        .order((notifications::created_at.asc(), notifications::id.asc()))
        .select(columns!())
        .load(tx.conn())
        .await?)
}

/// Whom the daily mail goes to.
pub(super) async fn users_of_the_day(tx: &mut TenantTx) -> Result<Vec<UserId>> {
    let tenant = tx.tenant();
    Ok(notifications::table
        .filter(notifications::tenant_id.eq(tenant))
        .filter(notifications::mail_state.eq("day"))
        .select(notifications::user_id)
        .distinct()
        .load(tx.conn())
        .await?)
}

pub(super) async fn set_mailed(tx: &mut TenantTx, ids: &[NotificationId]) -> Result<()> {
    let tenant = tx.tenant();
    let rows = notifications::table
        .filter(notifications::tenant_id.eq(tenant))
        .filter(notifications::id.eq_any(ids));
    diesel::update(rows)
        .set(notifications::mail_state.eq("sent"))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Name and address of a user who works here.
pub(super) async fn recipient(tx: &mut TenantTx, user: UserId) -> Result<Option<(String, String)>> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::id.eq(user))
        .filter(users::status.eq("active"))
        .select((users::name, users::email))
        .first(tx.conn())
        .await
        .optional()?)
}

/// What a user said about an event, if anything.
pub(super) async fn preference(
    tx: &mut TenantTx,
    user: UserId,
    event: NotificationEvent,
) -> Result<Option<Preference>> {
    let known = preferences(tx, user).await?;
    Ok(known
        .into_iter()
        .find(|preference| preference.event == event))
}

pub(super) async fn preferences(tx: &mut TenantTx, user: UserId) -> Result<Vec<Preference>> {
    let tenant = tx.tenant();
    let rows: Vec<(NotificationEvent, bool, bool, bool, bool)> = notification_preferences::table
        .filter(notification_preferences::tenant_id.eq(tenant))
        .filter(notification_preferences::user_id.eq(user))
        .select((
            notification_preferences::event,
            notification_preferences::in_app,
            notification_preferences::by_mail,
            notification_preferences::daily,
            notification_preferences::by_push,
        ))
        .load(tx.conn())
        .await?;
    let rows = rows
        .into_iter()
        .map(|(event, in_app, by_mail, daily, by_push)| Preference {
            event,
            in_app,
            by_mail,
            daily,
            by_push,
        });
    Ok(rows.collect())
}

pub(super) async fn set_preference(
    tx: &mut TenantTx,
    user: UserId,
    wants: Preference,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    diesel::replace_into(notification_preferences::table)
        .values((
            notification_preferences::tenant_id.eq(tenant),
            notification_preferences::user_id.eq(user),
            notification_preferences::event.eq(wants.event),
            notification_preferences::in_app.eq(wants.in_app),
            notification_preferences::by_mail.eq(wants.by_mail),
            notification_preferences::daily.eq(wants.daily),
            notification_preferences::by_push.eq(wants.by_push),
            notification_preferences::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
