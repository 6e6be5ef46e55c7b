//! JSON in the names of the Elastic Common Schema 8, which Elastic, Logstash, Datadog and others read
//! without being taught.

use serde_json::{Map, Value, json};
use std::fmt;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// What our fields are called there; others keep their names below `labels`.
const NAMES: &[(&str, &str)] = &[
    ("request_id", "http.request.id"),
    ("trace_id", "trace.id"),
    ("method", "http.request.method"),
    ("status", "http.response.status_code"),
    ("route", "http.route"),
    ("ip", "client.ip"),
    ("tenant", "organization.id"),
    ("user", "user.id"),
    ("error", "error.message"),
    ("job", "event.id"),
    ("kind", "event.action"),
];

/// One event as one object with flat names.
pub struct Ecs;

impl<S> FormatEvent<S, JsonFields> for Ecs
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, JsonFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut object = head(event);
        // From the outermost span inwards: what is nearer to the event counts.
        for span in context
            .event_scope()
            .into_iter()
            .flat_map(|scope| scope.from_root())
        {
            let extensions = span.extensions();
            let fields = extensions.get::<FormattedFields<JsonFields>>();
            let fields = fields.and_then(|fields| serde_json::from_str(&fields.fields).ok());
            if let Some(Value::Object(fields)) = fields {
                fields
                    .into_iter()
                    .for_each(|(name, value)| put(&mut object, &name, value));
            }
        }
        event.record(&mut Fields(&mut object));
        writeln!(writer, "{}", Value::Object(object))
    }
}

fn head(event: &Event<'_>) -> Map<String, Value> {
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
    let head = json!({
        "@timestamp": now.to_string(),
        "log.level": event.metadata().level().as_str().to_lowercase(),
        "message": "",
        "ecs.version": "8.11.0",
        "log.logger": event.metadata().target(),
        "service.name": "nestogy",
        "service.version": env!("CARGO_PKG_VERSION"),
        "process.pid": std::process::id(),
    });
    match head {
        Value::Object(head) => head,
        _ => Map::new(),
    }
}

fn put(object: &mut Map<String, Value>, name: &str, value: Value) {
    // What only traces need.
    if name.starts_with("otel.") {
        return;
    }
    if name == "message" {
        object.insert(name.into(), value);
        return;
    }
    // ECS counts in nanoseconds.
    if name == "milliseconds"
        && let Some(milliseconds) = value.as_f64()
    {
        object.insert("event.duration".into(), json!((milliseconds * 1e6) as u64));
        return;
    }
    let known = NAMES.iter().find(|(ours, _)| *ours == name);
    match known {
        Some((_, theirs)) => object.insert((*theirs).into(), in_its_type(theirs, value)),
        None => object.insert(format!("labels.{name}"), in_its_type("", value)),
    };
}

/// ECS holds ids as keywords, and the status as a number; labels are keywords too.
fn in_its_type(name: &str, value: Value) -> Value {
    match (name, value) {
        ("http.response.status_code", value) => value,
        (_, Value::String(text)) => Value::String(text),
        (_, Value::Null) => Value::Null,
        (_, other) => Value::String(other.to_string()),
    }
}

struct Fields<'a>(&'a mut Map<String, Value>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        put(self.0, field.name(), Value::String(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        put(self.0, field.name(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        put(self.0, field.name(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        put(self.0, field.name(), value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        put(self.0, field.name(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        put(self.0, field.name(), value.into());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tests::Written;
    use super::*;

    #[test]
    fn an_event_has_the_names_that_others_read() {
        let written = Written::default();
        let clone = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .event_format(Ecs)
            .with_writer(move || clone.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!(
                "request",
                request_id = "abc-123",
                tenant = 7,
                user = tracing::field::Empty
            );
            let _entered = span.enter();
            span.record("user", "0191");
            tracing::warn!(
                status = 503,
                milliseconds = 1.5,
                ip = "192.0.2.1",
                colour = 3,
                error = "it\nbroke",
                "answered"
            );
        });
        let text = String::from_utf8(written.bytes()).unwrap();
        let event: Value = serde_json::from_str(text.trim_end()).unwrap();
        for (name, value) in [
            ("message", json!("answered")),
            ("log.level", json!("warn")),
            ("http.request.id", json!("abc-123")),
            ("organization.id", json!("7")),
            ("user.id", json!("0191")),
            ("http.response.status_code", json!(503)),
            ("event.duration", json!(1_500_000)),
            ("client.ip", json!("192.0.2.1")),
            ("error.message", json!("it\nbroke")),
            ("labels.colour", json!("3")),
            ("service.name", json!("nestogy")),
        ] {
            assert_eq!(event[name], value, "{name} in {text}");
        }
        let at = event["@timestamp"].as_str().unwrap();
        assert!(at.parse::<jiff::Timestamp>().is_ok(), "{at}");
        assert_eq!(text.matches('\n').count(), 1);
    }
}
