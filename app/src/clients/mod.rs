//! Clients: the list, one client, its form, and the form of its locations.

mod activity;
mod api;
mod beside_api;
mod detail;
mod files;
mod form;
mod kept;
mod list;
mod locations;
mod notes;
pub mod parts;
mod tags;

pub use api::*;
pub use beside_api::*;
pub use detail::ClientPage;
pub use files::ClientFilesPage;
pub use form::{EditClientPage, NewClientPage};
pub use list::ClientsPage;
pub use locations::{EditLocationPage, NewLocationPage};
pub use notes::ClientNotesPage;
