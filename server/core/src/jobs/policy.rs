//! How patient we are with each kind of job. The one table to read and to change.

use std::time::Duration;

/// Limits of one kind of job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// A run that takes longer is stopped and counts as a failure.
    pub timeout: Duration,
    /// Runs, the first included, before the job is dead.
    pub max_attempts: u32,
    /// The first pause; doubled after each failure, then spread by half up and down.
    pub base: Duration,
    /// The longest pause before the spread.
    pub cap: Duration,
}

/// A process that dies under a job this often takes the job out of the queue.
pub const MAX_CRASHES: u32 = 3;

const fn policy(timeout: u64, max_attempts: u32, base: u64, cap: u64) -> Policy {
    Policy {
        timeout: Duration::from_secs(timeout),
        max_attempts,
        base: Duration::from_secs(base),
        cap: Duration::from_secs(cap),
    }
}

/// For kinds without a line of their own: nine tries over about two hours. The base is long enough
/// to spread jobs that fail together over half a minute.
pub const DEFAULT: Policy = policy(60, 9, 30, 1800);

/// A kind that this version does not know. During a rolling update a newer version may have
/// queued it, so it gets half an hour before it is dead.
pub const UNKNOWN_KIND: Policy = policy(60, 5, 120, 900);

#[rustfmt::skip]
const TABLE: &[(&str, Policy)] = &[
    //                            timeout s  attempts  base s  cap s
    // A mail server may be away over night: 14 tries over about two days.
    ("mail.send",          policy(       60,       14,     30, 21_600)),
    // Filing depends on the database only; a message that cannot be filed is quarantined by the handler.
    ("mail.file",          policy(      120,        8,     30,    900)),
    // News that is half an hour late is found in the product; a busy push service names its own pause.
    ("notifications.push", policy(       30,        8,     15,    600)),
    // Somebody sits there and waits.
    ("notifications.push_test", policy(  30,        3,      5,     15)),
    // The next minute brings the next poll.
    ("mail.poll",          policy(      300,        2,     15,     30)),
    // Rules act a moment after the event, or not much later.
    ("triage.rules",       policy(       60,        8,     15,    900)),
    ("triage.clock",       policy(      120,        3,     15,     60)),
    // Housekeeping comes round again by itself.
    ("jobs.prune",         policy(      300,        3,     60,    600)),
    ("sessions.prune",     policy(      300,        3,     60,    600)),
    // A thousand tickets, each in a transaction of its own; what is done stays done.
    ("tickets.bulk",       policy(      600,        5,     30,    300)),
    ("tickets.auto_close", policy(      300,        5,     60,    900)),
];

/// The policy of `kind`.
pub fn of(kind: &str) -> Policy {
    TABLE
        .iter()
        .find(|(name, _)| *name == kind)
        .map_or(DEFAULT, |(_, policy)| *policy)
}
