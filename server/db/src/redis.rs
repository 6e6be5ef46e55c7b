//! Redis: a lane for job ids, a channel for live updates, short-lived counters. Nothing in it is
//! unrecoverable; every call here degrades instead of failing the request.

mod address;
mod connections;
mod generations;
mod source;
mod subscription;

use crate::error::DbError;
use ::redis::AsyncCommands;
pub use address::Address;
use app_types::id::{JobId, TenantId};
use bb8::Pool;
use connections::{Away, Connections};
pub use generations::Seen;
use source::Source;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A pool of connections, or nothing when Redis is switched off. Cheap to clone.
#[derive(Clone)]
pub struct Redis {
    pool: Option<Pool<Connections>>,
    source: Source,
    away: Arc<Away>,
}

/// Longest wait for a connection: Redis is a hint, a page must not hang on it.
const ACQUIRE: Duration = Duration::from_millis(250);
const CALL: Duration = Duration::from_millis(500);
/// Most ids in a lane; what is beyond is found by the sweep.
const LANE_LENGTH: isize = 10_000;

impl Redis {
    /// Builds the pool without connecting.
    ///
    /// # Errors
    /// When `url` is no address of a Redis (see [`Address`]).
    pub fn new(url: &str) -> Result<Self, DbError> {
        let away = Arc::new(Away::default());
        let source = Source::new(url)?;
        let manager = Connections::new(source.clone(), away.clone());
        let pool = Pool::builder()
            .max_size(16)
            .connection_timeout(ACQUIRE)
            .build_unchecked(manager);
        Ok(Self {
            pool: Some(pool),
            source,
            away,
        })
    }

    /// No Redis: jobs are found by the sweep, live updates stay inside the process.
    pub fn off() -> Self {
        Self {
            pool: None,
            source: Source::Off,
            away: Arc::default(),
        }
    }

    pub fn is_on(&self) -> bool {
        self.pool.is_some()
    }

    /// For connections of their own, as blocking reads need them: the server that is to be used now.
    ///
    /// # Errors
    /// When Redis is off, or no sentinel names a master.
    pub async fn client(&self) -> ::redis::RedisResult<::redis::Client> {
        self.source.client().await
    }

    /// The list that carries the job ids of a queue.
    pub fn lane(queue: &str) -> String {
        format!("nestogy:jobs:{queue}")
    }

    /// After a commit, in one round trip: pushes job ids, `<tenant>:<job>` each, and publishes
    /// messages on the channel. A failure is logged: the sweep finds the jobs, pages catch up at
    /// their next load. A lane that nobody reads keeps its newest [`LANE_LENGTH`] ids.
    pub(crate) async fn announce(
        &self,
        tenant: TenantId,
        jobs: &[(String, JobId)],
        channel: &str,
        messages: &[String],
    ) {
        if jobs.is_empty() && messages.is_empty() {
            return;
        }
        let mut lanes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (queue, id) in jobs {
            let entry = format!("{tenant}:{id}");
            lanes.entry(queue).or_default().push(entry);
        }
        let mut pipe = ::redis::pipe();
        for (queue, entries) in lanes {
            let lane = Self::lane(queue);
            pipe.lpush(&lane, &entries).ignore();
            pipe.ltrim(&lane, 0, LANE_LENGTH - 1).ignore();
        }
        for message in messages {
            pipe.publish(channel, message).ignore();
        }
        self.quietly("announce jobs and live events", async |conn| {
            pipe.query_async(conn).await
        })
        .await;
    }

    /// # Errors
    /// When Redis does not answer in time.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.with(async |conn| ::redis::cmd("PING").query_async::<()>(conn).await)
            .await
    }

    /// One of the server's own settings; `None` when it does not tell.
    pub async fn setting(&self, name: &str) -> Option<String> {
        let told: Result<Vec<String>, DbError> = self
            .with(async |conn| {
                let mut command = ::redis::cmd("CONFIG");
                command.arg("GET").arg(name).query_async(conn).await
            })
            .await;
        told.ok()?.into_iter().nth(1)
    }

    /// Keeps `text` under `key` for `seconds`.
    ///
    /// # Errors
    /// When Redis does not answer in time.
    pub async fn keep(&self, key: &str, text: &str, seconds: u64) -> Result<(), DbError> {
        self.with(async |conn| conn.set_ex(key, text, seconds).await)
            .await
    }

    /// Reads what is kept under `key` and deletes it.
    ///
    /// # Errors
    /// When Redis does not answer in time.
    pub async fn take(&self, key: &str) -> Result<Option<String>, DbError> {
        self.with(async |conn| conn.get_del(key).await).await
    }

    /// Runs `call` on a pooled connection within half a second.
    ///
    /// # Errors
    /// [`DbError::Unreachable`] when Redis is off, away or slow, or was a moment ago; [`DbError::Redis`] for its own errors.
    pub async fn with<T>(
        &self,
        call: impl AsyncFnOnce(&mut ::redis::aio::MultiplexedConnection) -> ::redis::RedisResult<T>,
    ) -> Result<T, DbError> {
        if self.away.is_now() {
            return Err(DbError::Unreachable("Redis was away just now".into()));
        }
        self.try_now(call).await
    }

    /// Also when Redis did not answer a moment ago.
    async fn try_now<T>(
        &self,
        call: impl AsyncFnOnce(&mut ::redis::aio::MultiplexedConnection) -> ::redis::RedisResult<T>,
    ) -> Result<T, DbError> {
        let Some(pool) = &self.pool else {
            return Err(DbError::Unreachable("Redis is not configured".into()));
        };
        let mut conn = pool.get().await.map_err(|error| {
            self.away.note();
            DbError::Unreachable(format!("Redis: {error}"))
        })?;
        match tokio::time::timeout(CALL, conn.ask(call)).await {
            Ok(answer) => Ok(answer?),
            Err(_) => {
                self.away.note();
                Err(DbError::Unreachable("Redis did not answer in time".into()))
            }
        }
    }

    async fn quietly(
        &self,
        what: &str,
        call: impl AsyncFnOnce(&mut ::redis::aio::MultiplexedConnection) -> ::redis::RedisResult<()>,
    ) {
        if self.pool.is_none() {
            return;
        }
        if let Err(error) = self.with(call).await {
            tracing::warn!(%error, what, "Redis is away; going on without it");
        }
    }
}
