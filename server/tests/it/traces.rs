//! Traces, from the form to the mail: a collector takes what the program sends it.

use crate::programs::{Folder, Installation, RecordingSmtp, Security, Server, Visitor};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use server_testing::Kit;
use server_testing::world::World;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Takes spans over HTTP, from those who show the key.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Span>>>);

impl Collector {
    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new()
            .route("/v1/traces", post(take))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        format!("http://{address}")
    }

    fn spans(&self) -> Vec<Span> {
        self.0.lock().unwrap().clone()
    }

    /// The first span of this name in the trace.
    fn find(&self, trace: &[u8], name: &str) -> Option<Span> {
        let spans = self.spans().into_iter();
        let mut found = spans.filter(|span| span.trace_id == trace && span.name == name);
        found.next()
    }

    /// The name of what the span belongs to.
    fn above(&self, span: &Span) -> String {
        let spans = self.spans();
        let above = spans
            .iter()
            .find(|other| other.span_id == span.parent_span_id);
        above.map_or(String::new(), |above| above.name.clone())
    }
}

async fn take(State(collector): State<Collector>, headers: HeaderMap, body: Bytes) {
    assert_eq!(headers["api-key"], "word");
    let sent = ExportTraceServiceRequest::decode(body).unwrap();
    let spans = sent.resource_spans.into_iter().flat_map(|r| r.scope_spans);
    collector
        .0
        .lock()
        .unwrap()
        .extend(spans.flat_map(|s| s.spans));
}

fn texts(span: &Span) -> Vec<String> {
    let attributes = span
        .attributes
        .iter()
        .chain(span.events.iter().flat_map(|e| &e.attributes));
    let values = attributes.filter_map(|a| a.value.as_ref()?.value.as_ref());
    values
        .filter_map(|value| match value {
            Value::StringValue(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

/// A person asks for a new password: the form, its statements, the two jobs and the mail are one
/// trace, each below what caused it; and no value of a statement is in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_trace_goes_from_the_form_to_the_mail() {
    let notes = Folder::new();
    let smtp = RecordingSmtp::start(notes.path(), Security::None).await;
    let collector = Collector::default();
    let endpoint = collector.start().await;
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let installation = Installation::over(&kit)
        .with("SMTP_URL", smtp.url())
        .with("NESTOGY_LOG", "info")
        .with("NESTOGY_LOG_FORMAT", "json")
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        .with("OTEL_EXPORTER_OTLP_HEADERS", "api-key=word")
        .with("OTEL_BSP_SCHEDULE_DELAY", "100");
    let server = Server::start(&installation, "all").await;
    let email = world.a.user("owner").email.clone();
    let form = format!("workspace=alpha&email={}", email.replace('@', "%40"));
    let nobody = Visitor::with_cookie("");
    let path = "/api/identity/forgot";
    nobody.post(&server.url, path, &form).await.unwrap();

    let form = format!("POST {path}");
    let mut mail = None;
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let began = collector.spans().into_iter().find(|span| span.name == form);
        mail = began.and_then(|began| collector.find(&began.trace_id, "send mail"));
        if mail.is_some() {
            break;
        }
    }
    let words = server.process.last_words();
    let mail = mail.unwrap_or_else(|| panic!("no mail in any trace:\n{words}"));
    let trace = mail.trace_id.clone();
    // What ends last is sent last.
    tokio::time::sleep(Duration::from_secs(1)).await;

    let found = |name: &str| {
        collector
            .find(&trace, name)
            .unwrap_or_else(|| panic!("no {name}"))
    };
    assert_eq!(collector.above(&mail), "job mail.send");
    assert_eq!(
        collector.above(&found("job mail.send")),
        "job identity.send_reset"
    );
    assert_eq!(collector.above(&found("job identity.send_reset")), form);
    assert_eq!(
        collector.above(&found(&form)),
        "",
        "nothing is above the request"
    );
    let insert = found("INSERT");
    assert_eq!(collector.above(&insert), form);
    assert!(
        texts(&insert)
            .iter()
            .any(|text| text.contains("INSERT INTO `jobs`"))
    );

    for span in collector.spans() {
        for text in texts(&span) {
            assert!(!text.contains(&email), "{}: {text}", span.name);
        }
    }
    // And the log says which trace its lines belong to.
    let id = format!("\"trace.id\":\"{}\"", hex::encode(&trace));
    assert!(server.process.last_words().contains(&id), "{id}\n{words}");
}
