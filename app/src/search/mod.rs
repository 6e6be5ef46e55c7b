//! The global search: a page of its own, and what the command palette asks.

mod api;
mod page;

pub use api::*;
pub use page::{SearchPage, hit_icon};
