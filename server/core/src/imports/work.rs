//! Taking rows in: by the very verbs that the forms use, one row after the other, in one
//! transaction. A rehearsal does the same and takes it back.

use super::mapping;
use super::table::Table;
use super::tickets::Desk;
use crate::clients;
use crate::error::{Error, Result};
use crate::tickets::past;
use app_types::imports::{ImportKind, ImportSettings, KnownRows, Rehearsal, RowProblem};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{clients as client_rows, contacts};
use std::collections::{HashMap, HashSet};

/// Problems that the page shows; the file has all of them.
pub(super) const SHOWN: usize = 20;

/// What became of a file.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub added: u32,
    pub skipped: u32,
    pub problems: Vec<RowProblem>,
}

impl Outcome {
    pub(super) fn rehearsal(&self) -> Rehearsal {
        Rehearsal {
            added: self.added,
            skipped: self.skipped,
            wrong: u32::try_from(self.problems.len()).unwrap_or(u32::MAX),
            problems: self.problems.iter().take(SHOWN).cloned().collect(),
        }
    }
}

enum Row {
    Added,
    Skipped,
}

/// Takes every row in that can be; the caller commits only where there is no problem.
///
/// # Errors
/// What is no fault of a row: no permission, the database away.
pub(super) async fn run(
    tx: &mut TenantTx,
    kind: ImportKind,
    settings: &ImportSettings,
    table: &Table,
) -> Result<Outcome> {
    let mut known = Known::load(tx, kind, settings, table).await?;
    let mut outcome = Outcome::default();
    for (line, cells) in &table.rows {
        let done = if cells.len() > table.head.len() {
            Err(Error::invalid("", "There are more cells than columns"))
        } else {
            match kind {
                ImportKind::Clients => client(tx, settings, cells, *line, &mut known).await,
                ImportKind::Contacts => contact(tx, settings, cells, *line, &mut known).await,
                ImportKind::Tickets => ticket(tx, settings, cells, *line, &mut known).await,
            }
        };
        match done {
            Ok(Row::Added) => outcome.added += 1,
            Ok(Row::Skipped) => outcome.skipped += 1,
            Err(error) => outcome.problems.push(RowProblem {
                line: *line,
                what: complaint(kind, error)?,
            }),
        }
    }
    if let Some(number) = known.last_ticket {
        past::announce(tx, number);
    }
    Ok(outcome)
}

/// What is wrong with a row, in one sentence; a fault that is not the row's goes on.
fn complaint(kind: ImportKind, error: Error) -> Result<String> {
    let named = |field: &str| {
        let known = kind.fields().iter().find(|(key, ..)| *key == field);
        known.map_or_else(String::new, |(_, label, _)| format!("{label}: "))
    };
    match error {
        Error::Invalid(invalid) => {
            let errors = invalid.errors.into_iter();
            let words: Vec<String> = errors
                .map(|error| format!("{}{}", named(error.field.as_str()), error.message))
                .collect();
            Ok(words.join(". "))
        }
        Error::Conflict(words) => Ok(words),
        other => Err(other),
    }
}

async fn client(
    tx: &mut TenantTx,
    settings: &ImportSettings,
    cells: &[String],
    line: u64,
    known: &mut Known,
) -> Result<Row> {
    let input = mapping::client(&settings.mapping, cells);
    let key = input.name.to_lowercase();
    known.once(&key, line)?;
    if known.here.contains(&key) {
        return known_row(settings, "There is a client with this name already");
    }
    clients::create(tx, &input).await?;
    Ok(Row::Added)
}

async fn contact(
    tx: &mut TenantTx,
    settings: &ImportSettings,
    cells: &[String],
    line: u64,
    known: &mut Known,
) -> Result<Row> {
    let (client, input) =
        mapping::contact(&settings.mapping, cells).map_err(|words| Error::invalid("", words))?;
    let number = known.client(&client)?;
    let key = input.email.to_lowercase();
    if !key.is_empty() {
        known.once(&key, line)?;
        if known.here.contains(&key) {
            return known_row(settings, "Somebody has this e-mail address already");
        }
    }
    clients::contacts::create(tx, number, &input).await?;
    Ok(Row::Added)
}

async fn ticket(
    tx: &mut TenantTx,
    settings: &ImportSettings,
    cells: &[String],
    line: u64,
    known: &mut Known,
) -> Result<Row> {
    let client = match mapping::cell(&settings.mapping, cells, "client") {
        "" => None,
        written => Some(known.client(written)?),
    };
    let desk = known
        .desk
        .as_ref()
        .ok_or_else(|| Error::Internal("the desk was not loaded".into()))?;
    let ticket = desk.ticket(&settings.mapping, cells, client)?;
    if !ticket.reference.is_empty() {
        known.once(&ticket.reference, line)?;
        if known.here.contains(&ticket.reference) {
            return known_row(settings, "A ticket with this number was imported already");
        }
    }
    known.last_ticket = Some(past::insert(tx, &ticket).await?);
    Ok(Row::Added)
}

