//! One ticket with all that a technician needs to finish it.

use super::choices;
use crate::clocktext::ClockText;
use crate::error::{Result, require};
use app_types::Permission;
use app_types::Timestamp;
use app_types::id::{
    AttachmentId, BoardId, ClientId, ContactId, InboundMessageId, PostId, TicketId, UserId,
};
use app_types::tickets::{
    AttachmentView, AuthorKind, Delivery, PostKind, PostView, Priority, StatusCategory,
    TicketClient, TicketContact, TicketLink, TicketRecord, TicketSource, TicketType,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{
    attachments, boards, clients, contacts, files, inbound_messages, outbound_messages,
    ticket_posts, ticket_statuses, tickets, users,
};

/// Related tickets shown beside a ticket.
const RELATED: i64 = 6;

/// Six statements, however long the conversation is.
///
/// # Errors
/// [`crate::Error::NotFound`] for a number the tenant does not have.
pub async fn record(tx: &mut TenantTx, number: u64, text: &ClockText) -> Result<TicketRecord> {
    require(tx, Permission::TicketsView)?;
    let ticket = load_ticket(tx, number).await?;
    let mut posts = load_posts(tx, ticket.id, text).await?;
    attach_files(tx, ticket.id, &mut posts).await?;
    attach_deliveries(tx, ticket.id, &mut posts).await?;
    let related = load_related(tx, ticket.client_id, ticket.id).await?;
    let choices = choices::load(tx).await?;
    Ok(TicketRecord {
        client: ticket.client(),
        contact: ticket.contact(),
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
}

impl TicketJoined {
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
);

impl From<Nested> for TicketJoined {
    fn from(
        (fields, board, technician, client_id, client, contact_id, contact, follows): Nested,
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
        }
    }
}

type PostRow = (
    PostId,
    u32,
    PostKind,
    AuthorKind,
    String,
    String,
    Timestamp,
    Option<InboundMessageId>,
);

async fn load_posts(
    tx: &mut TenantTx,
    ticket: TicketId,
    text: &ClockText,
) -> Result<Vec<PostView>> {
    let tenant = tx.tenant();
    let rows: Vec<PostRow> = ticket_posts::table
        .left_join(
            inbound_messages::table.on(inbound_messages::tenant_id
                .eq(ticket_posts::tenant_id)
                .and(inbound_messages::post_id.eq(ticket_posts::id.nullable()))),
        )
        .filter(ticket_posts::tenant_id.eq(tenant))
        .filter(ticket_posts::ticket_id.eq(ticket))
        .order(ticket_posts::position.asc())
        .select((
            ticket_posts::id,
            ticket_posts::position,
            ticket_posts::kind,
            ticket_posts::author_kind,
            ticket_posts::author_name,
            ticket_posts::body_html,
            ticket_posts::created_at,
            inbound_messages::id.nullable(),
        ))
        .load(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| post_view(row, text)).collect())
}

fn post_view(
    (id, position, kind, author_kind, author, html, at, inbound_message): PostRow,
    text: &ClockText,
) -> PostView {
    PostView {
        id,
        position,
        kind,
        author_kind,
        author,
        html,
        at: text.when(at),
        attachments: Vec::new(),
        inbound_message,
        delivery: None,
    }
}

async fn attach_files(tx: &mut TenantTx, ticket: TicketId, posts: &mut [PostView]) -> Result<()> {
    let tenant = tx.tenant();
    let rows: Vec<(PostId, AttachmentId, String, String, u64)> = attachments::table
        .inner_join(
            files::table.on(files::tenant_id
                .eq(attachments::tenant_id)
                .and(files::id.eq(attachments::file_id))),
        )
        .filter(attachments::tenant_id.eq(tenant))
        .filter(attachments::ticket_id.eq(ticket))
        .order(attachments::id.asc())
        .select((
            attachments::post_id,
            attachments::id,
            attachments::name,
            files::content_type,
            files::size,
        ))
        .load(tx.conn())
        .await?;
    for (post, id, name, content_type, size) in rows {
        if let Some(view) = posts.iter_mut().find(|view| view.id == post) {
            view.attachments.push(AttachmentView {
                id,
                name,
                content_type,
                size,
            });
        }
    }
    Ok(())
}

async fn attach_deliveries(
    tx: &mut TenantTx,
    ticket: TicketId,
    posts: &mut [PostView],
) -> Result<()> {
    let tenant = tx.tenant();
    let rows: Vec<(Option<PostId>, String, String, String)> = outbound_messages::table
        .filter(outbound_messages::tenant_id.eq(tenant))
        .filter(outbound_messages::ticket_id.eq(ticket))
        .filter(outbound_messages::purpose.eq("ticket_reply"))
        .select((
            outbound_messages::post_id,
            outbound_messages::to_address,
            outbound_messages::state,
            outbound_messages::last_error,
        ))
        .load(tx.conn())
        .await?;
    for (post, to, state, error) in rows {
        if let Some(view) = posts.iter_mut().find(|view| Some(view.id) == post) {
            view.delivery = Some(Delivery { to, state, error });
        }
    }
    Ok(())
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
