//! Server functions of the search.

use crate::error::ApiError;
use app_types::search::Hit;
use leptos::prelude::*;

/// Tickets, clients and contacts.
#[server(endpoint = "search")]
pub async fn search(q: String) -> Result<Vec<Hit>, ApiError> {
    crate::server::read(async |tx, _| server_core::search::global(tx, &q).await).await
}
