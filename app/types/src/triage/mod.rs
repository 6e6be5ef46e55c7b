//! Triage rules: what happens by itself when something happens to a ticket.

mod kinds;

pub use kinds::{ActionKind, Field, MatchKind, Operator, Strategy, Trigger};

use crate::common::{Choice, When};
use crate::id::{TriageRuleId, UserId};
use crate::tickets::TicketChoices;
use serde::{Deserialize, Serialize};

/// One line of a rule's "if". What `value` holds depends on the field: words, the key of a
/// choice, the number of a client, the id of a board or technician (empty: nobody), a span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    pub field: Field,
    pub operator: Operator,
    #[serde(default)]
    pub value: String,
}

/// One line of a rule's "then". `value` is a key or an id, `text` may hold [`VARIABLES`];
/// `people` and `skill` say who may be assigned: nobody named stands for everybody who works on
/// tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    pub kind: ActionKind,
    #[serde(default)]
    pub value: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub people: Vec<String>,
    #[serde(default)]
    pub skill: String,
}

/// What may stand in double braces in a text: `{{ticket.number}}`.
pub const VARIABLES: &[&str] = &[
    "ticket.number",
    "ticket.subject",
    "ticket.priority",
    "ticket.status",
    "ticket.link",
    "client.name",
    "contact.name",
    "technician.name",
];

/// A rule as its form holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleInput {
    pub name: String,
    pub trigger: Trigger,
    /// How long a rule that waits does so; without meaning for the others.
    #[serde(default)]
    pub after_minutes: u32,
    pub match_kind: MatchKind,
    pub conditions: Vec<Condition>,
    pub actions: Vec<Action>,
    /// Later rules are passed over once this one has acted.
    pub stops: bool,
    pub active: bool,
}

/// A line of the list of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    pub id: TriageRuleId,
    pub name: String,
    pub trigger: Trigger,
    pub active: bool,
    pub stops: bool,
    pub owner: String,
    pub fired_count: u64,
    pub last_fired: Option<When>,
    pub version: u32,
}

/// Something a rule did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firing {
    pub ticket: u64,
    pub subject: String,
    pub effects: String,
    pub at: When,
}

/// The page of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleForm {
    /// `None`: a new one.
    pub id: Option<TriageRuleId>,
    pub version: u32,
    pub input: RuleInput,
    pub choices: TicketChoices,
    /// The latest first.
    pub firings: Vec<Firing>,
}

/// A condition about to be filled in.
impl From<Field> for Condition {
    fn from(field: Field) -> Self {
        let operator = field.operators()[0];
        let value = String::new();
        Self {
            field,
            operator,
            value,
        }
    }
}

/// An action about to be filled in.
impl From<ActionKind> for Action {
    fn from(kind: ActionKind) -> Self {
        Self {
            kind,
            value: String::new(),
            text: String::new(),
            people: Vec::new(),
            skill: String::new(),
        }
    }
}

/// Somebody who can be given tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: UserId,
    pub name: String,
    /// Separated by a comma and a space.
    pub skills: String,
    /// Active tickets.
    pub load: u32,
    /// The day on which an absent person is back, `2026-12-24`; empty for those who are here.
    pub back_on: String,
    pub back: Option<When>,
    /// 0: nothing was ever said about this person.
    pub version: u32,
    pub may_change: bool,
}

/// What the fixed fields may be: key and label. Empty for the others.
pub fn fixed_choices(field: Field) -> Vec<Choice> {
    use crate::tickets::{Priority, StatusCategory, TicketSource, TicketType};
    fn all<T: Copy + ToString>(values: &[T], label: fn(T) -> &'static str) -> Vec<Choice> {
        values
            .iter()
            .map(|value| Choice::new(value.to_string(), label(*value)))
            .collect()
    }
    match field {
        Field::Priority => all(Priority::ALL, Priority::label),
        Field::Category => all(StatusCategory::ALL, StatusCategory::label),
        Field::TicketType => all(TicketType::ALL, TicketType::label),
        Field::Source => all(TicketSource::ALL, TicketSource::label),
        Field::Vip => vec![Choice::new("yes", "Yes"), Choice::new("no", "No")],
        Field::Weekday => DAYS
            .iter()
            .map(|(key, label)| Choice::new(key, *label))
            .collect(),
        _ => Vec::new(),
    }
}

const DAYS: &[(&str, &str)] = &[
    ("weekdays", "Monday to Friday"),
    ("weekend", "Saturday or Sunday"),
    ("monday", "Monday"),
    ("tuesday", "Tuesday"),
    ("wednesday", "Wednesday"),
    ("thursday", "Thursday"),
    ("friday", "Friday"),
    ("saturday", "Saturday"),
    ("sunday", "Sunday"),
];

/// A form between two posts: what it holds, and the version it was made against.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDraft {
    pub version: u32,
    pub input: RuleInput,
}

/// What a rule would have done in the last days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    pub id: TriageRuleId,
    pub name: String,
    pub trigger: Trigger,
    pub days: u16,
    /// Tickets that were looked at, and whether these are all of the time span.
    pub looked_at: u32,
    pub complete: bool,
    /// Tickets it would have touched, how often in all, and mails it would have sent.
    pub tickets: u32,
    pub times: u32,
    pub mails: u32,
    /// The latest of those tickets.
    pub rows: Vec<SimulatedTicket>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulatedTicket {
    pub number: u64,
    pub subject: String,
    pub times: u32,
    /// What would have changed, seen from how the ticket is now.
    pub effects: String,
    pub at: When,
}
