//! Gives every request an id, a log line and its place in the metrics.

use super::{Site, client_ip, session};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::USER_AGENT;
use http::{HeaderMap, HeaderName, HeaderValue};
use server_db::Origin;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Instant;
use tracing::Instrument;

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The outermost layer.
pub async fn layer(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let origin = origin(&site, &request);
    let method = request.method().clone();
    let route = route(&request);
    let span = tracing::info_span!(
        "request",
        request_id = %origin.request_id,
        tenant = tracing::field::Empty,
        user = tracing::field::Empty,
    );
    request.extensions_mut().insert(origin.clone());
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(id) = HeaderValue::from_str(&origin.request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let status = response.status().as_u16();
    let seconds = began.elapsed().as_secs_f64();
    let statements = origin.statement_count();
    super::metrics::request(&method, &route, status, seconds, statements);
    // The query may carry what people typed; only the route goes into the log.
    span.in_scope(|| {
        tracing::info!(
            %method,
            route,
            status,
            milliseconds = (seconds * 1000.0).round(),
            statements,
            ip = origin.ip,
            "answered"
        );
    });
    response
}

fn origin(site: &Site, request: &Request) -> Origin {
    let headers = request.headers();
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let user_agent = headers
        .get(USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    Origin {
        ip: client_ip(peer, headers, &site.parts.trusted_proxies).to_string(),
        user_agent: user_agent.unwrap_or_default().chars().take(255).collect(),
        request_id: inbound_id(headers).unwrap_or_else(|| uuid::Uuid::now_v7().to_string()),
        just_wrote: session::cookie(headers, session::WROTE_COOKIE).is_some(),
        ..Origin::default()
    }
}

/// The id that a proxy or another service gave, when it is fit for logs.
fn inbound_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let fit = (8..=64).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    fit.then(|| id.to_string())
}

/// The route's pattern, never the path: paths hold ids and would make metrics without end.
fn route(request: &Request) -> String {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        let known = server_fn::axum::server_fn_paths().any(|(known, _)| known == path);
        return if known { path.into() } else { "/api/?".into() };
    }
    match request.extensions().get::<MatchedPath>() {
        Some(matched) => matched.as_str().to_string(),
        None => "other".into(),
    }
}
