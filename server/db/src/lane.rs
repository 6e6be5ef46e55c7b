//! The reading end of a queue's lane in Redis: job ids that were committed a moment ago.

use crate::error::DbError;
use crate::redis::Redis;
use ::redis::AsyncConnectionConfig;
use ::redis::aio::MultiplexedConnection;
use app_types::id::{JobId, TenantId};
use std::time::Duration;

/// A connection of its own that waits for ids. Dropping it loses at most the ids of a pop under
/// way, which the sweep of the table finds.
pub struct Lane {
    conn: MultiplexedConnection,
    key: String,
}

/// How long Redis may be late beyond the wait asked for. The default of the client, half a
/// second, would break every pop that waits longer.
const PATIENCE: Duration = Duration::from_secs(4);
/// The longest wait of one pop.
pub const LONGEST_WAIT: Duration = Duration::from_secs(2);

impl Lane {
    /// # Errors
    /// [`DbError::Unreachable`] when Redis is off; [`DbError::Redis`] when it cannot be reached.
    pub async fn open(redis: &Redis, queue: &str) -> Result<Self, DbError> {
        if !redis.is_on() {
            return Err(DbError::Unreachable("Redis is not configured".into()));
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(LONGEST_WAIT + PATIENCE));
        let conn = redis
            .client()
            .await?
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        Ok(Self {
            conn,
            key: Redis::lane(queue),
        })
    }

    /// Up to `count` ids, oldest first; waits up to `wait` for the first one. Entries that are
    /// no ids are dropped.
    ///
    /// # Errors
    /// [`DbError::Redis`]; open a new lane then.
    pub async fn pop(
        &mut self,
        count: usize,
        wait: Duration,
    ) -> Result<Vec<(TenantId, JobId)>, DbError> {
        let wait = wait.clamp(Duration::from_millis(10), LONGEST_WAIT);
        let popped: Option<(String, Vec<String>)> = ::redis::cmd("BLMPOP")
            .arg(wait.as_secs_f64())
            .arg(1)
            .arg(&self.key)
            .arg("RIGHT")
            .arg("COUNT")
            .arg(count.max(1))
            .query_async(&mut self.conn)
            .await?;
        let entries = popped.map(|(_, entries)| entries).unwrap_or_default();
        Ok(entries.iter().filter_map(|entry| parse(entry)).collect())
    }
}

/// Reads `<tenant>:<job>`; `None` for everything else.
pub fn parse(entry: &str) -> Option<(TenantId, JobId)> {
    let (tenant, job) = entry.split_once(':')?;
    Some((TenantId(tenant.parse().ok()?), JobId::parse(job)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_commit_announces_and_drops_the_rest() {
        let job = JobId::new();
        assert_eq!(parse(&format!("7:{job}")), Some((TenantId(7), job)));
        for wrong in [
            "",
            "7",
            "7:",
            ":x",
            "x:0",
            "-1:00000000-0000-0000-0000-000000000000",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
