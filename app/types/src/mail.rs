//! Mail in and out: enums, wire structs.

use crate::columns::text_enum;
use serde::{Deserialize, Serialize};

/// Why a mail goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum MailPurpose {
    /// A technician's public reply.
    TicketReply,
    /// The automatic "we have your request".
    TicketReceived,
    /// A link to choose a new password.
    Reset,
    /// A link to join the tenant.
    Invite,
    /// Anything else the system tells a person.
    Notice,
}

text_enum!(MailPurpose {
    TicketReply => "ticket_reply",
    TicketReceived => "ticket_received",
    Reset => "reset",
    Invite => "invite",
    Notice => "notice",
});

/// What became of a mail that goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum OutboundState {
    Queued,
    Sent,
    Failed,
}

text_enum!(OutboundState { Queued => "queued", Sent => "sent", Failed => "failed" });

/// What became of a mail that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum InboundState {
    /// Safe on disk, not looked at yet.
    Stored,
    /// Became a ticket or a reply.
    Filed,
    /// Kept aside with a reason; a person decides.
    Quarantined,
    /// Not for the service desk: a bounce, an out-of-office note, or set aside by a person.
    Dismissed,
}

text_enum!(InboundState {
    Stored => "stored",
    Filed => "filed",
    Quarantined => "quarantined",
    Dismissed => "dismissed",
});

impl InboundState {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Stored => "Waiting",
            Self::Filed => "Filed",
            Self::Quarantined => "Quarantined",
            Self::Dismissed => "Dismissed",
        }
    }
}

/// How a mail reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum InboundSource {
    /// `nestogy mail receive`, called by a mail server.
    Pipe,
    Imap,
    Http,
}

text_enum!(InboundSource { Pipe => "pipe", Imap => "imap", Http => "http" });
