//! Structured logs: one line or one JSON object (with ECS names) per event, to standard error. No bodies, no
//! secrets: those are in `secrecy` types, which print nothing.

mod ecs;

use crate::config::{LogConfig, LogFormat};
use crate::traces::Traces;
use std::borrow::Cow;
use std::io::{self, Write};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// Sets the process's log up, and lets `traces` listen. A second call changes nothing.
pub fn start(config: &LogConfig, traces: &Traces) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = fmt::layer()
        .with_writer(|| OneLine(io::stderr()))
        // It would be said on standard error, and a failure of that is a panic: a full disk under
        // the log would end every request.
        .log_internal_errors(false)
        // Its colours could not be told from escape codes that a stranger wrote.
        .with_ansi(false)
        .with_target(true);
    let lines = match config.format {
        LogFormat::Json => lines.json().event_format(ecs::Ecs).boxed(),
        LogFormat::Text => lines.boxed(),
    };
    let done = tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(traces.layer())
        .try_init();
    if done.is_ok() {
        log_panics();
    }
}

/// Writes each event as one line, whatever was in it: a subject with a line break must not look like
/// an event of its own, and an escape code must not steer the terminal that shows the log.
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.0.write_all(&one_line(event))?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn one_line(event: &[u8]) -> Cow<'_, [u8]> {
    let text = String::from_utf8_lossy(event);
    let (text, end) = match text.strip_suffix('\n') {
        Some(text) => (text, "\n"),
        None => (text.as_ref(), ""),
    };
    if !text.contains(is_hidden) {
        return Cow::Borrowed(event);
    }
    let mut escaped = String::with_capacity(event.len() + 32);
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            // As JSON writes it too.
            c if is_hidden(c) => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => escaped.push(c),
        }
    }
    Cow::Owned((escaped + end).into_bytes())
}

/// Breaks a line or steers a terminal.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}')
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    pub(super) struct Written(Arc<Mutex<Vec<u8>>>);

    impl Written {
        pub(super) fn bytes(&self) -> Vec<u8> {
            self.0.lock().unwrap().clone()
        }
    }

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// C14: what a stranger wrote stays inside its line, in both forms.
    #[test]
    fn c14_line_breaks_and_escape_codes_are_escaped() {
        let hostile = "Hi\r\nERROR all gone\n\x1b[2J\x1b]0;owned\x07\u{9b}31m\0";
        for json in [true, false] {
            let written = Written::default();
            let clone = written.clone();
            let builder = tracing_subscriber::fmt()
                .with_writer(move || OneLine(clone.clone()))
                .with_ansi(false);
            let log = || tracing::info!(subject = %hostile, from = hostile, "{hostile}");
            if json {
                let builder = builder.json().event_format(ecs::Ecs);
                tracing::subscriber::with_default(builder.finish(), log);
            } else {
                tracing::subscriber::with_default(builder.finish(), log);
            }
            let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
            assert_eq!(text.matches('\n').count(), 1, "{text:?}");
            assert!(text.ends_with('\n'), "{text:?}");
            for bad in ["\r", "\x07", "\0", "\x1b[2J", "\x1b]", "\u{9b}"] {
                assert!(!text.contains(bad), "{bad:?} in {text:?}");
            }
            assert!(text.contains("all gone"), "{text:?}");
        }
    }
}
