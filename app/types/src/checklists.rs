//! Checklists: what is to be done on a ticket, line by line.

use crate::columns::text_enum;
use crate::common::When;
use crate::id::ChecklistItemId;
use serde::{Deserialize, Serialize};

/// A line about to be written, or one of a template.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistLine {
    pub text: String,
    /// The ticket is not resolved or closed before it is done, unless somebody says so.
    pub required: bool,
}

/// A line of a ticket's checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistItem {
    pub id: ChecklistItemId,
    pub text: String,
    pub required: bool,
    pub done: Option<ItemDone>,
}

/// By whom and when it was done, in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemDone {
    pub by: String,
    pub at: When,
}

/// How many are done, of how many.
pub fn progress(items: &[ChecklistItem]) -> (usize, usize) {
    let done = items.iter().filter(|item| item.done.is_some()).count();
    (done, items.len())
}

/// Whether a required one is open.
pub fn blocks(items: &[ChecklistItem]) -> bool {
    items
        .iter()
        .any(|item| item.required && item.done.is_none())
}

/// What is done to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum ItemAct {
    Tick,
    Untick,
    /// From now on it must be done first.
    Require,
    Relax,
    Up,
    Down,
    Remove,
    /// Takes the removal back.
    Restore,
}

text_enum!(ItemAct {
    Tick => "tick",
    Untick => "untick",
    Require => "require",
    Relax => "relax",
    Up => "up",
    Down => "down",
    Remove => "remove",
    Restore => "restore",
});

/// The field of a form that says: also with required items open.
pub const CONFIRMED: &str = "confirmed";
