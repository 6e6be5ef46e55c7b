//! Binding, serving and stopping.

use super::{Site, metrics, pages};
use crate::shutdown::Shutdown;
use axum::Router;
use axum::routing::get;
use axum::serve::ListenerExt;
use server_db::Db;
use server_db::live::CHANNEL;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// Serves until the shutdown closes, then finishes what is under way.
///
/// # Errors
/// When the socket fails.
pub async fn run(listener: TcpListener, site: Site) -> std::io::Result<()> {
    let shutdown = site.parts.shutdown.clone();
    let service = pages::router(&site).into_make_service_with_connect_info::<SocketAddr>();
    // A page comes in several pieces. Without this the kernel holds the second one back until the
    // browser has acknowledged the first, which it does 40 ms later.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection stays slow");
        }
    });
    axum::serve(listener, service)
        .with_graceful_shutdown(async move { shutdown.closing().await })
        .await
}

/// `/metrics`, for the private port. The workers put the queues' figures in.
pub fn metrics_router() -> Router {
    let render = async || {
        let text = metrics::handle().map(|handle| handle.render());
        text.unwrap_or_default()
    };
    Router::new().route("/metrics", get(render))
}

/// How long to wait before Redis is tried again; doubled each time up to the second.
const RETRY: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// Brings other processes' live events to this one's pages, until shutdown.
pub async fn relay_live_events(db: Db, shutdown: Shutdown) {
    if !db.redis.is_on() {
        return;
    }
    let mut wait = RETRY.0;
    loop {
        let ended = tokio::select! {
            ended = listen(&db, &mut wait) => ended,
            () = shutdown.closing() => return,
        };
        if let Err(error) = ended {
            tracing::warn!(%error, "live events of other processes are not heard");
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = shutdown.closing() => return,
        }
        wait = (wait * 2).min(RETRY.1);
    }
}

/// Until the subscription ends.
async fn listen(db: &Db, wait: &mut Duration) -> redis::RedisResult<()> {
    let began = || *wait = RETRY.0;
    db.redis.hear(CHANNEL, began, |text| db.hear(text)).await
}
