//! Mail: what goes out (`outbound`) and what comes in (`inbound`).
//!
//! Outgoing mail is a row beside the change that asks for it, sent by a job. Incoming mail is
//! stored whole before anything else happens to it, then filed by a job; nothing is dropped.

pub mod inbound;
pub mod outbound;
mod words;

/// Stands above the history in our mails: what is written below it is not taken over.
pub(crate) const DELIMITER: &str = "## Reply above this line ##";
