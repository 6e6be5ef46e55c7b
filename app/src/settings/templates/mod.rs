//! Ticket templates: what a new ticket begins with.

pub mod api;
mod form;
mod list;

pub use form::{EditTemplatePage, NewTemplatePage};
pub use list::TemplatesPage;
