//! Ticket templates: what a new ticket begins with.

use crate::checklists::ChecklistLine;
use crate::id::TicketTemplateId;
use crate::tags::TagView;
use crate::tickets::TicketChoices;
use serde::{Deserialize, Serialize};

/// A template in the list of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRow {
    pub id: TicketTemplateId,
    pub name: String,
    pub subject: String,
    /// Lines of its checklist.
    pub items: u32,
    pub archived: bool,
}

/// What the list of the settings is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateFilter {
    /// Words of name or subject.
    #[serde(default)]
    pub q: String,
    /// `active` (default), `archived` or `all`.
    #[serde(default)]
    pub show: String,
}

/// What the form of a template sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateInput {
    pub name: String,
    pub subject: String,
    /// Markdown.
    pub body: String,
    /// A board id; empty: the first board.
    pub board: String,
    /// A user id or empty.
    pub technician: String,
    pub priority: String,
    pub ticket_type: String,
    /// Tag ids.
    pub tags: Vec<String>,
    /// One item a line; `!` before it: required.
    pub checklist: String,
}

/// What the form of a template shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateForm {
    /// `None`: a new one.
    pub id: Option<TicketTemplateId>,
    pub archived: bool,
    pub version: u32,
    pub input: TemplateInput,
    pub choices: TicketChoices,
}

/// What the form for a new ticket takes from a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketStart {
    pub id: TicketTemplateId,
    pub name: String,
    pub subject: String,
    pub body: String,
    pub board: String,
    pub technician: String,
    pub priority: String,
    pub ticket_type: String,
    /// Those that are still offered.
    pub tags: Vec<TagView>,
    pub checklist: Vec<ChecklistLine>,
}
