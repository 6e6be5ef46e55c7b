//! Mailboxes: the addresses clients write to, and how their mail is fetched.

pub mod api;
mod form;
mod keys;
mod list;

pub use form::{EditMailboxPage, NewMailboxPage};
pub use list::MailboxesPage;
