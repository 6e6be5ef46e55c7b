//! Recurring tickets: tickets that come round by a schedule of their own.

use crate::columns::text_enum;
use crate::common::{Choice, When};
use crate::id::RecurringTicketId;
use serde::{Deserialize, Serialize};

/// By what a schedule counts its days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum Pattern {
    #[default]
    Daily,
    Weekly,
    /// On day N; in shorter months on the last one.
    MonthDay,
    LastDay,
    /// On the Nth weekday of the month, or the last one.
    NthWeekday,
}

text_enum!(Pattern {
    Daily => "daily",
    Weekly => "weekly",
    MonthDay => "month_day",
    LastDay => "last_day",
    NthWeekday => "nth_weekday",
});

impl Pattern {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Daily => "Daily",
            Self::Weekly => "Weekly, on the days below",
            Self::MonthDay => "Monthly, on a day of the month",
            Self::LastDay => "Monthly, on the last day",
            Self::NthWeekday => "Monthly, on a weekday such as the second Tuesday",
        }
    }
}

/// The days of a week, Monday first; the number is the one of ISO 8601.
pub const WEEKDAYS: [(i8, &str); 7] = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
];

/// Which of a month's weekdays; 5 stands for the last one.
pub const NTHS: [(i8, &str); 5] = [
    (1, "first"),
    (2, "second"),
    (3, "third"),
    (4, "fourth"),
    (5, "last"),
];

/// What the form of a recurring ticket sends, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecurringInput {
    pub name: String,
    /// A template's id.
    pub template: String,
    /// Numbers of clients; none: one internal ticket.
    pub clients: Vec<String>,
    pub pattern: String,
    /// Every so many days, weeks or months.
    pub every: String,
    /// Numbers of [`WEEKDAYS`], for a weekly one.
    pub weekdays: Vec<String>,
    pub month_day: String,
    /// A number of [`NTHS`].
    pub nth: String,
    /// A number of [`WEEKDAYS`].
    pub weekday: String,
    /// `2026-11-30`
    pub starts_on: String,
    /// Its last day; empty: no end.
    pub ends_on: String,
    /// `08:30`
    pub at: String,
    /// Empty: the workspace's.
    pub time_zone: String,
}

/// A form between two posts: what was typed, and what the server says beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecurringDraft {
    pub version: u32,
    pub input: RecurringInput,
    /// Number and name of each client in `input`.
    pub clients: Vec<Choice>,
    /// The next times, when they were asked for.
    pub next: Vec<String>,
}

/// What the form of a recurring ticket shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecurringForm {
    /// `None`: a new one.
    pub id: Option<RecurringTicketId>,
    pub state: RecurringState,
    pub draft: RecurringDraft,
    /// Templates in use, and the one that it has.
    pub templates: Vec<Choice>,
    pub zones: Vec<String>,
    /// Of the workspace.
    pub time_zone: String,
    /// Names of clients to begin with.
    pub suggestions: Vec<String>,
    /// What it did, newest first.
    pub runs: Vec<RecurringRun>,
}

/// Whether it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecurringState {
    Running,
    Paused,
    /// Its last day is over.
    Ended,
    Archived,
}

impl RecurringState {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Paused => "Paused",
            Self::Ended => "Ended",
            Self::Archived => "Archived",
        }
    }
}

/// One in the list of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecurringRow {
    pub id: RecurringTicketId,
    pub name: String,
    pub template: String,
    /// `Every 2 weeks on Monday at 08:30`
    pub words: String,
    pub next: Option<When>,
    pub state: RecurringState,
}

/// What became of one due time for one client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecurringRun {
    pub due: When,
    /// Empty: internal.
    pub client: String,
    /// The ticket that was made.
    pub ticket: Option<u64>,
    /// Why there is none, or who asked for it.
    pub note: String,
}
