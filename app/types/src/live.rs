//! What the server tells open pages: that something changed, never what it now says.

use serde::{Deserialize, Serialize};

/// A change inside one tenant. The page decides whether it concerns it and asks again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveEvent {
    /// `ticket`, `tickets`, `inbound_mail`, `jobs`, …
    pub topic: String,
    /// What a page needs to recognise its own record: the ticket's number, for example.
    pub key: String,
    /// The record's new version, where it has one.
    pub version: u32,
}
