//! Canned replies: texts that people insert into a reply by a shortcut.

pub mod api;
mod form;
mod list;

pub use form::{EditCannedPage, NewCannedPage};
pub use list::CannedRepliesPage;
