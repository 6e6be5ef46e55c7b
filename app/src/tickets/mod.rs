//! Tickets: the list, one ticket, a new one.

mod api;
mod composer;
mod detail;
mod facts;
mod form;
mod list;
pub mod parts;

pub use api::*;
pub use detail::TicketPage;
pub use form::NewTicketPage;
pub use list::{NewPill, TicketsPage};
