//! Follow-ups: when somebody wants to look at a ticket again.

use crate::columns::text_enum;
use crate::common::When;
use serde::{Deserialize, Serialize};

/// How far a ticket's follow-up has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum FollowUpState {
    None,
    /// Its time is to come.
    Waiting,
    /// Its time has come, and people were told.
    Due,
}

text_enum!(FollowUpState { None => "none", Waiting => "waiting", Due => "due" });

/// A ticket's follow-up as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    pub at: When,
    /// `2026-11-30T08:00`, in the reader's zone: what a field for date and time begins with.
    pub civil: String,
    pub due: bool,
}

/// The ways to put a ticket off that need no date, and what they are called.
pub const SNOOZES: [(&str, &str); 3] = [
    ("tomorrow", "Tomorrow"),
    ("monday", "Monday"),
    ("week", "In a week"),
];
