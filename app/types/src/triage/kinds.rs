//! The words that rules are made of.

use crate::columns::text_enum;
use serde::{Deserialize, Serialize};

/// What makes a rule be looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum Trigger {
    #[default]
    TicketCreated,
    ClientReplied,
    TechnicianReplied,
    StatusChanged,
    PriorityChanged,
    BoardChanged,
    TechnicianChanged,
    /// Nobody has taken it since it was made.
    Unassigned,
    /// Nobody has done anything to it.
    Idle,
}

text_enum!(Trigger {
    TicketCreated => "ticket_created",
    ClientReplied => "client_replied",
    TechnicianReplied => "technician_replied",
    StatusChanged => "status_changed",
    PriorityChanged => "priority_changed",
    BoardChanged => "board_changed",
    TechnicianChanged => "technician_changed",
    Unassigned => "unassigned",
    Idle => "idle",
});

impl Trigger {
    pub const fn label(self) -> &'static str {
        match self {
            Self::TicketCreated => "A ticket is created",
            Self::ClientReplied => "The client replies",
            Self::TechnicianReplied => "A technician replies",
            Self::StatusChanged => "The status changes",
            Self::PriorityChanged => "The priority changes",
            Self::BoardChanged => "The ticket moves to another board",
            Self::TechnicianChanged => "The technician changes",
            Self::Unassigned => "Nobody has taken a ticket for some time",
            Self::Idle => "Nothing has happened to a ticket for some time",
        }
    }

    /// Whether it is time that sets it off.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Unassigned | Self::Idle)
    }
}

/// Whether every condition must hold, or one of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum MatchKind {
    #[default]
    All,
    Any,
}

text_enum!(MatchKind { All => "all", Any => "any" });

/// What a condition looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Subject,
    Body,
    SenderAddress,
    SenderDomain,
    Client,
    Vip,
    Board,
    Priority,
    Status,
    Category,
    TicketType,
    Source,
    Technician,
    Weekday,
    TimeOfDay,
}

text_enum!(Field {
    Subject => "subject",
    Body => "body",
    SenderAddress => "sender_address",
    SenderDomain => "sender_domain",
    Client => "client",
    Vip => "vip",
    Board => "board",
    Priority => "priority",
    Status => "status",
    Category => "category",
    TicketType => "ticket_type",
    Source => "source",
    Technician => "technician",
    Weekday => "weekday",
    TimeOfDay => "time_of_day",
});

impl Field {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Subject => "Subject",
            Self::Body => "Text of the message",
            Self::SenderAddress => "Sender’s address",
            Self::SenderDomain => "Sender’s domain",
            Self::Client => "Client",
            Self::Vip => "VIP client",
            Self::Board => "Board",
            Self::Priority => "Priority",
            Self::Status => "Status",
            Self::Category => "Kind of status",
            Self::TicketType => "Type",
            Self::Source => "Source",
            Self::Technician => "Technician",
            Self::Weekday => "Day of the week",
            Self::TimeOfDay => "Time of day",
        }
    }

    /// The comparisons that make sense, the usual one first.
    pub const fn operators(self) -> &'static [Operator] {
        use Operator::{Contains, ContainsNot, Is, IsNot, Matches, Outside, Within};
        match self {
            Self::Subject | Self::Body => &[Contains, ContainsNot, Is, IsNot, Matches],
            Self::SenderAddress | Self::SenderDomain => {
                &[Is, IsNot, Contains, ContainsNot, Matches]
            }
            Self::TimeOfDay => &[Within, Outside],
            _ => &[Is, IsNot],
        }
    }
}

/// How a condition compares. Letters count the same in both cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    Is,
    IsNot,
    Contains,
    ContainsNot,
    /// A regular expression.
    Matches,
    /// `08:00-17:00`; the first minute counts, the last one does not.
    Within,
    Outside,
}

text_enum!(Operator {
    Is => "is",
    IsNot => "is_not",
    Contains => "contains",
    ContainsNot => "contains_not",
    Matches => "matches",
    Within => "within",
    Outside => "outside",
});

impl Operator {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is not",
            Self::Contains => "contains",
            Self::ContainsNot => "does not contain",
            Self::Matches => "matches the expression",
            Self::Within => "is within",
            Self::Outside => "is outside",
        }
    }
}

/// What a rule can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    SetStatus,
    SetPriority,
    SetBoard,
    SetTechnician,
    SetType,
    AddNote,
    MailTechnician,
    MailContact,
    Assign,
}

text_enum!(ActionKind {
    SetStatus => "set_status",
    SetPriority => "set_priority",
    SetBoard => "set_board",
    SetTechnician => "set_technician",
    SetType => "set_type",
    AddNote => "add_note",
    MailTechnician => "mail_technician",
    MailContact => "mail_contact",
    Assign => "assign",
});

impl ActionKind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::SetStatus => "Set the status",
            Self::SetPriority => "Set the priority",
            Self::SetBoard => "Move to a board",
            Self::SetTechnician => "Assign a technician",
            Self::SetType => "Set the type",
            Self::AddNote => "Add an internal note",
            Self::MailTechnician => "Send a mail to a technician",
            Self::MailContact => "Send a mail to the contact",
            Self::Assign => "Assign by turn or load",
        }
    }

    /// Whether it has a text of its own.
    pub const fn has_text(self) -> bool {
        matches!(
            self,
            Self::AddNote | Self::MailTechnician | Self::MailContact
        )
    }

    /// Whether something is chosen for it.
    pub const fn has_value(self) -> bool {
        !matches!(self, Self::AddNote | Self::MailContact)
    }
}

/// How somebody is chosen among several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    RoundRobin,
    LeastLoaded,
}

text_enum!(Strategy { RoundRobin => "round_robin", LeastLoaded => "least_loaded" });

impl Strategy {
    pub const fn label(self) -> &'static str {
        match self {
            Self::RoundRobin => "One after the other",
            Self::LeastLoaded => "Whoever has the fewest active tickets",
        }
    }
}
