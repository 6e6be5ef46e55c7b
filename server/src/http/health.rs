//! `/livez`: the process runs. `/readyz`: it can do its work, part by part, and what to do if not.

use super::Site;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// Load balancers ask often; the parts are asked at most this often.
const FRESH: Duration = Duration::from_secs(1);
/// An older report is given out while a new one is made, for as long as this: a part that takes its
/// time to be away, such as a replica, must not make the answer late, or every server would count as
/// gone at once.
const USABLE: Duration = Duration::from_secs(10);
/// A part that does not answer in this time is away.
const PATIENCE: Duration = Duration::from_secs(2);

/// `ready`: all is well. `degraded`: pages work, something beside them does not. `not_ready`:
/// send requests elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Ready,
    Degraded,
    NotReady,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Part {
    pub status: Status,
    /// What is wrong and what to do; empty when all is well.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub advice: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    pub status: Status,
    pub parts: BTreeMap<String, Part>,
}

/// The last report.
#[derive(Default)]
pub struct Health {
    last: std::sync::Mutex<Option<(Instant, Arc<Report>)>>,
    /// Held by whoever makes the next one.
    asking: Mutex<()>,
}

impl Health {
    /// The last report, when it is no older than this.
    fn last(&self, at_most: Duration) -> Option<Arc<Report>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, report) = last.as_ref()?;
        (at.elapsed() < at_most).then(|| report.clone())
    }

    fn keep(&self, report: Arc<Report>) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((Instant::now(), report));
    }
}

pub async fn alive() -> &'static str {
    "alive\n"
}

pub async fn ready(State(site): State<Site>) -> Response {
    let mut report = Report::clone(&*report(&site).await);
    if site.parts.shutdown.is_draining() {
        report.status = Status::NotReady;
        let advice = "This process is stopping; send requests elsewhere.";
        report
            .parts
            .insert("process".into(), part(Status::NotReady, advice));
    }
    let status = match report.status {
        Status::NotReady => StatusCode::SERVICE_UNAVAILABLE,
        Status::Ready | Status::Degraded => StatusCode::OK,
    };
    (status, Json(report)).into_response()
}

async fn report(site: &Site) -> Arc<Report> {
    if let Some(report) = site.health.last(FRESH) {
        return report;
    }
    if let Some(report) = site.health.last(USABLE) {
        let site = site.clone();
        tokio::spawn(async move {
            // Somebody else does it already: one is enough.
            if let Ok(_turn) = site.health.asking.try_lock() {
                site.health.keep(Arc::new(ask(&site).await));
            }
        });
        return report;
    }
    // The first one, or the first for long: whoever comes meanwhile waits for the same.
    let _turn = site.health.asking.lock().await;
    if let Some(report) = site.health.last(FRESH) {
        return report;
    }
    let report = Arc::new(ask(site).await);
    site.health.keep(report.clone());
    report
}

async fn ask(site: &Site) -> Report {
    let core = &site.parts.core;
    let (database, replica, redis, migrations, files, mail) = tokio::join!(
        within(core.db.ping()),
        within(core.db.ping_replica()),
        within(core.db.redis.ping()),
        within(server_db::migrate::pending(
            site.parts.database_url.expose_secret()
        )),
        within(core.files.check()),
        within(core.mail.check()),
    );
    let mut parts = BTreeMap::new();
    let mut note = |name: &str, part: Part| parts.insert(name.to_string(), part);
    let must = |ok: bool, advice| check(ok, Status::NotReady, advice);
    let may = |ok: bool, advice| check(ok, Status::Degraded, advice);
    note(
        "database",
        must(
            database.is_some(),
            "The primary database does not answer. Check DATABASE_URL and the server; Nestogy recovers by itself.",
        ),
    );
    note(
        "replica",
        may(
            replica.is_some(),
            "The read replica does not answer; reads go to the primary. Check DATABASE_REPLICA_URL.",
        ),
    );
    note(
        "migrations",
        match migrations {
            Some(0) => part(Status::Ready, ""),
            Some(_) => part(
                Status::NotReady,
                "The schema is older than this program. Run `nestogy migrate`.",
            ),
            None => part(
                Status::NotReady,
                "The schema cannot be checked while the database is away.",
            ),
        },
    );
    note(
        "redis",
        may(
            redis.is_some() || !core.db.redis.is_on(),
            "Redis does not answer; jobs start up to a second later and pages on other servers update at their next load. Check REDIS_URL.",
        ),
    );
    note(
        "files",
        must(
            files.is_some(),
            "The file store cannot be used: disk full, rights missing, share or bucket away. Check NESTOGY_FILES_DIR.",
        ),
    );
    note(
        "mail",
        may(
            mail.is_some(),
            "The mail server does not answer; outgoing mail waits and is sent later. Check SMTP_URL.",
        ),
    );
    let status = parts.values().map(|part| part.status).max();
    Report {
        status: status.unwrap_or(Status::Ready),
        parts,
    }
}

/// `None` when it fails or takes too long. The reason goes to the log: it may name hosts.
async fn within<T, E: std::fmt::Display>(check: impl Future<Output = Result<T, E>>) -> Option<T> {
    match tokio::time::timeout(PATIENCE, check).await {
        Ok(Ok(value)) => Some(value),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a readiness check failed");
            None
        }
        Err(_) => None,
    }
}

fn check(ok: bool, otherwise: Status, advice: &str) -> Part {
    if ok {
        part(Status::Ready, "")
    } else {
        part(otherwise, advice)
    }
}

fn part(status: Status, advice: &str) -> Part {
    Part {
        status,
        advice: advice.into(),
    }
}
