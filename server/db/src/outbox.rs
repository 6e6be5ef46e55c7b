//! Writing a job in the transaction of the change that asks for it.

use crate::error::DbError;
use crate::schema::jobs;
use app_types::Timestamp;
use app_types::id::{JobId, TenantId};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Datetime, Nullable};
use diesel_async::{AsyncMysqlConnection, RunQueryDsl};
use serde::Serialize;

/// The payload of one kind of job: ids, never rows. Running it twice equals running it once.
pub trait Job: Serialize {
    /// Stable name in the `jobs` table, for example `mail.send`.
    const KIND: &'static str;
    /// The queue whose workers run it.
    const QUEUE: &'static str;

    /// While a job with this key is queued or running, a second one is not accepted.
    fn unique_key(&self) -> Option<String> {
        None
    }
}

/// A job about to be written.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub queue: &'static str,
    pub kind: &'static str,
    pub payload: String,
    pub unique_key: Option<String>,
    /// `None`: as soon as possible.
    pub run_at: Option<Timestamp>,
}

impl NewJob {
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn of<J: Job>(job: &J) -> Result<Self, DbError> {
        let payload = serde_json::to_string(job).map_err(|error| {
            DbError::Query(diesel::result::Error::SerializationError(Box::new(error)))
        })?;
        Ok(Self {
            queue: J::QUEUE,
            kind: J::KIND,
            payload,
            unique_key: job.unique_key(),
            run_at: None,
        })
    }

    pub fn at(mut self, run_at: Timestamp) -> Self {
        self.run_at = Some(run_at);
        self
    }
}

pub(crate) async fn insert(
    conn: &mut AsyncMysqlConnection,
    tenant: TenantId,
    job: NewJob,
    now: Timestamp,
    request_id: &str,
) -> Result<Option<JobId>, DbError> {
    let id = JobId::new();
    // "As soon as possible" by the clock that the workers go by: a machine whose clock is ahead
    // must not delay its jobs.
    let run_at = sql::<Datetime>("COALESCE(")
        .bind::<Nullable<Datetime>, _>(job.run_at)
        .sql(", LEAST(")
        .bind::<Datetime, _>(now)
        .sql(", NOW(6)))");
    let inserted = diesel::insert_into(jobs::table)
        .values((
            jobs::tenant_id.eq(tenant),
            jobs::id.eq(id),
            jobs::queue.eq(job.queue),
            jobs::kind.eq(job.kind),
            jobs::payload.eq(&job.payload),
            jobs::unique_key.eq(job.unique_key.as_deref()),
            jobs::state.eq("queued"),
            jobs::run_at.eq(run_at),
            jobs::request_id.eq(request_id),
            jobs::created_at.eq(now),
            jobs::traceparent.eq(crate::traces::current()),
        ))
        .execute(conn)
        .await
        .map_err(DbError::from);
    match inserted {
        Ok(_) => Ok(Some(id)),
        Err(error) if job.unique_key.is_some() && error.is_unique_violation() => Ok(None),
        Err(error) => Err(error),
    }
}
