//! Structured logs: one line or one JSON object per event, to standard error. No bodies, no
//! secrets: those are in `secrecy` types, which print nothing.

use crate::config::{LogConfig, LogFormat};
use tracing_subscriber::EnvFilter;

/// Sets the process's log up. A second call changes nothing.
pub fn start(config: &LogConfig) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(true);
    let done = match config.format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder.try_init(),
    };
    if done.is_ok() {
        log_panics();
    }
}

/// A panic is an event like any other: with its place, without what a debugger would like.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let text = panic
            .payload_as_str()
            .unwrap_or("a panic without a message");
        tracing::error!(place, "panic: {text}");
    }));
}
