//! What concerns a user and was done by somebody else.

use crate::columns::text_enum;
use crate::common::{Page, When};
use crate::id::{NotificationId, PushDeviceId};
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
    /// In the browsers that were turned on for it; without one, nothing is sent.
    pub by_push: bool,
}

impl Preference {
    /// What counts until somebody says otherwise.
    pub const fn of(event: NotificationEvent) -> Self {
        Self {
            event,
            in_app: true,
            by_mail: false,
            daily: false,
            by_push: true,
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

/// A browser that its user wants to be notified in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushDevice {
    pub id: PushDeviceId,
    /// For example `Firefox on Linux`.
    pub label: String,
    pub since: When,
    /// When the push service last took something for it.
    pub pushed: Option<When>,
    /// Why the last message did not get through; empty when it did.
    pub trouble: String,
}

/// What the page needs that turns notifications on in a browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushSettings {
    /// The workspace's public key, an uncompressed point of P-256, for `applicationServerKey`.
    pub key: Vec<u8>,
    /// Oldest first.
    pub devices: Vec<PushDevice>,
    /// How many a person may have.
    pub most: usize,
}

/// A browser's subscription, as its `toJSON()` has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushForm {
    /// The address at the browser's push service.
    pub endpoint: String,
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// The browser's secret, base64url.
    pub auth: String,
    /// The endpoint that this one takes the place of; empty when there was none.
    pub replaces: String,
}
