//! Server functions of notifications. Everybody sees and changes their own only.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::id::PushDeviceId;
use app_types::notifications::{NotificationList, Preference, PushSettings};
use leptos::prelude::*;

/// A page of the reader's own.
#[server(endpoint = "notifications/list")]
pub async fn load_notifications(after: String) -> Result<NotificationList, ApiError> {
    crate::server::read(async |tx, text| server_core::notifications::list(tx, &after, text).await)
        .await
}

/// How many are unread, up to 100.
#[server(endpoint = "notifications/unread")]
pub async fn count_unread() -> Result<u32, ApiError> {
    crate::server::read(async |tx, _| server_core::notifications::unread(tx).await).await
}

/// Marks one as read, and with `open` goes to its ticket; an empty id marks all.
#[server(endpoint = "notifications/read")]
pub async fn read_notification(
    #[server(default)] id: String,
    #[server(default)] open: bool,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::NotificationId;
    use server_core::{Error, notifications};
    submit("notifications/read", vec![], async move {
        if id.is_empty() {
            write(async |_, tx| notifications::read_all(tx).await).await?;
            return Ok(Done::go("/notifications").saying("All are read"));
        }
        let id = NotificationId::parse(&id).ok_or(Error::NotFound)?;
        let ticket = write(async |_, tx| notifications::read(tx, id).await).await?;
        let page = match open {
            true => format!("/tickets/{ticket}"),
            false => "/notifications".to_string(),
        };
        Ok(Done::go(page))
    })
    .await
}

/// What the reader wants to hear.
#[server(endpoint = "notifications/preferences")]
pub async fn load_preferences() -> Result<Vec<Preference>, ApiError> {
    crate::server::read(async |tx, _| server_core::notifications::preferences(tx).await).await
}

/// The ticked events of each way.
#[server(endpoint = "notifications/set-preferences")]
pub async fn set_preferences(
    #[server(default)] in_app: Vec<String>,
    #[server(default)] by_mail: Vec<String>,
    #[server(default)] daily: Vec<String>,
    #[server(default)] by_push: Vec<String>,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::notifications::set_preferences;
    submit("notifications/set-preferences", vec![], async move {
        write(async |_, tx| set_preferences(tx, &in_app, &by_mail, &daily, &by_push).await).await?;
        Ok(Done::go("/settings/notifications").saying("Saved"))
    })
    .await
}

/// The reader's browsers, and what a browser is told to become one.
#[server(endpoint = "notifications/browsers")]
pub async fn load_browsers() -> Result<PushSettings, ApiError> {
    use crate::server::{context, read};
    let core = context()?.core;
    read(async |tx, text| {
        server_core::notifications::push::settings(tx, &core.settings, text).await
    })
    .await
}

/// Turns notifications on in the browser whose subscription this is.
#[server(endpoint = "notifications/push-on")]
pub async fn push_on(
    #[server(default)] endpoint: String,
    #[server(default)] p256dh: String,
    #[server(default)] auth: String,
    #[server(default)] replaces: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, signed_in, submit, write};
    use app_types::notifications::PushForm;
    let (_, me) = signed_in()?;
    let form = PushForm {
        endpoint,
        p256dh,
        auth,
        replaces,
    };
    submit("notifications/push-on", vec![], async move {
        write(async |core, tx| {
            let settings = &core.settings;
            server_core::notifications::push::subscribe(tx, settings, me.session, &form).await
        })
        .await?;
        Ok(Done::stay().saying("Notifications are on in this browser"))
    })
    .await
}

/// Which of the reader's browsers the one with this endpoint is. It belongs to this session from
/// now on.
#[server(endpoint = "notifications/push-here")]
pub async fn push_here(
    #[server(default)] endpoint: String,
) -> Result<Option<PushDeviceId>, ApiError> {
    use crate::server::{failed, signed_in, write};
    let (_, me) = signed_in()?;
    let found = write(async |core, tx| {
        let settings = &core.settings;
        server_core::notifications::push::here(tx, settings, me.session, &endpoint).await
    });
    found.await.map_err(failed)
}

/// Turns notifications off in one of the reader's browsers.
#[server(endpoint = "notifications/push-off")]
pub async fn push_off(#[server(default)] id: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::{Error, notifications::push};
    submit("notifications/push-off", vec![], async move {
        let id = PushDeviceId::parse(&id).ok_or(Error::NotFound)?;
        write(async |_, tx| push::remove(tx, id).await).await?;
        Ok(Done::stay().saying("That browser is told nothing any more"))
    })
    .await
}

/// Sends a test to one of the reader's browsers.
#[server(endpoint = "notifications/push-test")]
pub async fn push_test(#[server(default)] id: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::{Error, notifications::push};
    submit("notifications/push-test", vec![], async move {
        let id = PushDeviceId::parse(&id).ok_or(Error::NotFound)?;
        write(async |_, tx| push::test(tx, id).await).await?;
        Ok(Done::go("/settings/notifications")
            .saying("A test is on its way. If it does not arrive, look here why."))
    })
    .await
}
