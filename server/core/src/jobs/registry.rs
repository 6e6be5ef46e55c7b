//! Which function runs which kind of job.

use super::context::JobContext;
use super::error::{JobError, JobResult};
use super::policy::{self, Policy};
use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use server_db::Job;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;

/// An `async fn(JobContext, J) -> Result<(), E>` where `E` becomes a [`JobError`].
pub trait Handler<J>: Send + Sync + 'static {
    fn run(&self, ctx: JobContext, job: J) -> BoxFuture<'static, JobResult>;
}

impl<J, F, Fut, E> Handler<J> for F
where
    F: Fn(JobContext, J) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<JobError>,
{
    fn run(&self, ctx: JobContext, job: J) -> BoxFuture<'static, JobResult> {
        let run = self(ctx, job);
        Box::pin(async move { run.await.map_err(Into::into) })
    }
}

type Run =
    dyn Fn(JobContext, &str) -> Result<BoxFuture<'static, JobResult>, JobError> + Send + Sync;

#[derive(Clone)]
struct Entry {
    kind: &'static str,
    queue: &'static str,
    policy: Policy,
    run: Arc<Run>,
}

/// The kinds of jobs this program can run. Cheap to clone.
#[derive(Clone, Default)]
pub struct Registry {
    entries: BTreeMap<&'static str, Entry>,
}

impl Registry {
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers the handler of `J`; a second one for the same kind takes the first one's place.
    pub fn on<J>(&mut self, handler: impl Handler<J>) -> &mut Self
    where
        J: Job + DeserializeOwned + Send + 'static,
    {
        let run = move |ctx: JobContext, payload: &str| {
            let job = serde_json::from_str::<J>(payload)
                .map_err(|error| JobError::Dead(format!("the payload cannot be read: {error}")))?;
            Ok(handler.run(ctx, job))
        };
        let entry = Entry {
            kind: J::KIND,
            queue: J::QUEUE,
            policy: policy::of(J::KIND),
            run: Arc::new(run),
        };
        self.entries.insert(J::KIND, entry);
        self
    }

    /// Replaces the policy of a registered kind, for tests and for special installations.
    pub fn set_policy(&mut self, kind: &str, policy: Policy) -> &mut Self {
        if let Some(entry) = self.entries.get_mut(kind) {
            entry.policy = policy;
        }
        self
    }

    /// Every queue that has a kind.
    pub fn queues(&self) -> BTreeSet<&'static str> {
        self.entries.values().map(|entry| entry.queue).collect()
    }

    /// Every registered kind.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.entries.keys().copied()
    }

    /// The queue of a registered kind.
    pub fn queue(&self, kind: &str) -> Option<&'static str> {
        self.entries.get(kind).map(|entry| entry.queue)
    }

    /// The limits of `kind`, registered or not.
    pub fn policy(&self, kind: &str) -> Policy {
        self.entries
            .get(kind)
            .map_or(policy::UNKNOWN_KIND, |entry| entry.policy)
    }

    /// The kind as the program knows it; `None` for an unknown one.
    pub(super) fn known(&self, kind: &str) -> Option<&'static str> {
        self.entries.get(kind).map(|entry| entry.kind)
    }

    /// Decodes the payload and starts the handler.
    pub(super) async fn run(&self, kind: &str, ctx: JobContext, payload: &str) -> JobResult {
        let Some(entry) = self.entries.get(kind) else {
            return Err(JobError::Retry(format!(
                "no handler for jobs of the kind {kind}"
            )));
        };
        (entry.run)(ctx, payload)?.await
    }
}
