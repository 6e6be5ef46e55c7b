//! One ticket with all that a technician needs to finish it.

use super::{choices, follow_up, posts, relations, tags};
use crate::clocktext::ClockText;
use crate::error::{Result, require};
use app_types::Permission;
use app_types::Timestamp;
use app_types::drafts::DraftView;
use app_types::follow_ups::FollowUpState;
use app_types::id::{BoardId, ClientId, ContactId, TicketId, UserId};
use app_types::people::TicketPeople;
use app_types::tickets::{
    PostKind, Priority, StatusCategory, TicketClient, TicketContact, TicketLink, TicketRecord,
    TicketSource, TicketType,
};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{
    boards, clients, contacts, ticket_drafts, ticket_statuses, tickets, users,
};
use std::collections::HashMap;

/// Related tickets shown beside a ticket.
const RELATED: i64 = 6;

/// Seven statements, however long the conversation is and however many tickets were merged.
///
/// # Errors
/// [`crate::Error::NotFound`] for a number the tenant does not have.
pub async fn record(tx: &mut TenantTx, number: u64, text: &ClockText) -> Result<TicketRecord> {
    require(tx, Permission::TicketsView)?;
    let ticket = load_ticket(tx, number).await?;
    let (target, parent) = (ticket.merged_into_id, ticket.parent_id);
    let beside = relations::load(tx, ticket.id, target, parent, text).await?;
    let mut ids: Vec<TicketId> = beside.merged_from.keys().copied().collect();
    ids.push(ticket.id);
    let posts = posts::load(tx, &ids, &beside, text).await?;
    let related = load_related(tx, ticket.client_id, ticket.id).await?;
    let choices = choices::load_with_canned(tx, ticket.id).await?;
    Ok(TicketRecord {
        tags: crate::tags::worn(ticket.tags.as_deref().unwrap_or_default(), &choices.tags),
        client: ticket.client(),
        contact: ticket.contact(),
        draft: ticket.draft(text),
        follow_up: follow_up::shown(ticket.follow_up_at, ticket.follow_up_state, text),
        merged_into: beside.merged_into,
        merged_from: merged_from(&beside.merged_from),
        relations: beside.relations,
        checklist: beside.checklist.into_iter().map(|(_, item)| item).collect(),
        people: people(beside.people, ticket.contact.as_ref()),
        id: ticket.id,
        number,
        subject: ticket.subject,
        status_key: ticket.status_key,
        status: ticket.status,
        category: ticket.category,
        priority: ticket.priority,
        ticket_type: ticket.ticket_type,
        source: ticket.source,
        technician_id: ticket.technician_id,
        technician: ticket.technician,
        board: ticket.board,
        board_id: ticket.board_id,
        version: ticket.version,
        created: text.when(ticket.created_at),
        updated: text.when(ticket.updated_at),
        responded: ticket.responded_at.map(|at| text.when(at)),
        follows: ticket.follows,
        posts,
        related,
        choices,
    })
}

/// The contact, who gets the reply itself, is no copy.
fn people(mut people: TicketPeople, contact: Option<&ContactColumns>) -> TicketPeople {
    let to = contact.and_then(|(_, email, _, _)| email.clone());
    people
        .copies
        .retain(|copy| Some(&copy.address) != to.as_ref());
    people
}

/// Name, address, phone and title.
type ContactColumns = (String, Option<String>, String, String);

fn merged_from(sources: &HashMap<TicketId, u64>) -> Vec<u64> {
    let mut numbers: Vec<u64> = sources.values().copied().collect();
    numbers.sort_unstable();
    numbers
}

#[derive(Queryable)]
struct TicketJoined {
    id: TicketId,
    subject: String,
    status_key: String,
    status: String,
    category: StatusCategory,
    priority: Priority,
    ticket_type: TicketType,
    source: TicketSource,
    version: u32,
    created_at: Timestamp,
    updated_at: Timestamp,
    responded_at: Option<Timestamp>,
    board_id: BoardId,
    board: String,
    technician_id: Option<UserId>,
    technician: Option<String>,
    client_id: Option<ClientId>,
    client: Option<(u64, String, String, String)>,
    contact_id: Option<ContactId>,
    contact: Option<(String, Option<String>, String, String)>,
    follows: Option<u64>,
    merged_into_id: Option<TicketId>,
    parent_id: Option<TicketId>,
    follow_up_at: Option<Timestamp>,
    follow_up_state: FollowUpState,
    draft: Option<DraftColumns>,
    /// Ids, see [`tags::WORN`].
    tags: Option<String>,
}

/// Kind, words, version and last change of the reader's own draft.
type DraftColumns = (PostKind, String, u32, Timestamp);

impl TicketJoined {
    fn draft(&self, text: &ClockText) -> Option<DraftView> {
        let (kind, body, version, updated_at) = self.draft.clone()?;
        Some(DraftView {
            kind,
            body,
            version,
            saved: text.when(updated_at),
        })
    }

    fn client(&self) -> Option<TicketClient> {
        let (number, name, phone, vip_note) = self.client.clone()?;
        Some(TicketClient {
            id: self.client_id?,
            number,
            name,
            phone,
            vip_note,
        })
    }

