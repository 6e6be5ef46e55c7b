//! Custom fields: which there are.

pub mod api;
mod form;
mod list;

pub use form::{EditFieldPage, NewFieldPage};
pub use list::FieldsPage;
