//! The words of outgoing mails that a workspace edits.

use crate::columns::text_enum;
use serde::{Deserialize, Serialize};

/// Which words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum TemplateKind {
    /// Around a technician's reply.
    Reply,
    /// The automatic "we have your request".
    Received,
    /// Of people who have no signature of their own.
    Signature,
}

text_enum!(TemplateKind {
    Reply => "reply",
    Received => "received",
    Signature => "signature",
});

impl TemplateKind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Reply => "Reply to a client",
            Self::Received => "Request received",
            Self::Signature => "Signature",
        }
    }

    pub const fn about(self) -> &'static str {
        match self {
            Self::Reply => "Around the words a technician writes. The conversation follows below.",
            Self::Received => "Sent once when a client's mail becomes a ticket.",
            Self::Signature => "Of everyone who has written none in their profile.",
        }
    }

    /// What may stand between double braces, and what it is.
    pub const fn variables(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Reply => &[
                ("reply", "what the technician wrote; needed"),
                ("signature", "the technician's signature"),
                ("author", "the technician's name"),
                ("contact", "the name of who gets the mail"),
                ("ticket", "the ticket's tag, like [#1042]"),
                ("subject", "the ticket's subject"),
                ("workspace", "the workspace's name"),
            ],
            Self::Received => &[
                ("contact", "the name of who gets the mail"),
                ("ticket", "the ticket's tag, like [#1042]"),
                ("subject", "the ticket's subject"),
                ("workspace", "the workspace's name"),
            ],
            Self::Signature => &[
                ("author", "the technician's name"),
                ("workspace", "the workspace's name"),
            ],
        }
    }
}

/// A template as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateView {
    pub kind: TemplateKind,
    pub body: String,
    /// Nobody changed it.
    pub is_default: bool,
    /// 0 while it is the default.
    pub version: u32,
    pub preview: TemplatePreview,
}

/// What a mail will look like, with made-up values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatePreview {
    pub text: String,
    /// Made by the server; may be set as inner HTML.
    pub html: String,
    /// What must be mended first; empty when nothing must.
    pub problem: String,
}

/// A person's own signature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureView {
    /// Empty: the workspace's.
    pub body: String,
    pub version: u32,
    /// What stands below replies now.
    pub shown: String,
}
