//! What concerns a user and was done by somebody else.

use crate::columns::text_enum;
use crate::common::{Page, When};
use crate::id::NotificationId;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum NotificationEvent {
    /// A ticket became theirs.
    Assigned,
    /// The client wrote to a ticket of theirs.
    ClientReplied,
    /// Another technician wrote to a ticket of theirs.
    ColleagueWrote,
    /// A ticket that they put off, or that is theirs, is to be looked at again.
    FollowUpDue,
}

text_enum!(NotificationEvent {
    Assigned => "assigned",
    ClientReplied => "client_replied",
    ColleagueWrote => "colleague_wrote",
    FollowUpDue => "follow_up_due",
});

impl NotificationEvent {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Assigned => "A ticket is assigned to me",
            Self::ClientReplied => "A client replies to a ticket of mine",
            Self::ColleagueWrote => "A colleague writes to a ticket of mine",
            Self::FollowUpDue => "A follow-up of mine is due",
        }
    }
}

/// By which ways somebody hears of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preference {
    pub event: NotificationEvent,
    pub in_app: bool,
    /// At once; what comes together within a minute comes in one mail.
    pub by_mail: bool,
    /// In one mail each morning; at once comes before it.
    pub daily: bool,
}

impl Preference {
    /// What counts until somebody says otherwise.
    pub const fn of(event: NotificationEvent) -> Self {
        Self {
            event,
            in_app: true,
            by_mail: false,
            daily: false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationRow {
    pub id: NotificationId,
    pub text: String,
    pub ticket: u64,
    pub subject: String,
    pub at: When,
    pub unread: bool,
}

/// The list, newest first. The count stops at 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationList {
    pub page: Page<NotificationRow>,
    pub unread: u32,
}
