//! The words of outgoing mails.

pub mod api;
mod form;
mod list;

pub use form::MailTemplatePage;
pub use list::MailTemplatesPage;
