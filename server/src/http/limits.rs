//! Too much at once and too slow: said, not queued.

use super::{Site, errors, hosts, mail_delivery};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use std::time::Duration;

/// Answers 503 when every slot is taken. Health checks always pass.
pub async fn concurrency(State(site): State<Site>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if hosts::is_health(path) {
        return next.run(request).await;
    }
    let Ok(_slot) = site.slots.try_acquire() else {
        ::metrics::counter!("nestogy_requests_shed_total").increment(1);
        return errors::unavailable(&site, request.headers(), path, "The server is busy and");
    };
    next.run(request).await
}

/// Uploads over slow lines may take this many times longer.
const UPLOAD_FACTOR: u32 = 10;

/// Answers 503 when there is no answer in time; what the handler held is dropped, so that its
/// transaction rolls back.
pub async fn timeout(State(site): State<Site>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let path = request.uri().path().to_string();
    match tokio::time::timeout(time_for(&site, &request), next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!("no answer in time");
            errors::unavailable(&site, &headers, &path, "An answer in time")
        }
    }
}

fn time_for(site: &Site, request: &Request) -> Duration {
    let timeout = site.parts.request_timeout;
    if is_multipart(request) || mail_delivery::is_delivery(request.uri().path()) {
        timeout * UPLOAD_FACTOR
    } else {
        timeout
    }
}

pub fn is_multipart(request: &Request) -> bool {
    request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("multipart/form-data"))
}
