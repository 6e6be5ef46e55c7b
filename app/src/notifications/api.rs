//! Server functions of notifications. Everybody sees and changes their own only.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::notifications::{NotificationList, Preference};
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
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::notifications::set_preferences;
    submit("notifications/set-preferences", vec![], async move {
        write(async |_, tx| set_preferences(tx, &in_app, &by_mail, &daily).await).await?;
        Ok(Done::go("/settings/notifications").saying("Saved"))
    })
    .await
}
