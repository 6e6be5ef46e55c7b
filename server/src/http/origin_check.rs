//! Cross-site requests are refused: server functions must stay callable from plain forms, so the
//! framework does not check, and we do. No token in forms: browsers say where a request is from.

use super::{Site, errors, mail_delivery};
use app::error::ApiError;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CONTENT_TYPE, HOST, ORIGIN, REFERER};
use http::{HeaderMap, Method, StatusCode};

/// What the check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Allowed,
    /// From another site, or from nowhere we can know.
    CrossSite,
    /// A body that no form or page of ours sends.
    ContentType,
}

/// The codecs of our forms and server functions. Never `text/plain`: any page may send it.
const CONTENT_TYPES: &[&str] = &[
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json",
];

pub async fn layer(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (headers, path) = (request.headers(), request.uri().path());
    let (status, text) = match judge(request.method(), path, headers, site.is_https()) {
        Verdict::Allowed => return next.run(request).await,
        Verdict::CrossSite => (
            StatusCode::FORBIDDEN,
            "The request came from another site. Open the page here and send the form again.",
        ),
        Verdict::ContentType => (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send a form, multipart/form-data or JSON.",
        ),
    };
    tracing::warn!(%status, "refused by the origin check");
    errors::answer(
        &site,
        headers,
        path,
        status,
        &ApiError::BadRequest(text.into()),
    )
}

/// Judges a request by its head alone.
pub fn judge(method: &Method, path: &str, headers: &HeaderMap, https: bool) -> Verdict {
    if *method == Method::POST && mail_delivery::is_delivery(path) {
        // A program's mail: it reads no cookie, and its signature is the proof.
        return Verdict::Allowed;
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let site = headers
        .get("sec-fetch-site")
        .map(|value| value.to_str().unwrap_or("cross-site"));
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        // Links from elsewhere lead to pages, never to server functions or data.
        let data = path.starts_with("/api/") || path == "/events";
        return match site {
            Some("same-origin" | "none") | None => Verdict::Allowed,
            Some(_) if data => Verdict::CrossSite,
            Some(_) => Verdict::Allowed,
        };
    }
    let ours = match site {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => {
            let scheme = if https { "https" } else { "http" };
            let own = text(HOST).map(|host| format!("{scheme}://{host}"));
            let from = match headers.get(ORIGIN) {
                Some(origin) => origin.to_str().ok().map(str::to_string),
                None => text(REFERER).and_then(origin_of),
            };
            from.is_some() && own == from
        }
    };
    if !ours {
        return Verdict::CrossSite;
    }
    let kind = text(CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if CONTENT_TYPES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(kind))
    {
        Verdict::Allowed
    } else {
        Verdict::ContentType
    }
}

/// `https://host:1234/path?x` → `https://host:1234`
fn origin_of(referer: &str) -> Option<String> {
    let (scheme, rest) = referer.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    (!authority.contains('@')).then(|| format!("{scheme}://{authority}"))
}
