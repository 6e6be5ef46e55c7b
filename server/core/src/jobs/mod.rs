//! Background work: jobs are rows of the table `jobs`, written beside the change that asks for
//! them; Redis carries their ids; apalis workers claim and run them. See `docs/jobs.md`.
//!
//! A domain defines its payload (`impl Job`) and an `async fn(JobContext, Payload)`, and the
//! program registers both: `registry.on::<SendMail>(mail::outbound::send)`.

mod backend;
mod board;
mod claim;
mod context;
mod due;
mod error;
mod fetch;
mod gauges;
mod hints;
mod hold;
pub mod housekeeping;
mod layer;
mod ledger;
mod patience;
pub mod policy;
mod reaper;
mod registry;
mod rows;
mod rules;
mod run;
pub mod schedule;
mod settle;
mod sqs;
mod state;
mod worker;

pub use board::{RERUN_AT_ONCE, list, park, record, rerun, rerun_dead};
pub use context::JobContext;
pub use due::{DueReport, run_due};
pub use error::{JobError, JobResult};
pub use policy::Policy;
pub use registry::{Handler, Registry};
pub use schedule::{Schedule, run_scheduler};
pub use sqs::SqsCarrier;
pub use state::{JobsState, state};
pub use worker::{WorkerOptions, run_workers};
