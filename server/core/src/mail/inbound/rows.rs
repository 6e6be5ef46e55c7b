//! Rows of `inbound_messages`; they never leave this folder.

use app_types::Timestamp;
use app_types::id::{FileId, InboundMessageId, MailboxId, PostId, TenantId, TicketId, UserId};
use app_types::mail::{InboundSource, InboundState};
use diesel::prelude::*;
use server_db::schema::inbound_messages;

#[derive(Insertable)]
#[diesel(table_name = inbound_messages)]
pub(super) struct NewInboundRow<'a> {
    pub tenant_id: TenantId,
    pub id: InboundMessageId,
    pub mailbox_id: MailboxId,
    pub source: InboundSource,
    pub file_id: FileId,
    pub identity_hash: &'a [u8],
    pub imap_uid_validity: Option<u64>,
    pub imap_uid: Option<u64>,
    pub state: InboundState,
    pub received_at: Timestamp,
}

/// A mail as verbs and the job need it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = inbound_messages)]
pub(super) struct InboundRow {
    pub id: InboundMessageId,
    pub mailbox_id: MailboxId,
    pub source: InboundSource,
    pub file_id: FileId,
    pub state: InboundState,
    pub from_address: String,
    pub processed_at: Option<Timestamp>,
    pub processed_by: Option<UserId>,
}

/// What the job and the verbs write. `None` leaves a column as it is.
#[derive(Debug, Default, AsChangeset)]
#[diesel(table_name = inbound_messages)]
pub(super) struct InboundChanges<'a> {
    pub state: Option<InboundState>,
    pub reason: Option<&'a str>,
    pub message_id: Option<&'a str>,
    pub from_address: Option<&'a str>,
    pub from_name: Option<&'a str>,
    pub subject: Option<&'a str>,
    pub ticket_id: Option<Option<TicketId>>,
    pub post_id: Option<Option<PostId>>,
    pub processed_at: Option<Option<Timestamp>>,
    pub processed_by: Option<Option<UserId>>,
}
