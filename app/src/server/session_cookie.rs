//! The session cookie. Set before the body starts: only server functions that redirect use it.

use super::on_server::{add_header, context};
use crate::error::ApiError;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderName, HeaderValue};
use leptos::prelude::*;
use server_core::identity::sessions::Opened;

/// Its name over https, where the browser guards it against other hosts and paths, and over
/// plain http for development.
pub const SESSION_COOKIES: (&str, &str) = ("__Host-nestogy", "nestogy");

fn name(secure: bool) -> &'static str {
    if secure {
        SESSION_COOKIES.0
    } else {
        SESSION_COOKIES.1
    }
}

/// Hands the browser the cookie of a session just opened.
///
/// # Errors
/// [`ApiError::Internal`] outside a request.
pub fn set_session(opened: &Opened) -> Result<(), ApiError> {
    set(opened.cookie_value(), opened.max_age_seconds)
}

/// Takes the session's cookie away, and what the browser kept of the pages.
///
/// # Errors
/// [`ApiError::Internal`] outside a request.
pub fn forget_session() -> Result<(), ApiError> {
    add_header(
        HeaderName::from_static("clear-site-data"),
        "\"cache\", \"storage\"",
    );
    set("", 0)
}

fn set(value: &str, seconds: i64) -> Result<(), ApiError> {
    let secure = context()?.secure_cookies;
    let name = name(secure);
    let guard = if secure { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{guard}");
    add_header(SET_COOKIE, &cookie);
    Ok(())
}

/// The value of the request's session cookie; empty when it is missing or comes twice.
///
/// # Errors
/// [`ApiError::Internal`] outside a request.
pub fn session_cookie() -> Result<String, ApiError> {
    let name = name(context()?.secure_cookies);
    let parts: axum::http::request::Parts = use_context().ok_or(ApiError::Internal)?;
    let headers = parts.headers.get_all(COOKIE);
    let mut values = headers
        .iter()
        .filter_map(|header: &HeaderValue| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value.to_string());
    let first = values.next().unwrap_or_default();
    Ok(match values.next() {
        None => first,
        Some(_) => String::new(),
    })
}
