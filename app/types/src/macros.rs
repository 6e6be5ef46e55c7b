//! Macros: changes of a ticket with a name; and what is done to many tickets at once.

use crate::Invalid;
use crate::id::{BulkRunId, MacroId};
use crate::tickets::{TicketChoices, TicketFilter};
use serde::{Deserialize, Serialize};

/// What is set, field by field; empty leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// A status key.
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub priority: String,
    /// `me`, `nobody` or a user id.
    #[serde(default)]
    pub technician: String,
    /// A board id.
    #[serde(default)]
    pub board: String,
    /// A tag id.
    #[serde(default)]
    pub add_tag: String,
    /// A tag id.
    #[serde(default)]
    pub remove_tag: String,
}

impl Steps {
    /// Names and values, in the order in which they are done.
    pub fn fields(&self) -> [(&'static str, &str); 6] {
        [
            ("technician", &self.technician),
            ("priority", &self.priority),
            ("board", &self.board),
            ("add_tag", &self.add_tag),
            ("remove_tag", &self.remove_tag),
            ("status", &self.status),
        ]
    }

    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, value)| value.is_empty())
    }
}

/// A macro in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacroView {
    pub id: MacroId,
    pub name: String,
    /// `reply`, `note` or empty: what it writes besides.
    pub post: String,
    pub archived: bool,
}

/// What the form of a macro sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacroInput {
    pub name: String,
    pub steps: Steps,
    /// `reply`, `note` or empty.
    pub post: String,
    /// Markdown with variables such as `{{contact.name}}`.
    pub body: String,
}

/// What the form of a macro shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacroForm {
    /// `None`: a new one.
    pub known: Option<MacroView>,
    pub version: u32,
    pub input: MacroInput,
    pub choices: TicketChoices,
}

/// What the list asks to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkInput {
    /// `1042:7`: a ticket's number and the version that the list showed.
    pub tickets: Vec<String>,
    /// Every ticket that the filter matches, instead of `tickets`.
    pub all: bool,
    pub filter: TicketFilter,
    pub steps: Steps,
    /// A macro's id; it takes the place of `steps`.
    pub run_macro: String,
}

/// How far a run has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRunView {
    pub id: BulkRunId,
    pub name: String,
    pub total: u32,
    pub done: u32,
    pub failed: u32,
    /// The first of those that failed, by name.
    pub failures: Vec<BulkFailure>,
    pub may_undo: bool,
}

impl BulkRunView {
    pub fn waiting(&self) -> u32 {
        self.total.saturating_sub(self.done + self.failed)
    }

    /// `49 of 50 tickets changed, 1 not`.
    pub fn summary(&self) -> String {
        let tickets = if self.total == 1 { "ticket" } else { "tickets" };
        let mut words = format!("{} of {} {tickets} changed", self.done, self.total);
        if self.failed > 0 {
            words.push_str(&format!(", {} not", self.failed));
        }
        if self.waiting() > 0 {
            words.push_str(&format!(", {} to go", self.waiting()));
        }
        words
    }
}

/// A ticket that was not changed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkFailure {
    pub number: u64,
    pub subject: String,
    pub why: String,
}

/// The answer to a [`BulkInput`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkReply {
    /// Nothing was begun; this is why.
    Rejected(Invalid),
    Begun(BulkRunView),
}
