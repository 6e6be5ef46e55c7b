//! Who follows a ticket: users who watch it, and people who get copies of its replies.

use crate::id::UserId;
use serde::{Deserialize, Serialize};

/// Beside a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPeople {
    pub watchers: Vec<Watcher>,
    pub copies: Vec<CopyTo>,
}

/// A user who watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watcher {
    pub id: UserId,
    pub name: String,
}

/// Somebody who gets a copy of every public reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyTo {
    pub address: String,
    /// Empty where only the address is known.
    pub name: String,
    /// Comes from a ticket that was merged into this one; it is taken away there.
    pub merged: bool,
}

impl CopyTo {
    /// Name and address, or the address alone.
    pub fn label(&self) -> String {
        if self.name.is_empty() {
            self.address.clone()
        } else {
            format!("{} ({})", self.name, self.address)
        }
    }
}
