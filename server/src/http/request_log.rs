//! Gives every request an id, a log line and its place in the metrics.

use super::{Site, client_ip, session};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::USER_AGENT;
use http::{HeaderMap, HeaderName, HeaderValue};
use server_db::{Origin, traces};
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
        trace_id = tracing::field::Empty,
        otel.name = tracing::field::Empty,
        otel.kind = tracing::field::Empty,
        otel.status_code = tracing::field::Empty,
    );
    trace(&site, &request, &span, &format!("{method} {route}"));
    request.extensions_mut().insert(origin.clone());
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(id) = HeaderValue::from_str(&origin.request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let status = response.status().as_u16();
    let seconds = began.elapsed().as_secs_f64();
    let statements = origin.statement_count();
    super::metrics::request(&method, &route, status, seconds, statements);
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
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

/// The request's place in its trace, where traces are collected: a proxy of ours may have begun it.
fn trace(site: &Site, request: &Request, span: &tracing::Span, name: &str) {
    if !tracing::enabled!(target: traces::TARGET, tracing::Level::DEBUG) {
        return;
    }
    let from_us = peer(request)
        .is_some_and(|peer| site.parts.trusted_proxies.iter().any(|p| p.contains(peer)));
    let traceparent = request.headers().get("traceparent").filter(|_| from_us);
    if let Some(Ok(traceparent)) = traceparent.map(HeaderValue::to_str) {
        traces::continue_from(span, traceparent);
    }
    span.record("otel.name", name);
    span.record("otel.kind", "server");
    if let Some(id) = traces::id_of(span) {
        span.record("trace_id", id);
    }
}

fn peer(request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map(|peer| peer.0.ip())
}

fn origin(site: &Site, request: &Request) -> Origin {
    let headers = request.headers();
    let peer = peer(request).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
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
