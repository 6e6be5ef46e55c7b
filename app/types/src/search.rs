//! What the global search finds.

use crate::columns::text_enum;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    Ticket,
    Client,
    Contact,
}

text_enum!(HitKind { Ticket => "ticket", Client => "client", Contact => "contact" });

impl HitKind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ticket => "Ticket",
            Self::Client => "Client",
            Self::Contact => "Contact",
        }
    }
}

/// One line of the search's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub kind: HitKind,
    /// For example a ticket's subject.
    pub title: String,
    /// For example `#1042 · Open`.
    pub detail: String,
    /// Path of the page about it.
    pub href: String,
}
