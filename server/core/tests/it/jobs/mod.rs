//! The conformance suite of the job engine: the promises of `docs/jobs.md`, and the faults found
//! in other engines as named cases. Everything runs on a real database; Redis servers that are
//! killed or flushed are started by the tests.

mod basics;
mod board;
mod clocks;
mod crashes;
mod engine;
mod findings;
mod kinds;
mod poison;
mod process;
mod redis_faults;
mod shutdown;
