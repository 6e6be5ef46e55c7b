//! Traces: one line from a request to its statements, to the jobs that it leaves behind, to the
//! mails that they send. Spans that only a trace needs have the target [`TARGET`] and the level
//! debug: where nobody collects traces, nothing is made.

use diesel::connection::InstrumentationEvent;
use opentelemetry::Context;
use opentelemetry::trace::{
    SpanContext, SpanId, Status, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Of spans that only a trace needs.
pub const TARGET: &str = "nestogy::trace";

/// Longest statement that a trace shows, in bytes.
const STATEMENT: usize = 2_000;

/// Where this code is in its trace, as the header `traceparent` says it (W3C Trace Context).
/// `None`: nobody collects traces.
pub fn current() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let place = span.span_context();
    place.is_valid().then(|| {
        let flags = place.trace_flags().to_u8();
        format!("00-{}-{}-{flags:02x}", place.trace_id(), place.span_id())
    })
}

/// Lets `span`, which nobody has entered yet, go on where a `traceparent` says. What is none
/// changes nothing.
pub fn continue_from(span: &Span, traceparent: &str) {
    if let Some(place) = parse(traceparent) {
        // It fails where nobody collects traces.
        let _ = span.set_parent(Context::new().with_remote_span_context(place));
    }
}

/// The trace that `span` belongs to, as 32 hexadecimal digits.
pub fn id_of(span: &Span) -> Option<String> {
    let context = span.context();
    let place = context.span().span_context().clone();
    place.is_valid().then(|| place.trace_id().to_string())
}

fn parse(traceparent: &str) -> Option<SpanContext> {
    let mut parts = traceparent.split('-');
    let (version, trace, span, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if version != "00" || trace.len() != 32 || span.len() != 16 || flags.len() != 2 {
        return None;
    }
    let place = SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(span).ok()?,
        TraceFlags::new(u8::from_str_radix(flags, 16).ok()?),
        true,
        TraceState::default(),
    );
    (place.is_valid() && parts.next().is_none()).then_some(place)
}

/// The span of the statement that a connection is at.
#[derive(Default)]
pub(crate) struct Statement(Option<Span>);

impl Statement {
    pub(crate) fn note(&mut self, event: &InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                let wanted = tracing::enabled!(target: TARGET, tracing::Level::DEBUG);
                self.0 = wanted.then(|| started(&without_values(&query.to_string())));
            }
            InstrumentationEvent::FinishQuery { error, .. } => {
                if let (Some(span), Some(error)) = (self.0.take(), error) {
                    span.set_status(Status::error(kind_of(error)));
                }
            }
            _ => {}
        }
    }
}

fn started(sql: &str) -> Span {
    let verb = sql.split_whitespace().next().unwrap_or_default();
    tracing::debug_span!(
        target: TARGET,
        "sql",
        otel.name = verb,
        otel.kind = "client",
        db.system.name = "mysql",
        db.query.text = sql,
    )
}

/// The text up to diesel's list of values, which may hold what people wrote.
fn without_values(statement: &str) -> String {
    let text = statement.split(" -- binds:").next().unwrap_or_default();
    let mut end = text.len().min(STATEMENT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_string()
}

/// Without the error's own words: they quote values.
fn kind_of(error: &diesel::result::Error) -> &'static str {
    match error {
        diesel::result::Error::DatabaseError(..) => "refused by the database",
        diesel::result::Error::NotFound => "nothing found",
        _ => "failed",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_a_whole_traceparent_is_one() {
        let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let place = parse(good).unwrap();
        assert!(place.is_sampled() && place.is_remote());
        for bad in [
            "",
            "00",
            "nonsense",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-zz",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00-ñaf7651916cd43dd8448eb211c8031-b7ad6b7169203331-01",
        ] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn values_stay_out() {
        let shown =
            without_values("SELECT id FROM users WHERE email = ? -- binds: [\"a@b.example\"]");
        assert_eq!(shown, "SELECT id FROM users WHERE email = ?");
        assert!(without_values(&"ü".repeat(5_000)).len() <= STATEMENT);
    }

    #[test]
    fn without_a_collector_there_is_no_place() {
        assert_eq!(current(), None);
        continue_from(
            &Span::none(),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        );
        assert_eq!(id_of(&Span::current()), None);
    }
}
