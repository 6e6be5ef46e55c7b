//! Tickets: enums, wire structs.

use crate::columns::text_enum;
use crate::common::{Choice, When};
use crate::id::{AttachmentId, ClientId, ContactId, PostId, TicketId, UserId};
use crate::tags::TagView;
use crate::views::{OpenView, TicketColumn};
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
    /// By the clock.
    Recurring,
    /// From the file of another program.
    Import,
}

text_enum!(TicketSource {
    Email => "email",
    Phone => "phone",
    Portal => "portal",
    Chat => "chat",
    Monitoring => "monitoring",
    Api => "api",
    WalkIn => "walk_in",
    Recurring => "recurring",
    Import => "import",
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
            Self::Recurring => "Recurring",
            Self::Import => "Import",
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
    /// A tag id.
    #[serde(default)]
    pub tag: String,
    /// A custom field's id, a colon, and the value it must have.
    #[serde(default)]
    pub custom: String,
    /// `due` or `waiting`.
    #[serde(default)]
    pub follow_up: String,
    /// Words of the subject, or a ticket number.
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub after: String,
    #[serde(default)]
    pub before: String,
    /// A saved view's id; its filter counts while no other is given.
    #[serde(default)]
    pub view: String,
}

impl TicketFilter {
    /// Reads the filter's values by their names, as the address and forms carry them.
    pub fn read(get: impl Fn(&str) -> String) -> Self {
        Self {
            show: get("show"),
            status: get("status"),
            priority: get("priority"),
            technician: get("technician"),
            client: get("client"),
            board: get("board"),
            tag: get("tag"),
            custom: get("custom"),
            follow_up: get("follow_up"),
            q: get("q"),
            after: get("after"),
            before: get("before"),
            view: get("view"),
        }
    }

    /// What is filtered by: names and values, without position and view.
    pub fn fields(&self) -> [(&'static str, &str); 10] {
        [
            ("show", &self.show),
            ("status", &self.status),
            ("priority", &self.priority),
            ("technician", &self.technician),
            ("client", &self.client),
            ("board", &self.board),
            ("tag", &self.tag),
            ("custom", &self.custom),
            ("follow_up", &self.follow_up),
            ("q", &self.q),
        ]
    }

    /// Whether nothing is filtered by.
    pub fn is_plain(&self) -> bool {
        self.fields().iter().all(|(_, value)| value.is_empty())
    }

    /// The same filter without position and view, with the default written out: two filters that
    /// show the same are equal.
    pub fn bare(&self) -> Self {
        let mut bare = Self {
            after: String::new(),
            before: String::new(),
            view: String::new(),
            q: self.q.trim().to_string(),
            ..self.clone()
        };
        if bare.show.is_empty() {
            bare.show = "active".to_string();
        }
        bare
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketRow {
    pub id: TicketId,
    pub number: u64,
    pub version: u32,
    pub subject: String,
    pub status_key: String,
    pub status: String,
    pub category: StatusCategory,
    pub priority: Priority,
    pub ticket_type: TicketType,
    pub source: TicketSource,
    pub board: String,
    pub client: Option<String>,
    pub contact: Option<String>,
    pub technician_id: Option<UserId>,
    pub technician: Option<String>,
    pub tags: Vec<TagView>,
    /// Name and value of each custom field that has one.
    pub custom: Vec<(String, String)>,
    pub follow_up: Option<When>,
    pub created: When,
    pub updated: When,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketList {
    pub page: crate::common::Page<TicketRow>,
    pub choices: TicketChoices,
    /// What is shown: what was asked for, or the view's.
    pub filter: TicketFilter,
    pub view: Option<OpenView>,
    pub columns: Vec<TicketColumn>,
}

/// What the selects of the list's filter bar, the record and the form offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketChoices {
    /// Status key → name.
    pub statuses: Vec<Choice>,
    /// The category of each of them, in their order.
    pub categories: Vec<StatusCategory>,
    /// User id → name; active users only.
    pub technicians: Vec<Choice>,
    /// Board id → name.
    pub boards: Vec<Choice>,
    /// All tags, archived ones too: a ticket may still wear them.
    pub tags: Vec<TagView>,
    /// Macro id → name; those that can be run.
    pub macros: Vec<Choice>,
    /// The custom fields of tickets; on the ticket's own page with what it has in them.
    #[serde(default)]
    pub custom: Vec<crate::custom::CustomValue>,
    /// Texts that the reader may insert; on the ticket's own page only.
    #[serde(default)]
    pub canned: Vec<crate::canned::CannedChoice>,
}

impl TicketChoices {
    /// The tags that may be put on a ticket.
    pub fn offered_tags(&self) -> impl Iterator<Item = &TagView> {
        self.tags.iter().filter(|tag| !tag.archived)
    }
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
    /// The number of the merged ticket that it was written on; `None`: this one.
    pub merged_from: Option<u64>,
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
    pub tags: Vec<TagView>,
    pub posts: Vec<PostView>,
    /// Other active tickets of the client, newest first.
    pub related: Vec<TicketLink>,
    pub choices: TicketChoices,
    /// The ticket in which this one goes on.
    pub merged_into: Option<crate::relations::MergedInto>,
    /// The tickets that go on in this one; their posts are among the posts.
    pub merged_from: Vec<u64>,
    pub relations: Vec<crate::relations::RelatedTicket>,
    pub people: crate::people::TicketPeople,
    /// What is to be done, in its order.
    pub checklist: Vec<crate::checklists::ChecklistItem>,
    pub follow_up: Option<crate::follow_ups::FollowUp>,
    /// What the reader has typed and not sent yet.
    pub draft: Option<crate::drafts::DraftView>,
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
    /// Template id → name; those in use.
    pub templates: Vec<Choice>,
    /// The chosen template.
    pub start: Option<crate::templates::TicketStart>,
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
