//! Answers of the layers themselves: a small page for people, an `ApiError` for the app.

use super::Site;
use app::error::ApiError;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};

/// An answer with `status` and words that say what to do. Nothing of the request goes into it.
pub fn answer(
    site: &Site,
    headers: &HeaderMap,
    path: &str,
    status: StatusCode,
    error: &ApiError,
) -> Response {
    let accepts_html = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let mut response = if accepts_html {
        (status, axum::response::Html(page(site, error))).into_response()
    } else if path.starts_with("/api/") {
        let body = serde_json::to_string(error).unwrap_or_default();
        (
            status,
            [(CONTENT_TYPE, "application/json; charset=utf-8")],
            body,
        )
            .into_response()
    } else {
        let text = format!("{}\n{}\n", error.title(), error.advice());
        (status, text).into_response()
    };
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

/// The status that goes with an error of the app.
pub fn status_of(error: &ApiError) -> StatusCode {
    match error {
        ApiError::NotFound => StatusCode::NOT_FOUND,
        ApiError::Forbidden(_) => StatusCode::FORBIDDEN,
        ApiError::Unauthenticated => StatusCode::UNAUTHORIZED,
        ApiError::BadRequest(_) => StatusCode::BAD_REQUEST,
        ApiError::Conflict(_) => StatusCode::CONFLICT,
        ApiError::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
        ApiError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        ApiError::Offline | ApiError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

pub fn not_found(site: &Site, headers: &HeaderMap, path: &str) -> Response {
    answer(
        site,
        headers,
        path,
        StatusCode::NOT_FOUND,
        &ApiError::NotFound,
    )
}

pub fn unavailable(site: &Site, headers: &HeaderMap, path: &str, what: &str) -> Response {
    let error = ApiError::Unavailable(what.into());
    answer(site, headers, path, StatusCode::SERVICE_UNAVAILABLE, &error)
}

/// After too much of something: 429 with the seconds to wait.
pub fn slow_down(site: &Site, headers: &HeaderMap, path: &str, seconds: u32) -> Response {
    let error = ApiError::RateLimited(seconds);
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut response = answer(site, headers, path, status, &error);
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// All words are ours, so nothing needs escaping.
fn page(site: &Site, error: &ApiError) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · Nestogy</title><link rel=\"stylesheet\" href=\"{css}\"></head>\
         <body><main class=\"page\" id=\"main\"><h1>{title}</h1><p>{advice}</p>\
         <p><a href=\"/\">Go to the start page</a></p></main></body></html>",
        title = error.title(),
        advice = error.advice(),
        css = site.assets.css,
    )
}
