//! Clients: the list, one client, its form, and the form of its locations.

mod api;
mod detail;
mod form;
mod list;
mod locations;
pub mod parts;

pub use api::*;
pub use detail::ClientPage;
pub use form::{EditClientPage, NewClientPage};
pub use list::ClientsPage;
pub use locations::{EditLocationPage, NewLocationPage};
