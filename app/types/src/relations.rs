//! How tickets have to do with each other.

use crate::columns::text_enum;
use serde::{Deserialize, Serialize};

/// What another ticket is to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum Relation {
    RelatedTo,
    Blocks,
    BlockedBy,
    DuplicateOf,
    DuplicatedBy,
    /// The other one is this one's parent.
    PartOf,
    /// The other one is this one's child.
    HasPart,
}

text_enum!(Relation {
    RelatedTo => "related_to",
    Blocks => "blocks",
    BlockedBy => "blocked_by",
    DuplicateOf => "duplicate_of",
    DuplicatedBy => "duplicated_by",
    PartOf => "part_of",
    HasPart => "has_part",
});

impl Relation {
    /// As it stands before the other ticket's number.
    pub const fn label(self) -> &'static str {
        match self {
            Self::RelatedTo => "Related to",
            Self::Blocks => "Blocks",
            Self::BlockedBy => "Blocked by",
            Self::DuplicateOf => "Duplicate of",
            Self::DuplicatedBy => "Duplicated by",
            Self::PartOf => "Part of",
            Self::HasPart => "Has the part",
        }
    }
}

/// A ticket that has to do with the one that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedTicket {
    pub relation: Relation,
    pub number: u64,
    pub subject: String,
    pub status: String,
    pub active: bool,
}

/// Where a merged ticket goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedInto {
    pub number: u64,
    pub subject: String,
}
