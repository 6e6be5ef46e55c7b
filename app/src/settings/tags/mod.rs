//! Tags: which words there are, and how they look.

pub mod api;
mod form;
mod list;

pub use form::{EditTagPage, NewTagPage};
pub use list::TagsPage;
