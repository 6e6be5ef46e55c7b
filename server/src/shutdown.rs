//! Stopping without failing a request: say "not ready", wait for the load balancer to notice,
//! stop accepting, finish what is under way, and leave in any case after the grace period.

use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The two stages of stopping. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    draining: CancellationToken,
    closing: CancellationToken,
}

impl Shutdown {
    /// Whether readiness says no already.
    pub fn is_draining(&self) -> bool {
        self.draining.is_cancelled()
    }

    /// Resolves when nothing new may begin.
    pub async fn closing(&self) {
        self.closing.cancelled().await;
    }

    /// For what takes a token.
    pub fn token(&self) -> CancellationToken {
        self.closing.clone()
    }

    /// Goes through both stages, `wait` apart.
    pub async fn begin(&self, wait: Duration) {
        self.draining.cancel();
        tokio::time::sleep(wait).await;
        self.closing.cancel();
    }
}

/// Resolves at SIGTERM or SIGINT.
pub async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupted => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be heard; only Ctrl-C stops cleanly");
            let _ = interrupted.await;
        }
    }
}
