//! Figures for Prometheus, on a port of their own. No tenant is a label.

use http::Method;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

const SECONDS: &[f64] = &[
    0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];
const STATEMENTS: &[f64] = &[0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// The process's recorder; installed at the first call. `None`: another one is installed.
pub fn handle() -> Option<PrometheusHandle> {
    HANDLE.get_or_init(install).clone()
}

fn install() -> Option<PrometheusHandle> {
    let full = |name: &str| Matcher::Full(name.to_string());
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(full("nestogy_request_seconds"), SECONDS)
        .and_then(|b| b.set_buckets_for_metric(full("nestogy_request_statements"), STATEMENTS))
        .and_then(|b| b.set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS));
    let installed = builder.and_then(|builder| builder.install_recorder());
    match installed {
        Ok(handle) => Some(handle),
        Err(error) => {
            tracing::warn!(%error, "no metrics");
            None
        }
    }
}

/// One request that was answered.
pub fn request(method: &Method, route: &str, status: u16, seconds: f64, statements: u32) {
    let labels = [
        ("method", method.as_str().to_string()),
        ("route", route.to_string()),
        ("status", status.to_string()),
    ];
    metrics::counter!("nestogy_requests_total", &labels).increment(1);
    let route = [("route", route.to_string())];
    metrics::histogram!("nestogy_request_seconds", &route).record(seconds);
    metrics::histogram!("nestogy_request_statements", &route).record(f64::from(statements));
    metrics::counter!("nestogy_sql_statements_total", &route).increment(u64::from(statements));
}
