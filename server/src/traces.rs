//! Traces over OTLP (HTTP, protobuf): to an OpenTelemetry collector, Jaeger, Tempo, Datadog's agent.

use crate::config::TracesConfig;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use server_db::traces::TARGET;
use tracing::{Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::registry::LookupSpan;

/// What sends the spans; without an endpoint, nothing.
#[derive(Default)]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Begins to collect. Not inside a runtime: the exporter has a thread of its own that blocks.
    ///
    /// # Errors
    /// When the endpoint is no address after all.
    pub fn begin(config: &TracesConfig) -> Result<Self, ExporterBuildError> {
        let Some(endpoint) = &config.endpoint else {
            return Ok(Self::default());
        };
        // Headers come from OTEL_EXPORTER_OTLP_HEADERS by the exporter itself.
        let exporter = SpanExporter::builder()
            .with_http()
            .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
            .build()?;
        let resource = Resource::builder()
            .with_service_name("nestogy")
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        // Who calls us may have decided already.
        let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.share)));
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource)
            .with_sampler(sampler)
            .build();
        Ok(Self(Some(provider)))
    }

    /// What listens to the spans of the program.
    pub fn layer<S>(&self) -> Option<impl Layer<S> + Send + Sync + use<S>>
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        let tracer = self.0.as_ref()?.tracer("nestogy");
        let filter = Targets::new()
            .with_default(LevelFilter::INFO)
            .with_target(TARGET, Level::DEBUG)
            // What sends the spans must not make any.
            .with_target("opentelemetry", LevelFilter::OFF)
            .with_target("reqwest", LevelFilter::OFF)
            .with_target("hyper_util", LevelFilter::OFF);
        let layer = tracing_opentelemetry::layer()
            .with_tracer(tracer)
            .with_location(false)
            .with_threads(false);
        Some(layer.with_filter(filter))
    }

    /// Sends what is left, at the end of the process.
    pub fn end(self) {
        if let Some(Err(error)) = self.0.map(|provider| provider.shutdown()) {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}
