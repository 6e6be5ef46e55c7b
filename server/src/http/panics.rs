//! A panic of a handler is a fault of ours and a 500, never a lost connection.

use super::{Site, errors};
use app::error::ApiError;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use http::StatusCode;
use std::panic::AssertUnwindSafe;

pub async fn layer(State(site): State<Site>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let path = request.uri().path().to_string();
    // What the handler held is dropped by the unwinding: transactions roll back.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            ::metrics::counter!("nestogy_panics_total").increment(1);
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            errors::answer(&site, &headers, &path, status, &ApiError::Internal)
        }
    }
}
