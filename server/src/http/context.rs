//! What is known about a request: who is signed in, and which workspace it is about.

use super::Site;
use app::server::RequestContext;
use app_types::identity::TenantBrief;
use axum::extract::Request;

/// Whether the session layer found somebody.
pub fn is_signed_in(request: &Request) -> bool {
    request
        .extensions()
        .get::<RequestContext>()
        .is_some_and(|context| context.session.is_some())
}

/// The tenant whose own host name this is. While the database is away: nobody's.
pub async fn tenant_of_host(site: &Site, host: &str) -> Option<TenantBrief> {
    let name = host.split(':').next().unwrap_or_default();
    if name.is_empty() || name == site.parts.base_url.host {
        return None;
    }
    let found = server_core::tenants::by_host(&site.parts.core, name).await;
    found.unwrap_or_else(|error| {
        tracing::warn!(%error, "the tenant of a host cannot be looked up");
        None
    })
}

/// The tenant that this browser signed in to last.
pub async fn tenant_of_slug(site: &Site, slug: &str) -> Option<TenantBrief> {
    let found = server_core::tenants::by_slug(&site.parts.core, slug).await;
    found.unwrap_or_else(|error| {
        tracing::warn!(%error, "the tenant of a cookie cannot be looked up");
        None
    })
}
