//! Mail: what goes out (`outbound`), what comes in (`inbound`), the mailboxes it comes to.
//!
//! Outgoing mail is a row beside the change that asks for it, sent by a job. Incoming mail is
//! stored whole before anything else happens to it, then filed by a job; nothing is dropped.

pub mod inbound;
pub mod mailboxes;
pub mod outbound;
pub mod templates;
pub mod undeliverable;
pub(crate) mod words;

/// Stands above the history in our mails: what is written below it is not taken over.
pub(crate) const DELIMITER: &str = "## Reply above this line ##";

/// The jobs of mail, for the program's list.
pub fn register(registry: &mut crate::jobs::Registry) {
    registry.on::<outbound::SendMail>(outbound::send);
    registry.on::<inbound::FileMail>(inbound::file);
    registry.on::<mailboxes::PollMailbox>(mailboxes::poll);
}
