//! The table row of an outgoing mail.

use app_types::Timestamp;
use app_types::id::{OutboundMessageId, PostId, TenantId, TicketId};
use app_types::mail::{MailPurpose, OutboundState};
use diesel::prelude::*;
use server_db::schema::outbound_messages;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = outbound_messages)]
pub(super) struct OutboundRow {
    pub tenant_id: TenantId,
    pub id: OutboundMessageId,
    pub purpose: MailPurpose,
    pub ticket_id: Option<TicketId>,
    pub post_id: Option<PostId>,
    pub from_address: String,
    pub from_name: String,
    pub reply_to: String,
    pub to_address: String,
    pub to_name: String,
    /// [`super::NamedRecipients`] as JSON; empty: the recipient alone.
    pub named_recipients: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    pub message_id: String,
    pub in_reply_to: String,
    pub thread_references: String,
    pub auto_submitted: bool,
    pub state: OutboundState,
    pub last_error: String,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}
