//! Mail in and out: enums, wire structs.

use crate::columns::text_enum;
use crate::common::{Choice, Page, When};
use crate::id::{BoardId, ContactId, InboundMessageId, MailboxId, MailboxKeyId, UndeliverableId};
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

/// The filters of the list of incoming mail, as the URL carries them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundFilter {
    /// A state, or empty for all.
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub after: String,
    #[serde(default)]
    pub before: String,
}

/// A row of the list of incoming mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundView {
    pub id: InboundMessageId,
    pub state: InboundState,
    /// Why it was not filed; empty when it was.
    pub reason: String,
    pub from_address: String,
    pub from_name: String,
    pub subject: String,
    /// Address of the mailbox it came to.
    pub mailbox: String,
    /// Number of the ticket it became part of.
    pub ticket: Option<u64>,
    pub received: When,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundList {
    pub page: Page<InboundView>,
    /// Mails in quarantine, counted up to 100.
    pub quarantined: u32,
}

/// One incoming mail with all that a person needs to decide about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundRecord {
    pub mail: InboundView,
    pub source: InboundSource,
    pub to: Vec<String>,
    /// Sanitised by the server; may be set as inner HTML.
    pub html: String,
    /// Pictures on other servers.
    pub remote_pictures: u32,
    /// Whether `html` shows them.
    pub remote_shown: bool,
    /// The raw message as text, its first part if it is long.
    pub original: String,
    pub original_is_cut: bool,
    pub files: Vec<InboundFile>,
    /// The contact with the sender's address.
    pub sender: Option<InboundSender>,
    pub processed: Option<When>,
    /// Who filed or dismissed it by hand.
    pub processed_by: Option<String>,
    /// The reader may file it, and its state allows it.
    pub may_file: bool,
}

/// A file of an incoming mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundFile {
    pub name: String,
    /// By content, not as declared.
    pub content_type: String,
    pub size: u64,
}

/// An address whose mail came back for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndeliverableView {
    pub id: UndeliverableId,
    pub address: String,
    pub bounces: u32,
    /// What the last report said; may be empty.
    pub reason: String,
    pub bounced: When,
    /// Who has the address.
    pub contact: Option<ContactId>,
    pub contact_name: String,
}

/// Who the sender is, where we know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundSender {
    pub contact: ContactId,
    pub name: String,
    pub client_number: u64,
}

/// A mailbox as the settings list it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxView {
    pub id: MailboxId,
    pub address: String,
    pub display_name: String,
    pub board_id: BoardId,
    pub board: String,
    /// `imap://host:port`, `imaps://host:port`, or empty when mail is piped in.
    pub imap_url: String,
    pub imap_username: String,
    pub imap_folder: String,
    pub has_password: bool,
    pub polled: Option<When>,
    /// Why the last poll failed; empty when it did not.
    pub poll_error: String,
    pub version: u32,
    pub archived: bool,
}

/// What the mailbox form sends. An empty password keeps the stored one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxInput {
    pub address: String,
    pub display_name: String,
    pub board: String,
    #[serde(default)]
    pub imap_url: String,
    #[serde(default)]
    pub imap_username: String,
    #[serde(default)]
    pub imap_password: String,
    #[serde(default)]
    pub imap_folder: String,
}

/// What the forms that file a mail by hand offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingChoices {
    /// Words of a client's name, as searched for.
    pub q: String,
    /// Client number → name.
    pub clients: Vec<Choice>,
    /// The chosen client's number, or empty.
    pub client: String,
    /// Contact id → name; of the chosen client.
    pub contacts: Vec<Choice>,
    /// The contact with the sender's address, when it is one of `contacts`.
    pub contact: String,
}

/// One incoming mail with the forms beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundPage {
    pub record: InboundRecord,
    /// `None`: the reader may not file it, or it is filed.
    pub filing: Option<FilingChoices>,
}

/// The settings page of the mailboxes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxForm {
    /// `None`: a new one.
    pub mailbox: Option<MailboxView>,
    /// Board id → name.
    pub boards: Vec<Choice>,
    /// Where programs deliver mail over HTTP; empty for a new mailbox.
    pub delivery_url: String,
    /// What they sign it with.
    pub keys: Vec<MailboxKeyView>,
}

/// A secret for delivery over HTTP, without the secret: that is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxKeyView {
    pub id: MailboxKeyId,
    pub created: When,
    pub used: Option<When>,
}
