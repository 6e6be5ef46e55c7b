//! How a ticket looks to the rules: its row with what belongs to it, and the message.

use super::facts::{Facts, Moment};
use super::words::Values;
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{BoardId, PostId, TicketId, UserId};
use app_types::tickets::{
    AuthorKind, PostKind, Priority, StatusCategory, TicketSource, TicketType,
};
use diesel::dsl::sql;
use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{clients, contacts, ticket_posts, ticket_statuses, tickets, users};

#[derive(Debug, Clone, Queryable)]
pub(super) struct Sight {
    pub number: u64,
    subject: String,
    status_key: String,
    status: String,
    category: StatusCategory,
    priority: Priority,
    ticket_type: TicketType,
    source: TicketSource,
    board_id: BoardId,
    pub technician_id: Option<UserId>,
    technician: Option<String>,
    /// Number, name and VIP note.
    client: Option<(u64, String, String)>,
    /// Name and address.
    contact: Option<(String, Option<String>)>,
}

/// The words that set the rules off, and the address they came from where it is not the contact's.
#[derive(Debug, Clone, Default, Queryable)]
pub(super) struct Message {
    body: String,
    sender_address: Option<String>,
}

impl Sight {
    pub(super) fn facts(&self, message: &Message, moment: Moment) -> Facts {
        let contact = self.contact.as_ref().and_then(|(_, email)| email.clone());
        let sender = message.sender_address.clone().or(contact);
        Facts {
            subject: self.subject.clone(),
            body: message.body.clone(),
            sender_address: sender.unwrap_or_default(),
            client: text(self.client.as_ref().map(|(number, _, _)| number)),
            vip: self
                .client
                .as_ref()
                .is_some_and(|(_, _, note)| !note.is_empty()),
            board: self.board_id.to_string(),
            priority: self.priority.to_string(),
            status: self.status_key.clone(),
            category: self.category.to_string(),
            ticket_type: self.ticket_type.to_string(),
            source: self.source.to_string(),
            technician: text(self.technician_id.as_ref()),
            moment,
        }
    }

    pub(super) fn subject(&self) -> &str {
        &self.subject
    }

    pub(super) fn has_address(&self) -> bool {
        self.contact
            .as_ref()
            .is_some_and(|(_, email)| email.is_some())
    }

    /// What texts may name.
    pub(super) fn values(&self, base_url: &str) -> Values {
        Values {
            number: self.number,
            subject: self.subject.clone(),
            priority: self.priority.label(),
            status: self.status.clone(),
            link: format!("{base_url}/tickets/{}", self.number),
            client: self
                .client
                .as_ref()
                .map(|(_, name, _)| name.clone())
                .unwrap_or_default(),
            contact: self
                .contact
                .as_ref()
                .map(|(name, _)| name.clone())
                .unwrap_or_default(),
            technician: self.technician.clone().unwrap_or_default(),
        }
    }
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// Tickets with all that [`Sight`] shows of them.
macro_rules! joined {
    ($tenant:expr) => {
        tickets::table
            .inner_join(
                ticket_statuses::table.on(ticket_statuses::tenant_id
                    .eq(tickets::tenant_id)
                    .and(ticket_statuses::status_key.eq(tickets::status_key))),
            )
            .left_join(
                users::table.on(users::tenant_id
                    .eq(tickets::tenant_id)
                    .and(users::id.nullable().eq(tickets::technician_id))),
            )
            .left_join(
                clients::table.on(clients::tenant_id
                    .eq(tickets::tenant_id)
                    .and(clients::id.nullable().eq(tickets::client_id))),
            )
            .left_join(
                contacts::table.on(contacts::tenant_id
                    .eq(tickets::tenant_id)
                    .and(contacts::id.nullable().eq(tickets::contact_id))),
            )
            .filter(tickets::tenant_id.eq($tenant))
    };
}

/// The columns of [`Sight`].
macro_rules! columns {
    () => {
        (
            tickets::number,
            tickets::subject,
            tickets::status_key,
            ticket_statuses::name,
            tickets::category,
            tickets::priority,
            tickets::ticket_type,
            tickets::source,
            tickets::board_id,
            tickets::technician_id,
            users::name.nullable(),
            (clients::number, clients::name, clients::vip_note).nullable(),
            (contacts::name, contacts::email).nullable(),
        )
    };
}

/// The ticket as it stands now.
pub(super) async fn ticket(tx: &mut TenantTx, id: TicketId) -> Result<Sight> {
    let tenant = tx.tenant();
    Ok(joined!(tenant)
        .filter(tickets::id.eq(id))
        .select(columns!())
        .first(tx.conn())
        .await?)
}

/// Tickets changed since an instant, the latest first, beyond `after`.
pub(super) async fn tickets_since(
    tx: &mut TenantTx,
    since: Timestamp,
    after: Option<(Timestamp, TicketId)>,
    limit: i64,
) -> Result<Vec<(TicketId, Timestamp, Sight)>> {
    let tenant = tx.tenant();
    let mut query = joined!(tenant)
        .filter(tickets::updated_at.ge(since))
        .order((tickets::updated_at.desc(), tickets::id.desc()))
        .select((tickets::id, tickets::updated_at, columns!()))
        .limit(limit)
        .into_boxed::<Mysql>();
    if let Some((at, id)) = after {
        query = query.filter(tickets::updated_at.le(at)).filter(
            tickets::updated_at
                .lt(at)
                .or(tickets::updated_at.eq(at).and(tickets::id.lt(id))),
        );
    }
    Ok(query.load(tx.conn()).await?)
}

/// A public post of the last days.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Past {
    pub ticket_id: TicketId,
    pub position: u32,
    pub author_kind: AuthorKind,
    pub created_at: Timestamp,
    body: String,
    sender_address: Option<String>,
}

