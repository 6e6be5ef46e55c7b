//! What the client's page shows of everything that gathers on a client, in one statement.

// sql: what goes into the statement are constants of this file, never text from a person.

use crate::clocktext::ClockText;
use crate::error::Result;
use app_types::client_beside::{ClientBeside, ClientEvent, ClientFile, ClientNote};
use app_types::clients::DomainView;
use app_types::id::{ClientDomainId, ClientFileId, ClientId, ClientNoteId, UserId};
use app_types::{Permission, Timestamp};
use diesel::QueryableByName;
use diesel::mysql::Mysql;
use diesel::sql_types::{BigInt, Binary, Datetime, Integer, Nullable, Text, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use uuid::Uuid;

/// Shown before "see all"; one more is read to know whether there are more.
const NOTES: usize = 5;
const FILES: usize = 8;
const EVENTS: usize = 12;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Binary)]
    id: Vec<u8>,
    #[diesel(sql_type = Nullable<Datetime>)]
    at: Option<Timestamp>,
    #[diesel(sql_type = Nullable<Datetime>)]
    edited_at: Option<Timestamp>,
    #[diesel(sql_type = Text)]
    who: String,
    #[diesel(sql_type = Nullable<Binary>)]
    author_id: Option<UserId>,
    #[diesel(sql_type = Text)]
    words: String,
    /// A file's bytes, a ticket's number, a note's version.
    #[diesel(sql_type = Unsigned<BigInt>)]
    number: u64,
}

const NOTE: &str = "(SELECT 'note' AS kind, n.id AS id, n.created_at AS at, n.edited_at AS edited_at, u.name AS who, \
   n.author_id AS author_id, n.body AS words, CAST(n.version AS UNSIGNED) AS number \
   FROM client_notes n FORCE INDEX (client_notes_client) \
   LEFT JOIN users u ON u.tenant_id = n.tenant_id AND u.id = n.author_id \
   WHERE n.tenant_id = ? AND n.client_id = ? AND n.live = 1 ORDER BY n.created_at DESC, n.id DESC";
const FILE: &str = "(SELECT 'file', f.id, f.created_at, NULL, u.name, f.author_id, f.name, CAST(s.size AS UNSIGNED) \
   FROM client_files f FORCE INDEX (client_files_client) \
   LEFT JOIN files s ON s.tenant_id = f.tenant_id AND s.id = f.file_id \
   LEFT JOIN users u ON u.tenant_id = f.tenant_id AND u.id = f.author_id \
   WHERE f.tenant_id = ? AND f.client_id = ? AND f.live = 1 ORDER BY f.created_at DESC, f.id DESC";
const CHANGE: &str = "(SELECT 'change', a.id, a.at, NULL, a.actor_name, NULL, a.summary, CAST(0 AS UNSIGNED) \
   FROM audit_entries a FORCE INDEX (audit_entries_entity) \
   WHERE a.tenant_id = ? AND a.entity = 'client' AND a.entity_id = ? ORDER BY a.seq DESC";
const TICKET: &str = "(SELECT 'ticket', t.id, t.updated_at, NULL, COALESCE(s.name, t.status_key), NULL, t.subject, t.number \
   FROM tickets t FORCE INDEX (tickets_client_all) \
   LEFT JOIN ticket_statuses s FORCE INDEX (ticket_statuses_key) \
     ON s.tenant_id = t.tenant_id AND s.status_key = t.status_key \
   WHERE t.tenant_id = ? AND t.client_id = ? ORDER BY t.updated_at DESC, t.id DESC";
/// The domain has a collation of its own, which a union does not mix with others.
const DOMAIN: &str = "(SELECT 'domain', d.id, NULL, NULL, '', NULL, \
   CONVERT(d.domain USING utf8mb4) COLLATE utf8mb4_unicode_ci, CAST(0 AS UNSIGNED) \
   FROM client_domains d WHERE d.tenant_id = ? AND d.client_id = ? ORDER BY d.domain";

/// Notes, files, events and mail domains of a client. One statement.
pub(super) async fn load(
    tx: &mut TenantTx,
    client: ClientId,
    text: &ClockText,
) -> Result<(ClientBeside, Vec<DomainView>)> {
    let mut parts = vec![
        (NOTE, NOTES + 1),
        (FILE, FILES + 1),
        (CHANGE, EVENTS),
        (DOMAIN, super::domains::MOST),
    ];
    if tx.can(Permission::TicketsView) {
        parts.push((TICKET, EVENTS));
    }
    let mut sql = diesel::sql_query("").into_boxed::<Mysql>();
    for (nth, (part, limit)) in parts.into_iter().enumerate() {
        let union = if nth > 0 { " UNION ALL " } else { "" };
        sql = sql
            .sql(format!("{union}{part} LIMIT {limit})"))
            .bind::<Unsigned<Integer>, _>(tx.tenant())
            .bind::<Binary, _>(client);
    }
    let rows: Vec<Row> = sql.load(tx.conn()).await?;
    Ok(sorted(rows, tx.actor().user_id(), text))
}

fn sorted(
    rows: Vec<Row>,
    reader: Option<UserId>,
    text: &ClockText,
) -> (ClientBeside, Vec<DomainView>) {
    let mut beside = ClientBeside::default();
    let mut domains = Vec::new();
    let mut events: Vec<(Timestamp, ClientEvent)> = Vec::new();
    // A union keeps no order; ids of the same instant stay apart.
    let mut rows = rows;
    rows.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    for row in rows {
        let id = Uuid::from_slice(&row.id).unwrap_or_default();
        let at = row.at.unwrap_or(Timestamp::from_micros(0));
        match row.kind.as_str() {
            "note" => beside.notes.push(note(row, id, at, reader, text)),
            "file" => beside.files.push(ClientFile {
                id: ClientFileId(id),
                name: row.words,
                size: row.number,
                author: row.who,
                added: text.when(at),
            }),
            "domain" => domains.push(DomainView {
                id: ClientDomainId(id),
                domain: row.words,
            }),
            kind => events.push((
                at,
                event(row.who, row.words, kind == "ticket", row.number, at, text),
            )),
        }
    }
    beside.more_notes = beside.notes.len() > NOTES;
    beside.notes.truncate(NOTES);
    beside.more_files = beside.files.len() > FILES;
    beside.files.truncate(FILES);
    events.truncate(EVENTS);
    beside.events = events.into_iter().map(|(_, event)| event).collect();
    domains.sort_by(|a, b| a.domain.cmp(&b.domain));
    (beside, domains)
}

fn note(row: Row, id: Uuid, at: Timestamp, reader: Option<UserId>, text: &ClockText) -> ClientNote {
    ClientNote {
        id: ClientNoteId(id),
        own: row.author_id.is_some() && row.author_id == reader,
        body: row.words,
        author: row.who,
        version: u32::try_from(row.number).unwrap_or(0),
        written: text.when(at),
        edited: row.edited_at.map(|at| text.when(at)),
    }
}

fn event(
    who: String,
    what: String,
    is_ticket: bool,
    number: u64,
    at: Timestamp,
    text: &ClockText,
) -> ClientEvent {
    ClientEvent {
        at: text.when(at),
        who,
        what,
        ticket: is_ticket.then_some(number),
    }
}