fn known_row(settings: &ImportSettings, words: &str) -> Result<Row> {
    match settings.known {
        KnownRows::Skip => Ok(Row::Skipped),
        KnownRows::Refuse => Err(Error::invalid("", words)),
    }
}

/// What the rows are compared with: read once, of this tenant only.
#[derive(Default)]
struct Known {
    /// Names of clients or addresses of contacts that are here, in lower case; numbers that tickets
    /// had in the other program.
    here: HashSet<String>,
    /// Where in the file a name or an address stood first.
    seen: HashMap<String, u64>,
    /// Clients by number and by name in lower case; several by one name.
    numbers: HashSet<u64>,
    names: HashMap<String, Vec<u64>>,
    /// For tickets only.
    desk: Option<Desk>,
    last_ticket: Option<u64>,
}

impl Known {
    async fn load(
        tx: &mut TenantTx,
        kind: ImportKind,
        settings: &ImportSettings,
        table: &Table,
    ) -> Result<Self> {
        let mut known = Self::default();
        let column = |key: &str| -> Vec<String> {
            let at = settings.mapping.iter().position(|mapped| mapped == key);
            let cells = table.rows.iter().filter_map(|(_, cells)| cells.get(at?));
            cells.filter(|cell| !cell.is_empty()).cloned().collect()
        };
        match kind {
            ImportKind::Clients => {
                let found = clients_by_name(tx, column("name")).await?;
                known.here = found
                    .into_iter()
                    .map(|(_, name)| name.to_lowercase())
                    .collect();
            }
            ImportKind::Contacts => {
                known.load_clients(tx, column("client")).await?;
                known.here = addresses(tx, column("email")).await?;
            }
            ImportKind::Tickets => {
                let clients = known.load_clients(tx, column("client")).await?;
                known.here = past::known_references(tx, column("reference")).await?;
                known.desk = Some(Desk::load(tx, clients, column("contact")).await?);
            }
        }
        Ok(known)
    }

    /// The clients that the rows name by name or number; answers their numbers.
    async fn load_clients(&mut self, tx: &mut TenantTx, wanted: Vec<String>) -> Result<Vec<u64>> {
        let numbers: Vec<u64> = wanted.iter().filter_map(|c| number(c)).collect();
        self.numbers = clients_by_number(tx, numbers).await?;
        let mut all: Vec<u64> = self.numbers.iter().copied().collect();
        for (number, name) in clients_by_name(tx, wanted).await? {
            all.push(number);
            let known = self.names.entry(name.to_lowercase()).or_default();
            known.push(number);
        }
        Ok(all)
    }

    /// Refuses what stood in the file before.
    fn once(&mut self, key: &str, line: u64) -> Result<()> {
        match self.seen.insert(key.to_string(), line) {
            Some(before) if !key.is_empty() => Err(Error::invalid(
                "",
                format!("The same stands in line {before}"),
            )),
            _ => Ok(()),
        }
    }

    /// The number of the client that a row names.
    fn client(&self, written: &str) -> Result<u64> {
        if written.is_empty() {
            return Err(Error::invalid("", "Name the client"));
        }
        match self.names.get(&written.to_lowercase()).map(Vec::as_slice) {
            Some([one]) => return Ok(*one),
            Some(_) => {
                let words = "Several clients have this name: write the client's number";
                return Err(Error::invalid("", words));
            }
            None => {}
        }
        number(written)
            .filter(|number| self.numbers.contains(number))
            .ok_or_else(|| Error::invalid("", "There is no such client"))
    }
}

fn number(written: &str) -> Option<u64> {
    written.trim_start_matches('#').parse().ok()
}

async fn clients_by_name(tx: &mut TenantTx, names: Vec<String>) -> Result<Vec<(u64, String)>> {
    let tenant = tx.tenant();
    Ok(client_rows::table
        .filter(client_rows::tenant_id.eq(tenant))
        .filter(client_rows::archived_at.is_null())
        .filter(client_rows::name.eq_any(names))
        .select((client_rows::number, client_rows::name))
        .load(tx.conn())
        .await?)
}

async fn clients_by_number(tx: &mut TenantTx, numbers: Vec<u64>) -> Result<HashSet<u64>> {
    let tenant = tx.tenant();
    let found: Vec<u64> = client_rows::table
        .filter(client_rows::tenant_id.eq(tenant))
        .filter(client_rows::archived_at.is_null())
        .filter(client_rows::number.eq_any(numbers))
        .select(client_rows::number)
        .load(tx.conn())
        .await?;
    Ok(found.into_iter().collect())
}

async fn addresses(tx: &mut TenantTx, addresses: Vec<String>) -> Result<HashSet<String>> {
    let tenant = tx.tenant();
    let lower: Vec<String> = addresses.iter().map(|a| a.to_lowercase()).collect();
    let found: Vec<Option<String>> = contacts::table
        .filter(contacts::tenant_id.eq(tenant))
        .filter(contacts::email.eq_any(lower))
        .select(contacts::email)
        .load(tx.conn())
        .await?;
    Ok(found.into_iter().flatten().collect())
}