impl Past {
    pub(super) fn message(&self) -> Message {
        Message {
            body: self.body.clone(),
            sender_address: self.sender_address.clone(),
        }
    }
}

/// The public posts of tickets since an instant; their words only where they are needed.
pub(super) async fn past_posts(
    tx: &mut TenantTx,
    ids: &[TicketId],
    since: Timestamp,
    with_body: bool,
) -> Result<Vec<Past>> {
    // sql: the beginning of a text, which is all that rules look at.
    let body = sql::<Text>(if with_body {
        "LEFT(ticket_posts.body_text, 65536)"
    } else {
        "''"
    });
    let tenant = tx.tenant();
    Ok(ticket_posts::table
        .left_join(
            contacts::table.on(contacts::tenant_id
                .eq(ticket_posts::tenant_id)
                .and(contacts::id.nullable().eq(ticket_posts::contact_id))),
        )
        .filter(ticket_posts::tenant_id.eq(tenant))
        .filter(ticket_posts::ticket_id.eq_any(ids))
        .filter(ticket_posts::kind.eq(PostKind::Reply))
        .filter(ticket_posts::created_at.ge(since))
        .select((
            ticket_posts::ticket_id,
            ticket_posts::position,
            ticket_posts::author_kind,
            ticket_posts::created_at,
            body,
            contacts::email.nullable(),
        ))
        .load(tx.conn())
        .await?)
}

/// The post that set the rules off; without one the ticket's latest public words.
pub(super) async fn message(
    tx: &mut TenantTx,
    ticket: TicketId,
    post: Option<PostId>,
) -> Result<Message> {
    let tenant = tx.tenant();
    let mut query = ticket_posts::table
        .left_join(
            contacts::table.on(contacts::tenant_id
                .eq(ticket_posts::tenant_id)
                .and(contacts::id.nullable().eq(ticket_posts::contact_id))),
        )
        .filter(ticket_posts::tenant_id.eq(tenant))
        .filter(ticket_posts::ticket_id.eq(ticket))
        .filter(ticket_posts::kind.eq(PostKind::Reply))
        .order(ticket_posts::position.desc())
        .select((ticket_posts::body_text, contacts::email.nullable()))
        .into_boxed::<Mysql>();
    if let Some(post) = post {
        query = query.filter(ticket_posts::id.eq(post));
    }
    let found = query.first(tx.conn()).await.optional()?;
    Ok(found.unwrap_or_default())
}
