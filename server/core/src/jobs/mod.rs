//! Background work: jobs are rows of the table `jobs`, written beside the change that asks for
//! them; Redis carries their ids; apalis workers claim and run them. See `docs/jobs.md`.
//!
//! A domain defines its payload (`impl Job`) and an `async fn(JobContext, Payload)`, and the
//! program registers both: `registry.on::<SendMail>(mail::outbound::send)`.

mod context;
mod error;
pub mod policy;
mod registry;
mod rows;
mod rules;
mod settle;

pub use context::JobContext;
pub use error::{JobError, JobResult};
pub use policy::Policy;
pub use registry::{Handler, Registry};
