//! Server functions of the start page.

use crate::error::ApiError;
use app_types::tickets::HomePage;
use leptos::prelude::*;

/// What waits, for me and for anyone.
#[server(endpoint = "home")]
pub async fn load_home() -> Result<HomePage, ApiError> {
    crate::server::read(async |tx, text| server_core::tickets::home(tx, text).await).await
}
