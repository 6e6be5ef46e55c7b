//! The server function of follow-ups.

use crate::error::ApiError;
use crate::forms::FormReply;
use leptos::prelude::*;

/// Puts a ticket off. `when` is `tomorrow`, `monday`, `week`, `none`, or `at` with a date and time
/// in the reader's zone.
#[server(endpoint = "tickets/follow-up")]
pub async fn set_follow_up(
    number: u64,
    version: u32,
    when: String,
    #[server(default)] at: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, signed_in, submit, write};
    use server_core::tickets::follow_up::set;
    let (_, session) = signed_in()?;
    let typed = vec![("at", at.clone())];
    submit("tickets/follow-up", typed, async move {
        let wish = (when.as_str(), at.as_str());
        let zone = session.time_zone.as_str();
        let said = write(async |_, tx| set(tx, number, version, wish, zone).await).await?;
        Ok(Done::stay().saying(said))
    })
    .await
}
