//! How much a request may send: 2 MB, and for uploads of signed-in people what the settings say.

use super::{Site, context, errors, limits};
use app::error::ApiError;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use http_body_util::{BodyExt, Limited};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const DEFAULT_BYTES: usize = 2 * 1024 * 1024;

pub async fn layer(State(site): State<Site>, request: Request, next: Next) -> Response {
    let limit = limit(&site, &request);
    let headers = request.headers().clone();
    let path = request.uri().path().to_string();
    let too_large = || {
        let error = ApiError::BadRequest(format!("Send {} MB or less.", limit / 1024 / 1024));
        errors::answer(
            &site,
            &headers,
            &path,
            StatusCode::PAYLOAD_TOO_LARGE,
            &error,
        )
    };
    if declared(&headers).is_some_and(|length| length > limit as u64) {
        return too_large();
    }
    // A body without a length is counted while it comes.
    let exceeded = Arc::new(AtomicBool::new(false));
    let noted = exceeded.clone();
    let request = request.map(|body| {
        Body::new(Limited::new(body, limit).map_err(move |error| {
            if error.is::<http_body_util::LengthLimitError>() {
                noted.store(true, Ordering::Relaxed);
            }
            error
        }))
    });
    let response = next.run(request).await;
    if exceeded.load(Ordering::Relaxed) {
        return too_large();
    }
    response
}

fn limit(site: &Site, request: &Request) -> usize {
    if limits::is_multipart(request) && context::is_signed_in(request) {
        site.parts.max_upload_bytes
    } else {
        DEFAULT_BYTES
    }
}

fn declared(headers: &http::HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
