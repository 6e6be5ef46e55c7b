//! A list as a file: the same filter, the same rights, page by page, so that the memory it takes
//! does not grow with the list.

pub mod csv;
mod rows;
pub mod xlsx;

use crate::clocktext::ClockText;
use crate::error::{Result, require};
use crate::{audit, clients, custom, tickets};
use app_types::Permission;
use app_types::clients::{ClientFilter, ContactFilter};
use app_types::common::When;
use app_types::custom::{CustomField, FieldOf};
use app_types::identity::AuditFilter;
use app_types::tickets::TicketFilter;
use server_db::TenantTx;
use server_db::audit::AuditRecord;
use uuid::Uuid;

/// Which list, and what it is filtered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Export {
    Tickets(TicketFilter),
    Clients(ClientFilter),
    Contacts(ContactFilter),
    Audit(AuditFilter, audit::From),
}

/// What stands in one place of a list. Who writes a file decides how it looks there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text of a person; never a formula, whatever it begins with.
    Text(String),
    Number(u64),
    At(When),
    /// A number with a point and decimals.
    Decimal(String),
    /// A day: `2026-11-26`.
    Day(String),
}

/// One line of a list.
pub type Row = Vec<Cell>;

impl Export {
    /// The file's name without its ending.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Tickets(_) => "tickets",
            Self::Clients(_) => "clients",
            Self::Contacts(_) => "contacts",
            Self::Audit(..) => "audit",
        }
    }

    /// Whose custom fields are columns too.
    const fn fields(&self) -> Option<FieldOf> {
        match self {
            Self::Tickets(_) => Some(FieldOf::Ticket),
            Self::Clients(_) => Some(FieldOf::Client),
            Self::Contacts(_) => Some(FieldOf::Contact),
            Self::Audit(..) => None,
        }
    }

    /// The list's own columns, in the order of the cells.
    const fn head(&self) -> &'static [&'static str] {
        match self {
            Self::Tickets(_) => rows::TICKET,
            Self::Clients(_) => rows::CLIENT,
            Self::Contacts(_) => rows::CONTACT,
            Self::Audit(..) => rows::AUDIT,
        }
    }
}

/// The columns that a file has: the list's own, then one for each custom field.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// The names over the columns.
    pub head: Vec<String>,
    fields: Vec<CustomField>,
}

/// Notes who takes the list out of the house, and refuses whoever may not.
///
/// # Errors
/// [`crate::Error::Forbidden`]; [`crate::Error::Invalid`] for a filter that no list takes.
pub async fn begin(tx: &mut TenantTx, export: &Export, text: &ClockText) -> Result<Columns> {
    require(tx, Permission::DataExport)?;
    let fields = match export.fields() {
        Some(of) => custom::fields_of(tx, of).await?,
        None => Vec::new(),
    };
    let own = export.head().iter().map(|name| (*name).to_string());
    let columns = Columns {
        head: own.chain(fields.iter().map(|f| f.name.clone())).collect(),
        fields,
    };
    // The first page is read and thrown away: what it refuses must be refused before the file begins.
    next(tx, export, &columns, text).await?;
    tx.record(AuditRecord {
        action: "data.export",
        entity: export.name(),
        entity_id: None,
        summary: format!("Exported the list of {}", export.name()),
    });
    Ok(columns)
}

/// The rows of one page, and what asks for the next one.
///
/// # Errors
/// See [`begin`].
pub async fn next(
    tx: &mut TenantTx,
    export: &Export,
    columns: &Columns,
    text: &ClockText,
) -> Result<(Vec<Row>, Option<Export>)> {
    require(tx, Permission::DataExport)?;
    let (mut rows, rest) = page(tx, export, text).await?;
    if !columns.fields.is_empty() {
        let ids: Vec<Uuid> = rows.iter().map(|(id, _)| *id).collect();
        let values = custom::of_many(tx, &ids).await?;
        for (id, row) in &mut rows {
            let cells = columns.fields.iter().map(|field| {
                let value = values.get(&(*id, field.id)).cloned();
                rows::custom(field.kind, value.unwrap_or_default())
            });
            row.extend(cells);
        }
    }
    Ok((rows.into_iter().map(|(_, row)| row).collect(), rest))
}

/// Each row with its record's id.
async fn page(
    tx: &mut TenantTx,
    export: &Export,
    text: &ClockText,
) -> Result<(Vec<(Uuid, Row)>, Option<Export>)> {
    Ok(match export {
        Export::Tickets(filter) => {
            let page = tickets::export_page(tx, filter, text).await?;
            let rest = page.next.map(|after| {
                Export::Tickets(TicketFilter {
                    after,
                    ..filter.clone()
                })
            });
            let rows = page.rows.into_iter();
            (
                rows.map(|row| (row.id.0, rows::ticket(row))).collect(),
                rest,
            )
        }
        Export::Clients(filter) => {
            let page = clients::list(tx, filter).await?;
            let rest = page.next.map(|after| {
                Export::Clients(ClientFilter {
                    after,
                    ..filter.clone()
                })
            });
            let rows = page.rows.into_iter();
            (
                rows.map(|row| (row.id.0, rows::client(row))).collect(),
                rest,
            )
        }
        Export::Contacts(filter) => {
            let page = clients::contacts::list(tx, filter).await?;
            let rest = page.next.map(|after| {
                Export::Contacts(ContactFilter {
                    after,
                    ..filter.clone()
                })
            });
            let rows = page.rows.into_iter();
            (
                rows.map(|row| (row.id.0, rows::contact(row))).collect(),
                rest,
            )
        }
        Export::Audit(filter, from) => {
            let page = audit::export_page(tx, filter, *from, text).await?;
            let oldest = page.next.and_then(|seq| seq.parse().ok());
            let rest = oldest.map(|seq| Export::Audit(filter.clone(), audit::From::Before(seq)));
            let rows = page.rows.into_iter();
            (
                rows.map(|row| (Uuid::nil(), rows::audit(row))).collect(),
                rest,
            )
        }
    })
}
