//! What has to do with one ticket, in one statement.

use super::rules;
use crate::clocktext::ClockText;
use crate::error::Result;
use app_types::Timestamp;
use app_types::checklists::{ChecklistItem, ItemDone};
use app_types::id::{ChecklistItemId, TenantId, TicketId, UserId};
use app_types::people::{CopyTo, TicketPeople, Watcher};
use app_types::relations::{MergedInto, RelatedTicket, Relation};
use diesel::sql_types::{BigInt, Binary, Integer, Text, TinyInt, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use std::collections::HashMap;

/// What has to do with a ticket.
#[derive(Debug, Default)]
pub struct Beside {
    pub merged_into: Option<MergedInto>,
    /// The merged tickets that go on in this one.
    pub merged_from: HashMap<TicketId, u64>,
    pub relations: Vec<RelatedTicket>,
    pub people: TicketPeople,
    /// Positions and items, in their order.
    pub checklist: Vec<(u64, ChecklistItem)>,
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    list: String,
    #[diesel(sql_type = Binary)]
    id: TicketId,
    #[diesel(sql_type = Unsigned<BigInt>)]
    number: u64,
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = TinyInt)]
    active: i8,
}

/// Each list has its index and an end: nobody reads more than fifty of them. Of an item of the
/// checklist, `number` is its position, `status` when and by whom it was done, `active` whether it
/// is required.
const SQL: &str = "\
(SELECT 'target' AS list, tickets.id, tickets.number, tickets.subject, ticket_statuses.name AS status, tickets.active \
   FROM tickets JOIN ticket_statuses ON ticket_statuses.tenant_id = tickets.tenant_id \
    AND ticket_statuses.status_key = tickets.status_key \
  WHERE tickets.tenant_id = ? AND tickets.id = ?) \
UNION ALL \
(SELECT 'source', tickets.id, tickets.number, tickets.subject, '', 0 FROM tickets \
  WHERE tickets.tenant_id = ? AND tickets.merged_into_id = ? ORDER BY tickets.number LIMIT 50) \
UNION ALL \
(SELECT 'part_of', tickets.id, tickets.number, tickets.subject, ticket_statuses.name, tickets.active \
   FROM tickets JOIN ticket_statuses ON ticket_statuses.tenant_id = tickets.tenant_id \
    AND ticket_statuses.status_key = tickets.status_key \
  WHERE tickets.tenant_id = ? AND tickets.id = ?) \
UNION ALL \
(SELECT 'has_part', tickets.id, tickets.number, tickets.subject, ticket_statuses.name, tickets.active \
   FROM tickets JOIN ticket_statuses ON ticket_statuses.tenant_id = tickets.tenant_id \
    AND ticket_statuses.status_key = tickets.status_key \
  WHERE tickets.tenant_id = ? AND tickets.parent_id = ? ORDER BY tickets.number LIMIT 50) \
UNION ALL \
(SELECT CONCAT('to ', ticket_links.kind), tickets.id, tickets.number, tickets.subject, ticket_statuses.name, tickets.active \
   FROM ticket_links JOIN tickets ON tickets.tenant_id = ticket_links.tenant_id AND tickets.id = ticket_links.to_id \
   JOIN ticket_statuses ON ticket_statuses.tenant_id = tickets.tenant_id \
    AND ticket_statuses.status_key = tickets.status_key \
  WHERE ticket_links.tenant_id = ? AND ticket_links.from_id = ? LIMIT 50) \
UNION ALL \
(SELECT CONCAT('from ', ticket_links.kind), tickets.id, tickets.number, tickets.subject, ticket_statuses.name, tickets.active \
   FROM ticket_links JOIN tickets ON tickets.tenant_id = ticket_links.tenant_id AND tickets.id = ticket_links.from_id \
   JOIN ticket_statuses ON ticket_statuses.tenant_id = tickets.tenant_id \
    AND ticket_statuses.status_key = tickets.status_key \
  WHERE ticket_links.tenant_id = ? AND ticket_links.to_id = ? LIMIT 50) \
UNION ALL \
(SELECT 'watcher', users.id, 0, users.name, '', 0 \
   FROM ticket_watchers JOIN users ON users.tenant_id = ticket_watchers.tenant_id AND users.id = ticket_watchers.user_id \
  WHERE ticket_watchers.tenant_id = ? AND ticket_watchers.ticket_id = ? ORDER BY users.name LIMIT 50) \
UNION ALL \
(SELECT 'copy', ticket_copies.ticket_id, 0, ticket_copies.name, ticket_copies.address, 0 \
   FROM ticket_copies WHERE ticket_copies.tenant_id = ? AND ticket_copies.ticket_id = ? \
  ORDER BY ticket_copies.address LIMIT 50) \
UNION ALL \
(SELECT 'merged copy', contacts.id, 0, contacts.name, contacts.email, 0 \
   FROM tickets JOIN contacts ON contacts.tenant_id = tickets.tenant_id AND contacts.id = tickets.contact_id \
  WHERE tickets.tenant_id = ? AND tickets.merged_into_id = ? AND contacts.email IS NOT NULL LIMIT 50) \
UNION ALL \
(SELECT 'merged copy', ticket_copies.ticket_id, 0, ticket_copies.name, ticket_copies.address, 0 \
   FROM tickets JOIN ticket_copies ON ticket_copies.tenant_id = tickets.tenant_id AND ticket_copies.ticket_id = tickets.id \
  WHERE tickets.tenant_id = ? AND tickets.merged_into_id = ? LIMIT 50) \
UNION ALL \
(SELECT 'item', ticket_checklist_items.id, ticket_checklist_items.position, ticket_checklist_items.text, \
        COALESCE(CONCAT(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ticket_checklist_items.done_at), ' ', \
        COALESCE(users.name, 'Nestogy')), ''), ticket_checklist_items.required \
   FROM ticket_checklist_items LEFT JOIN users ON users.tenant_id = ticket_checklist_items.tenant_id \
    AND users.id = ticket_checklist_items.done_by \
  WHERE ticket_checklist_items.tenant_id = ? AND ticket_checklist_items.ticket_id = ? \
    AND ticket_checklist_items.removed_at IS NULL LIMIT 200)";

