//! Contacts: the list, one contact, its form.

mod api;
mod detail;
mod form;
mod list;

pub use api::*;
pub use detail::ContactPage;
pub use form::{EditContactPage, NewContactPage};
pub use list::ContactsPage;
