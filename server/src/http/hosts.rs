//! Refuses methods nobody needs and hosts that are not ours.

use super::{Site, errors};
use app::error::ApiError;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ALLOW, HOST};
use http::{HeaderValue, Method, StatusCode};

const ALLOWED: &[Method] = &[
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
];

pub async fn layer(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (headers, path) = (request.headers(), request.uri().path());
    if !ALLOWED.contains(request.method()) {
        let error = ApiError::BadRequest("This method is not allowed.".into());
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let mut response = errors::answer(&site, headers, path, status, &error);
        let allow = HeaderValue::from_static("GET, HEAD, POST, OPTIONS");
        response.headers_mut().insert(ALLOW, allow);
        return response;
    }
    if !is_health(path) && !is_our_host(&site, claimed_host(&request)).await {
        let error = ApiError::BadRequest("This server has no such host name.".into());
        let status = StatusCode::MISDIRECTED_REQUEST;
        return errors::answer(&site, headers, path, status, &error);
    }
    next.run(request).await
}

/// Health checks come by address.
pub fn is_health(path: &str) -> bool {
    matches!(path, "/livez" | "/readyz")
}

/// The host the client asked for, lower case. `None`: no host, or several.
fn claimed_host(request: &Request) -> Option<String> {
    let mut hosts = request.headers().get_all(HOST).into_iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok()?,
        // HTTP/2 carries the host in the URI.
        (None, None) => request.uri().authority()?.as_str(),
        _ => return None,
    };
    let sane = !host.is_empty() && !host.contains(['@', '/', '\\', ' ']);
    sane.then(|| host.to_ascii_lowercase())
}

/// The base URL's host or a tenant's own. Where strangers cannot reach us every host will do.
async fn is_our_host(site: &Site, host: Option<String>) -> bool {
    let Some(host) = host else {
        return false;
    };
    if !site.parts.environment.is_public() || host == site.parts.base_url.authority {
        return true;
    }
    super::context::tenant_of_host(site, &host).await.is_some()
}
