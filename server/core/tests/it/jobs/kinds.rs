//! Kinds of jobs that leave a trace: one row of `test_effects` per effect, without a unique key,
//! so that a second effect is seen.

use super::process::crash_point;
use diesel::sql_types::{Text, Unsigned};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use server_core::jobs::{JobContext, JobError, JobResult, Policy, Registry};
use server_db::{Job, TenantTx};
use std::time::Duration;

pub const EFFECTS: &str = "CREATE TABLE test_effects (tenant_id INT UNSIGNED NOT NULL, \
     job VARCHAR(36) NOT NULL, label VARCHAR(80) NOT NULL, at DATETIME(6) NOT NULL)";

pub async fn write_effect(tx: &mut TenantTx, job: &str, label: &str) {
    let tenant = tx.tenant();
    diesel::sql_query(
        "INSERT INTO test_effects (tenant_id, job, label, at) VALUES (?, ?, ?, NOW(6))",
    )
    .bind::<Unsigned<diesel::sql_types::Integer>, _>(tenant)
    .bind::<Text, _>(job)
    .bind::<Text, _>(label)
    .execute(tx.conn())
    .await
    .expect("write an effect");
}

macro_rules! kind {
    ($name:ident, $kind:literal, { $($field:ident: $type:ty),* }) => {
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name { $(pub $field: $type),* }

        impl Job for $name {
            const KIND: &'static str = $kind;
            const QUEUE: &'static str = "test";
        }
    };
}

// Works for a while, then writes its effect and its end in one transaction.
kind!(Mark, "test.mark", { label: String, ms: u64 });
// Works without a transaction; the engine writes its end.
kind!(Plain, "test.plain", { ms: u64 });
// Ends badly.
kind!(Fail, "test.fail", { how: String });
kind!(FailOnce, "test.fail_once", { how: String });
// Nobody handles these.
kind!(Unknown, "test.unknown", { ms: u64 });

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Keyed {
    pub key: String,
}

impl Job for Keyed {
    const KIND: &'static str = "test.keyed";
    const QUEUE: &'static str = "test";

    fn unique_key(&self) -> Option<String> {
        Some(self.key.clone())
    }
}

pub fn mark(label: impl ToString, ms: u64) -> Mark {
    Mark {
        label: label.to_string(),
        ms,
    }
}

pub fn fail(how: &str) -> Fail {
    Fail { how: how.into() }
}

pub fn registry() -> Registry {
    let mut registry = Registry::new();
    registry.on::<Mark>(run_mark);
    registry.on::<Plain>(run_plain);
    registry.on::<Fail>(run_fail);
    registry.on::<FailOnce>(async |_: JobContext, _: FailOnce| -> JobResult {
        Err(JobError::retry("once is enough"))
    });
    registry.on::<Keyed>(async |_: JobContext, _: Keyed| -> JobResult { Ok(()) });
    let patient = Policy {
        timeout: Duration::from_secs(30),
        max_attempts: 9,
        base: Duration::from_millis(100),
        cap: Duration::from_millis(400),
    };
    let impatient = Policy {
        timeout: Duration::from_millis(500),
        max_attempts: 3,
        ..patient
    };
    registry.set_policy(Mark::KIND, patient);
    registry.set_policy(Fail::KIND, impatient);
    registry.set_policy(
        FailOnce::KIND,
        Policy {
            max_attempts: 1,
            ..impatient
        },
    );
    registry
}

async fn run_mark(ctx: JobContext, job: Mark) -> JobResult {
    crash_point(1);
    tokio::time::sleep(Duration::from_millis(job.ms)).await;
    let mut tx = ctx.begin().await?;
    write_effect(&mut tx, &ctx.job.to_string(), &job.label).await;
    crash_point(2);
    ctx.finish(tx).await?;
    crash_point(3);
    Ok(())
}

async fn run_plain(_ctx: JobContext, job: Plain) -> JobResult {
    tokio::time::sleep(Duration::from_millis(job.ms)).await;
    Ok(())
}

async fn run_fail(ctx: JobContext, job: Fail) -> JobResult {
    let mut tx = ctx.begin().await?;
    write_effect(&mut tx, &ctx.job.to_string(), "began").await;
    tx.commit().await?;
    match job.how.as_str() {
        "panic" => panic!("a handler panicked on purpose"),
        "abort" => std::process::abort(),
        "hang" => std::future::pending().await,
        "dead" => Err(JobError::dead("no use trying")),
        "later" => Err(JobError::later(Duration::from_secs(3600), "not now")),
        other => Err(JobError::retry(other)),
    }
}
