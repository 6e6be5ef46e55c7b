//! Tags: a tenant's own words on tickets and clients.

use crate::columns::text_enum;
use crate::id::TagId;
use serde::{Deserialize, Serialize};

/// What a tag is painted in: the tones of the design system.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum TagTone {
    #[default]
    Neutral,
    Accent,
    Info,
    Success,
    Warning,
    Danger,
}

text_enum!(TagTone {
    Neutral => "neutral",
    Accent => "accent",
    Info => "info",
    Success => "success",
    Warning => "warning",
    Danger => "danger",
});

impl TagTone {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Neutral => "Grey",
            Self::Accent => "The workspace's colour",
            Self::Info => "Blue",
            Self::Success => "Green",
            Self::Warning => "Amber",
            Self::Danger => "Red",
        }
    }
}

/// A tag as pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagView {
    pub id: TagId,
    pub name: String,
    pub tone: TagTone,
    /// Stays where it is, and is offered nowhere.
    pub archived: bool,
}

/// A tag as its form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagForm {
    pub tag: TagView,
    pub version: u32,
}

/// What the form of a tag sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagInput {
    pub name: String,
    /// A [`TagTone`].
    pub tone: String,
}
