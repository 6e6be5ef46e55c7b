//! The pool's connections, and what is known about a Redis that does not answer.

use ::redis::aio::MultiplexedConnection;
use ::redis::{ErrorKind, RedisError, RedisResult};
use bb8::ManageConnection;
use bb8_redis::RedisConnectionManager;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long Redis is left alone after it did not answer: one request makes many calls, and they
/// must not wait for it one after the other.
const LEAVE_ALONE: Duration = Duration::from_secs(1);

/// Whether Redis did not answer a moment ago.
#[derive(Default)]
pub(super) struct Away {
    until: Mutex<Option<Instant>>,
    silences: AtomicU64,
}

impl Away {
    pub fn is_now(&self) -> bool {
        let until = self.until.lock().map(|until| *until);
        matches!(until, Ok(Some(until)) if until > Instant::now())
    }

    pub fn note(&self) {
        self.silences.fetch_add(1, Ordering::Relaxed);
        if let Ok(mut until) = self.until.lock() {
            *until = Some(Instant::now() + LEAVE_ALONE);
        }
    }

    fn silences(&self) -> u64 {
        self.silences.load(Ordering::Relaxed)
    }
}

/// A connection that counts as broken from a question until its answer: the far end may be gone
/// without a word, and waiting for it again and again would keep Redis away for ever.
pub(super) struct Connection {
    conn: MultiplexedConnection,
    owing: bool,
    /// Silences before it was made. After another one it is not believed any more.
    silences: u64,
}

impl Connection {
    pub async fn ask<T>(
        &mut self,
        call: impl AsyncFnOnce(&mut MultiplexedConnection) -> RedisResult<T>,
    ) -> RedisResult<T> {
        self.owing = true;
        let answer = call(&mut self.conn).await;
        self.owing = matches!(&answer, Err(error) if error.is_io_error());
        answer
    }
}

/// Makes and checks connections for the pool.
pub(super) struct Connections {
    redis: RedisConnectionManager,
    away: Arc<Away>,
}

impl Connections {
    pub fn new(url: &str, away: Arc<Away>) -> RedisResult<Self> {
        let redis = RedisConnectionManager::new(url)?;
        Ok(Self { redis, away })
    }
}

impl ManageConnection for Connections {
    type Connection = Connection;
    type Error = RedisError;

    async fn connect(&self) -> RedisResult<Connection> {
        let silences = self.away.silences();
        Ok(Connection {
            conn: self.redis.connect().await?,
            owing: false,
            silences,
        })
    }

    async fn is_valid(&self, conn: &mut Connection) -> RedisResult<()> {
        if conn.silences != self.away.silences() {
            return Err((ErrorKind::Io, "made before Redis fell silent").into());
        }
        conn.owing = true;
        self.redis.is_valid(&mut conn.conn).await?;
        conn.owing = false;
        Ok(())
    }

    fn has_broken(&self, conn: &mut Connection) -> bool {
        conn.owing || self.redis.has_broken(&mut conn.conn)
    }
}
