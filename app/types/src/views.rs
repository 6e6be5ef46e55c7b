//! How the ticket list looks, and views of it that have a name.

use crate::columns::text_enum;
use crate::common::Choice;
use crate::id::TicketViewId;
use crate::tickets::TicketFilter;
use serde::{Deserialize, Serialize};

/// What a row of the ticket list can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketColumn {
    Number,
    Subject,
    Client,
    Status,
    Priority,
    Technician,
    Board,
    Type,
    Source,
    FollowUp,
    Created,
    Changed,
    Fields,
}

text_enum!(TicketColumn {
    Number => "number",
    Subject => "subject",
    Client => "client",
    Status => "status",
    Priority => "priority",
    Technician => "technician",
    Board => "board",
    Type => "type",
    Source => "source",
    FollowUp => "follow_up",
    Created => "created",
    Changed => "changed",
    Fields => "fields",
});

impl TicketColumn {
    /// What everybody sees who has chosen nothing.
    pub const USUAL: &'static [Self] = &[
        Self::Number,
        Self::Subject,
        Self::Client,
        Self::Status,
        Self::Priority,
        Self::Technician,
        Self::Changed,
    ];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Number => "Number",
            Self::Subject => "Subject",
            Self::Client => "Client",
            Self::Status => "Status",
            Self::Priority => "Priority",
            Self::Technician => "Technician",
            Self::Board => "Board",
            Self::Type => "Type",
            Self::Source => "How it came in",
            Self::FollowUp => "Follow-up",
            Self::Created => "Created",
            Self::Changed => "Changed",
            Self::Fields => "Custom fields",
        }
    }
}

/// The saved view that the list shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenView {
    pub id: TicketViewId,
    pub name: String,
    pub shared: bool,
    pub version: u32,
    /// Whether the reader may change it.
    pub may_change: bool,
    /// Whether the list shows another filter than the one that was saved.
    pub changed: bool,
    /// `comfortable`, `compact` or empty: the reader's own.
    pub density: String,
}

/// A view in the sidebar and on the page of all views.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewRow {
    pub id: TicketViewId,
    pub name: String,
    pub shared: bool,
    /// Who made it.
    pub owner: String,
    pub may_change: bool,
    /// `None`: not counted, because the view searches for words or for what is no longer there.
    pub count: Option<ViewCount>,
}

/// How many tickets a view shows, counted up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewCount {
    pub found: u32,
    /// Counting stopped: there may be more.
    pub more: bool,
}

impl ViewCount {
    /// The most that is said: "99+".
    pub const CAP: u32 = 99;

    /// `7`, `99+`, or `12+` where counting stopped early.
    pub fn text(self) -> String {
        if self.found > Self::CAP {
            format!("{}+", Self::CAP)
        } else if self.more {
            format!("{}+", self.found)
        } else {
            self.found.to_string()
        }
    }
}

/// What the form of a view shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewForm {
    /// `None`: a new one.
    pub view: Option<OpenView>,
    pub filter: TicketFilter,
    /// Role id → name, where the reader may share views; else empty.
    pub roles: Vec<Choice>,
    /// The roles whose people see this view first.
    pub default_for: Vec<String>,
    pub may_share: bool,
}

/// What the form of a view sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewInput {
    pub name: String,
    pub shared: bool,
    /// Role ids.
    pub default_for: Vec<String>,
}

/// The form of columns and density.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookForm {
    /// The view whose look it is; `None`: the reader's own.
    pub view: Option<OpenView>,
    /// All columns in their order, and whether each is shown.
    pub columns: Vec<(TicketColumn, bool)>,
    /// `comfortable`, `compact`, or empty for a view that leaves it to the reader.
    pub density: String,
}

/// What the form of columns and density sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookInput {
    /// A view's id, or empty.
    pub view: String,
    /// Keys of all columns, in their order.
    pub order: Vec<String>,
    /// Keys of those that are shown.
    pub shown: Vec<String>,
    pub density: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_says_where_it_stopped() {
        let text = |found, more| ViewCount { found, more }.text();
        assert_eq!(text(0, false), "0");
        assert_eq!(text(99, false), "99");
        assert_eq!(text(100, false), "99+");
        assert_eq!(text(12, true), "12+");
    }
}
