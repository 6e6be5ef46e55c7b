//! The pool's connections, and what is known about a Redis that does not answer.

use super::source::Source;
use ::redis::aio::MultiplexedConnection;
use ::redis::{ErrorKind, RedisError, RedisResult, ServerErrorKind};
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
        self.owing = matches!(&answer, Err(error) if error.is_io_error() || serves_no_more(error));
        answer
    }
}

/// A master that has become a replica, or is not there yet: another connection may lead to a better
/// one.
fn serves_no_more(error: &RedisError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Server(
            ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown | ServerErrorKind::BusyLoading
        )
    )
}

/// Makes and checks connections for the pool.
pub(super) struct Connections {
    source: Source,
    away: Arc<Away>,
}

impl Connections {
    pub fn new(source: Source, away: Arc<Away>) -> Self {
        Self { source, away }
    }

    async fn manager(&self) -> RedisResult<RedisConnectionManager> {
        let client = self.source.client().await?;
        RedisConnectionManager::new(client.get_connection_info().clone())
    }
}

/// What may move must say that it is the master still; another server just answers.
async fn check(conn: &mut MultiplexedConnection, may_move: bool) -> RedisResult<()> {
    if !may_move {
        return ::redis::cmd("PING").query_async(conn).await;
    }
    match ::redis::cmd("ROLE").query_async(conn).await? {
        ::redis::Role::Primary { .. } => Ok(()),
        _ => Err((ErrorKind::Io, "this Redis is not the master any more").into()),
    }
}

impl ManageConnection for Connections {
    type Connection = Connection;
    type Error = RedisError;

    async fn connect(&self) -> RedisResult<Connection> {
        let silences = self.away.silences();
        Ok(Connection {
            conn: self.manager().await?.connect().await?,
            owing: false,
            silences,
        })
    }

    async fn is_valid(&self, conn: &mut Connection) -> RedisResult<()> {
        if conn.silences != self.away.silences() {
            return Err((ErrorKind::Io, "made before Redis fell silent").into());
        }
        conn.owing = true;
        check(&mut conn.conn, self.source.may_move()).await?;
        conn.owing = false;
        Ok(())
    }

    fn has_broken(&self, conn: &mut Connection) -> bool {
        conn.owing
    }
}
