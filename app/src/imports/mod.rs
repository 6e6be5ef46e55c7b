//! Clients, contacts and tickets from a file.

mod api;
mod list;
mod record;

pub use api::*;
pub use list::ImportsPage;
pub use record::ImportPage;
