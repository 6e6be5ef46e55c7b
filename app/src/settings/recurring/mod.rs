//! Recurring tickets: what comes round by a schedule.

pub mod api;
mod form;
mod history;
mod list;
mod schedule;

pub use form::{EditRecurringPage, NewRecurringPage};
pub use list::RecurringPage;
