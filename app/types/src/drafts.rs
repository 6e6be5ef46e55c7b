//! What is being written on a ticket and not sent yet.

use crate::common::When;
use crate::tickets::PostKind;
use serde::{Deserialize, Serialize};

/// A user's draft on one ticket, as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    pub kind: PostKind,
    /// Empty: it was sent or discarded.
    pub body: String,
    /// What the next save has to name.
    pub version: u32,
    pub saved: When,
}

/// What became of a save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DraftSaved {
    Saved {
        version: u32,
        at: When,
    },
    /// Nothing was written: the draft was changed, sent or discarded elsewhere since.
    Newer(DraftView),
}