/// What has to do with the ticket `id`, which goes on in `target` and is a part of `parent`.
pub async fn load(
    tx: &mut TenantTx,
    id: TicketId,
    target: Option<TicketId>,
    parent: Option<TicketId>,
    text: &ClockText,
) -> Result<Beside> {
    let tenant: TenantId = tx.tenant();
    // No ticket has the id of zeros.
    let or_none = |id: Option<TicketId>| id.unwrap_or(TicketId(uuid::Uuid::nil()));
    let rows: Vec<Row> = diesel::sql_query(SQL)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(or_none(target))
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(id)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(or_none(parent))
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(id)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(id)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(id)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(id)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(id)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(id)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(id)
        .bind::<Unsigned<Integer>, _>(tenant)
        .bind::<Binary, _>(id)
        .load(tx.conn())
        .await?;
    let mut beside = Beside::default();
    for row in rows {
        beside.take(row, text);
    }
    beside
        .checklist
        .sort_by_key(|(position, item)| (*position, item.id));
    let order = |relation| Relation::ALL.iter().position(|known| *known == relation);
    beside
        .relations
        .sort_by_key(|ticket| (order(ticket.relation), ticket.number));
    Ok(beside)
}

impl Beside {
    fn take(&mut self, row: Row, text: &ClockText) {
        match row.list.as_str() {
            "item" => self.checklist.push((row.number, item(row, text))),
            "watcher" => self.people.watchers.push(Watcher {
                id: UserId(row.id.0),
                name: row.subject,
            }),
            "copy" | "merged copy" => self.take_copy(row),
            _ => self.take_ticket(row),
        }
    }

    fn take_copy(&mut self, row: Row) {
        let known = self.people.copies.iter();
        if known.into_iter().any(|copy| copy.address == row.status) {
            return;
        }
        self.people.copies.push(CopyTo {
            address: row.status,
            name: row.subject,
            merged: row.list == "merged copy",
        });
    }

    fn take_ticket(&mut self, row: Row) {
        let relation = match row.list.split_once(' ') {
            Some((direction, kind)) => rules::relation(kind, direction == "to"),
            None if row.list == "part_of" => Relation::PartOf,
            None if row.list == "has_part" => Relation::HasPart,
            None if row.list == "source" => {
                self.merged_from.insert(row.id, row.number);
                return;
            }
            None => {
                self.merged_into = Some(MergedInto {
                    number: row.number,
                    subject: row.subject,
                });
                return;
            }
        };
        self.relations.push(RelatedTicket {
            relation,
            number: row.number,
            subject: row.subject,
            status: row.status,
            active: row.active == 1,
        });
    }
}

fn item(row: Row, text: &ClockText) -> ChecklistItem {
    let done = row.status.split_once(' ').and_then(|(micros, by)| {
        let at = Timestamp::from_micros(micros.parse().ok()?);
        Some(ItemDone {
            by: by.to_string(),
            at: text.when(at),
        })
    });
    ChecklistItem {
        id: ChecklistItemId(row.id.0),
        text: row.subject,
        required: row.active == 1,
        done,
    }
}
