//! Server functions of the job pages.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::id::JobId;
use app_types::jobs::{JobFilter, JobList, JobRecord};
use leptos::prelude::*;

/// The queues and one page of jobs.
#[server(endpoint = "jobs/list")]
pub async fn load_jobs(filter: JobFilter) -> Result<JobList, ApiError> {
    crate::server::read(async |tx, text| server_core::jobs::list(tx, &filter, text).await).await
}

/// One job. `id` is as it stands in the URL.
#[server(endpoint = "jobs/record")]
pub async fn load_job(id: String) -> Result<JobRecord, ApiError> {
    crate::server::read(async |tx, text| {
        let id = JobId::parse(&id).ok_or(server_core::Error::NotFound)?;
        server_core::jobs::record(tx, id, text).await
    })
    .await
}

/// Queues a job again for now.
#[server(endpoint = "jobs/rerun")]
pub async fn rerun_job(id: JobId) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("jobs/rerun", vec![], async move {
        write(async |_, tx| server_core::jobs::rerun(tx, id).await).await?;
        Ok(Done::stay().saying("The job will run again in a moment"))
    })
    .await
}

/// Puts a job aside.
#[server(endpoint = "jobs/park")]
pub async fn park_job(id: JobId) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("jobs/park", vec![], async move {
        write(async |_, tx| server_core::jobs::park(tx, id).await).await?;
        Ok(Done::stay().saying("The job is parked"))
    })
    .await
}

/// Queues all dead jobs of a kind again.
#[server(endpoint = "jobs/rerun-dead")]
pub async fn rerun_dead_jobs(#[server(default)] kind: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("jobs/rerun-dead", vec![], async move {
        let count = write(async |_, tx| server_core::jobs::rerun_dead(tx, &kind).await).await?;
        Ok(Done::stay().saying(format!(
            "{count} dead jobs will run again within half a minute"
        )))
    })
    .await
}