    fn contact(&self) -> Option<TicketContact> {
        let (name, email, phone, title) = self.contact.clone()?;
        Some(TicketContact {
            id: self.contact_id?,
            name,
            email,
            phone,
            title,
        })
    }
}

async fn load_ticket(tx: &mut TenantTx, number: u64) -> Result<TicketJoined> {
    let tenant = tx.tenant();
    let reader = tx.actor().user_id().unwrap_or(UserId(uuid::Uuid::nil()));
    let previous = diesel::alias!(tickets as previous);
    Ok(tickets::table
        .inner_join(
            ticket_statuses::table.on(ticket_statuses::tenant_id
                .eq(tickets::tenant_id)
                .and(ticket_statuses::status_key.eq(tickets::status_key))),
        )
        .inner_join(
            boards::table.on(boards::tenant_id
                .eq(tickets::tenant_id)
                .and(boards::id.eq(tickets::board_id))),
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
        .left_join(
            previous.on(previous
                .field(tickets::tenant_id)
                .eq(tickets::tenant_id)
                .and(
                    previous
                        .field(tickets::id)
                        .nullable()
                        .eq(tickets::follows_id),
                )),
        )
        .left_join(
            ticket_drafts::table.on(ticket_drafts::tenant_id
                .eq(tickets::tenant_id)
                .and(ticket_drafts::ticket_id.eq(tickets::id))
                .and(ticket_drafts::user_id.eq(reader))),
        )
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::number.eq(number))
        .select((
            (
                tickets::id,
                tickets::subject,
                tickets::status_key,
                ticket_statuses::name,
                tickets::category,
                tickets::priority,
                tickets::ticket_type,
                tickets::source,
                tickets::version,
                tickets::created_at,
                tickets::updated_at,
                tickets::responded_at,
            ),
            (boards::id, boards::name),
            (tickets::technician_id, users::name.nullable()),
            tickets::client_id,
            (
                clients::number,
                clients::name,
                clients::phone,
                clients::vip_note,
            )
                .nullable(),
            tickets::contact_id,
            (
                contacts::name,
                contacts::email,
                contacts::phone,
                contacts::title,
            )
                .nullable(),
            previous.field(tickets::number).nullable(),
            (
                tickets::merged_into_id,
                tickets::parent_id,
                tickets::follow_up_at,
                tickets::follow_up_state,
            ),
            (
                ticket_drafts::kind,
                ticket_drafts::body,
                ticket_drafts::version,
                ticket_drafts::updated_at,
            )
                .nullable(),
            diesel::dsl::sql::<Nullable<Text>>(tags::WORN),
        ))
        .first::<Nested>(tx.conn())
        .await?
        .into())
}

type Fields = (
    TicketId,
    String,
    String,
    String,
    StatusCategory,
    Priority,
    TicketType,
    TicketSource,
    u32,
    Timestamp,
    Timestamp,
    Option<Timestamp>,
);

type Nested = (
    Fields,
    (BoardId, String),
    (Option<UserId>, Option<String>),
    Option<ClientId>,
    Option<(u64, String, String, String)>,
    Option<ContactId>,
    Option<(String, Option<String>, String, String)>,
    Option<u64>,
    (
        Option<TicketId>,
        Option<TicketId>,
        Option<Timestamp>,
        FollowUpState,
    ),
    Option<DraftColumns>,
    Option<String>,
);

impl From<Nested> for TicketJoined {
    fn from(
        (
            fields,
            board,
            technician,
            client_id,
            client,
            contact_id,
            contact,
            follows,
            up,
            draft,
            tags,
        ): Nested,
    ) -> Self {
        let (
            id,
            subject,
            status_key,
            status,
            category,
            priority,
            ticket_type,
            source,
            version,
            created_at,
            updated_at,
            responded_at,
        ) = fields;
        Self {
            id,
            subject,
            status_key,
            status,
            category,
            priority,
            ticket_type,
            source,
            version,
            created_at,
            updated_at,
            responded_at,
            board_id: board.0,
            board: board.1,
            technician_id: technician.0,
            technician: technician.1,
            client_id,
            client,
            contact_id,
            contact,
            follows,
            merged_into_id: up.0,
            parent_id: up.1,
            follow_up_at: up.2,
            follow_up_state: up.3,
            draft,
            tags,
        }
    }
}

async fn load_related(
    tx: &mut TenantTx,
    client: Option<ClientId>,
    ticket: TicketId,
) -> Result<Vec<TicketLink>> {
    let Some(client) = client else {
        return Ok(Vec::new());
    };
    let tenant = tx.tenant();
    let rows: Vec<(u64, String, String)> = tickets::table
        .inner_join(
            ticket_statuses::table.on(ticket_statuses::tenant_id
                .eq(tickets::tenant_id)
                .and(ticket_statuses::status_key.eq(tickets::status_key))),
        )
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::client_id.eq(client))
        .filter(tickets::active.eq(1i8))
        .filter(tickets::id.ne(ticket))
        .order((tickets::updated_at.desc(), tickets::id.desc()))
        .limit(RELATED)
        .select((tickets::number, tickets::subject, ticket_statuses::name))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(number, subject, status)| TicketLink {
            number,
            subject,
            status,
        })
        .collect())
}
