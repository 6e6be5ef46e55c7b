//! Tickets: enums, wire structs.

use crate::columns::text_enum;
use crate::common::{Choice, When};
use crate::id::{AttachmentId, ClientId, ContactId, PostId, TicketId, UserId};
use serde::{Deserialize, Serialize};

/// The fixed meaning behind a tenant's own status names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum StatusCategory {
    New,
    Open,
    InProgress,
    WaitingClient,
    WaitingVendor,
    Scheduled,
    Resolved,
    Closed,
    Cancelled,
}

text_enum!(StatusCategory {
    New => "new",
    Open => "open",
    InProgress => "in_progress",
    WaitingClient => "waiting_client",
    WaitingVendor => "waiting_vendor",
    Scheduled => "scheduled",
    Resolved => "resolved",
    Closed => "closed",
    Cancelled => "cancelled",
});

impl StatusCategory {
    /// Whether someone still has to act.
    pub const fn is_active(self) -> bool {
        !matches!(self, Self::Resolved | Self::Closed | Self::Cancelled)
    }

    /// The built-in name, which a tenant may change.
    pub const fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Open => "Open",
            Self::InProgress => "In progress",
            Self::WaitingClient => "Waiting for client",
            Self::WaitingVendor => "Waiting for vendor",
            Self::Scheduled => "Scheduled",
            Self::Resolved => "Resolved",
            Self::Closed => "Closed",
            Self::Cancelled => "Cancelled",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum Priority {
    Critical,
    High,
    Medium,
    Low,
}

text_enum!(Priority { Critical => "critical", High => "high", Medium => "medium", Low => "low" });

impl Priority {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum TicketType {
    Incident,
    Request,
    Problem,
    Change,
    Task,
}

text_enum!(TicketType {
    Incident => "incident",
    Request => "request",
    Problem => "problem",
    Change => "change",
    Task => "task",
});

impl TicketType {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Incident => "Incident",
            Self::Request => "Request",
            Self::Problem => "Problem",
            Self::Change => "Change",
            Self::Task => "Task",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum TicketSource {
    Email,
    Phone,
    Portal,
    Chat,
    Monitoring,
    Api,
    WalkIn,
}

text_enum!(TicketSource {
    Email => "email",
    Phone => "phone",
    Portal => "portal",
    Chat => "chat",
    Monitoring => "monitoring",
    Api => "api",
    WalkIn => "walk_in",
});

impl TicketSource {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Email => "E-mail",
            Self::Phone => "Phone",
            Self::Portal => "Portal",
            Self::Chat => "Chat",
            Self::Monitoring => "Monitoring",
            Self::Api => "API",
            Self::WalkIn => "Walk-in",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum PostKind {
    /// Public: the contact gets it by mail.
    Reply,
    /// Internal.
    Note,
    /// A logged phone call; public, not mailed.
    Call,
    /// Written by the system: a change of status, an assignment.
    Event,
}

text_enum!(PostKind { Reply => "reply", Note => "note", Call => "call", Event => "event" });

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum AuthorKind {
    User,
    Contact,
    System,
}

text_enum!(AuthorKind { User => "user", Contact => "contact", System => "system" });

/// The filters of the ticket list, as the URL carries them. Unknown values are refused with 400.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketFilter {
    /// `active` (default), `done` or `all`.
    #[serde(default)]
    pub show: String,
    /// A status key.
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub priority: String,
    /// `me`, `nobody` or a user id.
    #[serde(default)]
    pub technician: String,
    /// A client number.
    #[serde(default)]
    pub client: String,
    /// A board id.
    #[serde(default)]
    pub board: String,
    /// Words of the subject, or a ticket number.
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub after: String,
    #[serde(default)]
    pub before: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketRow {
    pub id: TicketId,
    pub number: u64,
    pub subject: String,
    pub status: String,
    pub category: StatusCategory,
    pub priority: Priority,
    pub client: Option<String>,
    pub contact: Option<String>,
    pub technician: Option<String>,
    pub updated: When,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketList {
    pub page: crate::common::Page<TicketRow>,
    pub choices: TicketChoices,
}

/// What the selects of the list's filter bar, the record and the form offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketChoices {
    /// Status key → name.
    pub statuses: Vec<Choice>,
    /// User id → name; active users only.
    pub technicians: Vec<Choice>,
    /// Board id → name.
    pub boards: Vec<Choice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentView {
    pub id: AttachmentId,
    pub name: String,
    pub content_type: String,
    pub size: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostView {
    pub id: PostId,
    pub position: u32,
    pub kind: PostKind,
    pub author_kind: AuthorKind,
    pub author: String,
    /// Sanitised by the server; may be set as inner HTML.
    pub html: String,
    pub at: When,
    pub attachments: Vec<AttachmentView>,
    /// The mail this post came from, where there is one: its page shows the full original.
    pub inbound_message: Option<crate::id::InboundMessageId>,
    /// `queued`, `sent` or `failed` for a reply that goes out by mail.
    pub delivery: Option<Delivery>,
}

/// What became of the mail of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub to: String,
    /// `queued`, `sent`, `failed`.
    pub state: String,
    pub error: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketRecord {
    pub id: TicketId,
    pub number: u64,
    pub subject: String,
    pub status_key: String,
    pub status: String,
    pub category: StatusCategory,
    pub priority: Priority,
    pub ticket_type: TicketType,
    pub source: TicketSource,
    pub technician_id: Option<UserId>,
    pub technician: Option<String>,
    pub board: String,
    pub board_id: crate::id::BoardId,
    pub version: u32,
    pub created: When,
    pub updated: When,
    pub responded: Option<When>,
    pub client: Option<TicketClient>,
    pub contact: Option<TicketContact>,
    /// The closed ticket that this one continues.
    pub follows: Option<u64>,
    pub posts: Vec<PostView>,
    /// Other active tickets of the client, newest first.
    pub related: Vec<TicketLink>,
    pub choices: TicketChoices,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketClient {
    pub id: ClientId,
    pub number: u64,
    pub name: String,
    pub phone: String,
    pub vip_note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketContact {
    pub id: ContactId,
    pub name: String,
    pub email: Option<String>,
    pub phone: String,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketLink {
    pub number: u64,
    pub subject: String,
    pub status: String,
}

/// What the form for a new ticket offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTicketChoices {
    pub choices: TicketChoices,
    /// Client number → name.
    pub clients: Vec<Choice>,
    /// Contact id → name; of the chosen client.
    pub contacts: Vec<Choice>,
    /// The chosen client's number, or empty.
    pub client: String,
}

/// The start page. Counts stop at 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomePage {
    pub mine: Vec<TicketRow>,
    pub unassigned: Vec<TicketRow>,
    pub mine_count: u32,
    pub unassigned_count: u32,
    pub critical_count: u32,
    pub quarantined_count: u32,
}
