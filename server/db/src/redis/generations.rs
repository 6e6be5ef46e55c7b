//! Generations of copies. A copy carries the generation that was current before its row was
//! read, and counts only while that one is current.
//!
//! No clock is compared, and nothing is taken for granted: a generation that was forgotten,
//! evicted or lost with a server is replaced by a new one, and copies of the old one are refused.
//! A change closes the generation before its commit and opens a new one after it. While it is
//! closed no copy counts and none is made, so a process that dies between the two leaves no
//! stale copy behind, only a slow minute. (Unless another change opens it just then: a copy made
//! in that gap ends by its age.)

use super::Redis;
use crate::error::DbError;
use ::redis::AsyncCommands;
use std::time::Duration;

/// What stands in place of a generation while a change is under way.
const CLOSED: &str = "closed";
/// Longer than a copy may live (a minute) and than a commit takes.
const CLOSED_SECONDS: u64 = 90;
const KEPT_SECONDS: u64 = 86_400;
/// How often a change is told again to a Redis that could not be reached, and for how long: after
/// that the copies from before the change are too old to count.
const TELL_AGAIN: Duration = Duration::from_millis(250);
const TIMES: u32 = 4 * CLOSED_SECONDS as u32;

/// A copy as it is kept, and the generation that is current now.
pub struct Seen {
    pub copy: Option<String>,
    /// `None` while a change is under way.
    pub generation: Option<String>,
}

impl Redis {
    /// Reads the copy under `copy` and the current generation under `generation`, in one round
    /// trip; begins a generation where there is none.
    ///
    /// # Errors
    /// When Redis does not answer in time.
    pub async fn seen(&self, copy: &str, generation: &str) -> Result<Seen, DbError> {
        let (copy, known): (Option<String>, Option<String>) = self
            .with(async |conn| {
                let mut pipe = ::redis::pipe();
                pipe.get(copy).get(generation).query_async(conn).await
            })
            .await?;
        let current = match known {
            Some(known) => known,
            None => self.begin_generation(generation).await?,
        };
        Ok(Seen {
            copy,
            generation: (current != CLOSED).then_some(current),
        })
    }

    /// The new generation, or the one that another process began a moment earlier.
    async fn begin_generation(&self, key: &str) -> Result<String, DbError> {
        let (current,): (String,) = self
            .with(async |conn| {
                ::redis::pipe()
                    .cmd("SET")
                    .arg(key)
                    .arg(new_generation())
                    .arg("NX")
                    .arg("EX")
                    .arg(KEPT_SECONDS)
                    .ignore()
                    .get(key)
                    .query_async(conn)
                    .await
            })
            .await?;
        Ok(current)
    }

    /// Before the commit of a change: no copy counts any more, and none is made.
    pub(crate) async fn close_generations(&self, keys: &[String]) {
        for key in keys.iter().filter(|_| self.is_on()) {
            let closed = self
                .with(async |conn| conn.set_ex::<_, _, ()>(key, CLOSED, CLOSED_SECONDS).await)
                .await;
            if let Err(error) = closed {
                tracing::warn!(%error, "Redis is away; a change is told to it later");
            }
        }
    }

    /// After the commit: copies made from here on count. Where Redis cannot be reached it is told
    /// again in the background: other processes may reach it, and it may come back with its memory.
    pub(crate) async fn open_generations(&self, keys: Vec<String>) {
        for key in keys.into_iter().filter(|_| self.is_on()) {
            if let Err(error) = self.open_generation(&key).await {
                tracing::warn!(%error, "Redis is away; a change is told to it later");
                tokio::spawn(self.clone().tell_until_heard(key));
            }
        }
    }

    /// Rights hang on it: it is tried even when Redis did not answer a moment ago.
    async fn open_generation(&self, key: &str) -> Result<(), DbError> {
        self.try_now(async |conn| conn.set_ex(key, new_generation(), KEPT_SECONDS).await)
            .await
    }

    async fn tell_until_heard(self, key: String) {
        for _ in 0..TIMES {
            tokio::time::sleep(TELL_AGAIN).await;
            if self.open_generation(&key).await.is_ok() {
                return;
            }
        }
    }
}

fn new_generation() -> String {
    uuid::Uuid::now_v7().to_string()
}
