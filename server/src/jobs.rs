//! Every kind of job and everything that comes round by the clock, in one place.

use server_core::identity;
use server_core::jobs::{Registry, Schedule, housekeeping};
use server_core::mail;

/// What the workers can run.
pub fn registry() -> Registry {
    let mut registry = Registry::new();
    housekeeping::register(&mut registry);
    identity::jobs::register(&mut registry);
    mail::register(&mut registry);
    registry
}

/// What the schedulers put in the queues.
pub fn schedule() -> Schedule {
    housekeeping::schedule()
}
