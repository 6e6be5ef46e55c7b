//! Mail: what goes out (`outbound`) and what comes in (`inbound`).
//!
//! Outgoing mail is a row beside the change that asks for it, sent by a job. Incoming mail is
//! stored whole before anything else happens to it, then filed by a job; nothing is dropped.

pub mod outbound;
mod words;
