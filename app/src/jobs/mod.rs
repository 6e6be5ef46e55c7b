//! The job queues: what waits, what failed, and what to do about it.

mod api;
mod detail;
mod list;

pub use api::*;
pub use detail::JobPage;
pub use list::JobsPage;
