//! The web server's part of a process.

use crate::config::Config;
use crate::http::{Site, SiteParts, metrics_router, relay_live_events, run as serve};
use crate::shutdown::{Shutdown, signal};
use server_core::Core;
use server_db::Db;
use std::time::Duration;
use tokio::net::TcpListener;

/// Begins to stop at SIGTERM.
pub fn stop_at_signal(config: &Config, shutdown: &Shutdown) {
    let wait = Duration::from_secs(config.http.drain_seconds.into());
    let shutdown = shutdown.clone();
    tokio::spawn(async move {
        signal().await;
        tracing::info!("stopping");
        shutdown.begin(wait).await;
    });
}

/// Binds and serves in the background.
pub async fn web(
    config: &Config,
    core: Core,
    shutdown: Shutdown,
) -> std::io::Result<tokio::task::JoinHandle<std::io::Result<()>>> {
    let listener = bind("NESTOGY_LISTEN", config.http.listen).await?;
    tokio::spawn(relay_live_events(core.db.clone(), shutdown.clone()));
    let site = Site::new(SiteParts::from_config(config, core, shutdown));
    tracing::info!(address = %config.http.listen, url = config.http.base_url.origin(), "serving");
    Ok(tokio::spawn(serve(listener, site)))
}

/// Serves the figures on the private port, where there is one.
pub async fn metrics(config: &Config) -> std::io::Result<()> {
    crate::http::metrics_handle();
    if let Some(address) = config.http.metrics_listen {
        let listener = bind("NESTOGY_METRICS_LISTEN", address).await?;
        let service = metrics_router().into_make_service();
        tokio::spawn(async move { axum::serve(listener, service).await });
    }
    Ok(())
}

/// Puts figures that nobody counts into the metrics, now and then, for as long as it runs.
pub async fn measure(db: Db) {
    loop {
        db.measure();
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

async fn bind(variable: &str, address: std::net::SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        std::io::Error::new(
            error.kind(),
            format!("{variable}: {address} cannot be used: {error}"),
        )
    })
}

/// Waits for the work to end, but no longer than the grace period after the stop.
pub async fn finish<T>(config: &Config, shutdown: &Shutdown, work: impl Future<Output = T>) {
    let grace = Duration::from_secs(config.shutdown_grace_seconds.into());
    let limit = async {
        shutdown.closing().await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        _ = work => tracing::info!("stopped"),
        () = limit => tracing::warn!("stopped before everything was finished"),
    }
}
