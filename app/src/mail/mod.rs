//! Pages of incoming mail.

pub mod api;
mod detail;
mod filing;
mod list;
mod parts;
mod undeliverable;

pub use detail::MailMessagePage;
pub use list::MailPage;
pub(crate) use parts::came_back;
pub use undeliverable::UndeliverablePage;
