//! `GET /events`: tells an open page that something of its tenant has changed.

use super::{Site, errors, session};
use app::error::ApiError;
use app::server::RequestContext;
use app_types::id::TenantId;
use app_types::live::LiveEvent;
use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use server_core::identity::SignedIn;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Proxies close connections on which nothing comes for a minute.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Whoever was signed out hears nothing more after this long.
const CHECK: Duration = Duration::from_secs(30);

pub async fn stream(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    headers: HeaderMap,
) -> Response {
    let Some(signed_in) = context.session.clone() else {
        let status = StatusCode::UNAUTHORIZED;
        return errors::answer(
            &site,
            &headers,
            "/events",
            status,
            &ApiError::Unauthenticated,
        );
    };
    let events = site.parts.core.db.live.subscribe();
    let (sender, receiver) = mpsc::channel(64);
    tokio::spawn(relay(site, headers, signed_in, events, sender));
    let keep_alive = KeepAlive::new().interval(HEARTBEAT).text("alive");
    let mut response = Sse::new(ReceiverStream::new(receiver))
        .keep_alive(keep_alive)
        .into_response();
    // nginx must pass each event on at once.
    let unbuffered = http::HeaderValue::from_static("no");
    response
        .headers_mut()
        .insert("x-accel-buffering", unbuffered);
    response
}

/// Counts the open streams.
struct Open;

impl Open {
    fn new() -> Self {
        ::metrics::gauge!("nestogy_sse_connections").increment(1);
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        ::metrics::gauge!("nestogy_sse_connections").decrement(1);
    }
}

async fn relay(
    site: Site,
    headers: HeaderMap,
    signed_in: SignedIn,
    mut events: broadcast::Receiver<(TenantId, LiveEvent)>,
    page: mpsc::Sender<Result<Event, Infallible>>,
) {
    let _open = Open::new();
    let mut check = tokio::time::interval_at(tokio::time::Instant::now() + CHECK, CHECK);
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            () = page.closed() => return,
            () = site.parts.shutdown.closing() => return,
            _ = check.tick() => {
                if !still_signed_in(&site, &headers, &signed_in).await { return; }
                continue;
            }
        };
        let event = match event {
            Ok((tenant, event)) if tenant == signed_in.tenant.id => as_sse(&event),
            Ok(_) => continue,
            // The page was too slow: it asks again for whatever it shows.
            Err(RecvError::Lagged(_)) => as_sse(&LiveEvent {
                topic: "reload".into(),
                key: String::new(),
                version: 0,
            }),
            Err(RecvError::Closed) => return,
        };
        if let Some(event) = event
            && page.send(Ok(event)).await.is_err()
        {
            return;
        }
    }
}

fn as_sse(event: &LiveEvent) -> Option<Event> {
    Some(Event::default().data(serde_json::to_string(event).ok()?))
}

/// While the database is away nobody is sent away.
async fn still_signed_in(site: &Site, headers: &HeaderMap, signed_in: &SignedIn) -> bool {
    match session::resolve(site, headers, signed_in.actor.origin.clone()).await {
        Ok(Some(now)) => now.session == signed_in.session,
        Ok(None) => false,
        Err(_) => true,
    }
}
