//! Macros: changes of a ticket with a name.

pub mod api;
mod form;
mod list;

pub use form::{EditMacroPage, NewMacroPage};
pub use list::MacrosPage;
