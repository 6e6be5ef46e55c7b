//! What carries the ids of committed jobs to the workers where it is not Redis. As there, an id is
//! a hint: the truth is the table, and the sweep finds what was not carried.

use crate::error::DbError;
use app_types::id::{JobId, TenantId};
use futures::future::BoxFuture;

/// An id that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub tenant: TenantId,
    pub job: JobId,
    /// By which the carrier knows what it may forget; `None`: it has forgotten already.
    pub receipt: Option<String>,
}

pub trait Carrier: Send + Sync {
    /// After a commit: takes ids on their way. Returns at once, because a page waits; what cannot
    /// be carried is a line in the log.
    fn push(&self, queue: &str, jobs: Vec<(TenantId, JobId)>);

    /// Up to `count` ids, waiting some seconds for the first one. An id that is not forgotten
    /// comes again after a while.
    fn pop<'a>(&'a self, queue: &'a str, count: usize)
    -> BoxFuture<'a, Result<Vec<Hint>, DbError>>;

    /// Most ids of one pop.
    fn most(&self) -> usize;

    /// After the claim. Returns at once.
    fn forget(&self, queue: &str, receipts: Vec<String>);

    /// Whether the queue is there and may be used.
    fn check<'a>(&'a self, queue: &'a str) -> BoxFuture<'a, Result<(), DbError>>;
}
