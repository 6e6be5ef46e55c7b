//! Server functions for those who follow a ticket.

use crate::error::ApiError;
use crate::forms::FormReply;
use leptos::prelude::*;

/// Watches a ticket, or stops.
#[server(endpoint = "tickets/watch")]
pub async fn watch_ticket(number: u64, on: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("tickets/watch", vec![], async move {
        write(async |_, tx| server_core::tickets::people::watch(tx, number, on).await).await?;
        let said = if on {
            "You watch this ticket"
        } else {
            "You do not watch this ticket any more"
        };
        Ok(Done::stay().saying(said))
    })
    .await
}

/// Sends copies of the public replies to an address.
#[server(endpoint = "tickets/add-copy")]
pub async fn add_copy(
    number: u64,
    #[server(default)] address: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    let typed = vec![("address", address.clone())];
    submit("tickets/add-copy", typed, async move {
        write(async |_, tx| server_core::tickets::people::add_copy(tx, number, &address).await)
            .await?;
        Ok(Done::stay().saying(format!("Replies go to {} too", address.trim())))
    })
    .await
}

/// Sends no more copies to an address.
#[server(endpoint = "tickets/remove-copy")]
pub async fn remove_copy(number: u64, address: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("tickets/remove-copy", vec![], async move {
        write(async |_, tx| server_core::tickets::people::remove_copy(tx, number, &address).await)
            .await?;
        Ok(Done::stay().saying(format!("No more copies to {address}")))
    })
    .await
}
