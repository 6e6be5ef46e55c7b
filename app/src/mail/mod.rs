//! Pages of incoming mail.

pub mod api;
mod detail;
mod filing;
mod list;
mod parts;

pub use detail::MailMessagePage;
pub use list::MailPage;
