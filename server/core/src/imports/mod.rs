//! Clients, contacts and tickets from a CSV file: uploaded, mapped, rehearsed, then taken in whole or not at
//! all. What is taken in passes the rules of the forms, row by row.

mod mapping;
mod queries;
pub mod table;
mod tickets;
mod when;
mod work;

use crate::Core;
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use crate::export::csv;
use crate::files;
use crate::tickets::FormPart;
use app_types::id::{ImportId, TenantId};
use app_types::imports::{
    ImportColumn, ImportKind, ImportList, ImportRecord, ImportSettings, Rehearsal,
};
use app_types::{Invalid, Permission};
use queries::ImportJoined;
use server_db::TenantTx;
use server_db::audit::AuditRecord;
use table::Table;

/// Values of each column that the page shows.
const SAMPLES: usize = 3;
/// Characters of them.
const SAMPLE_CHARS: usize = 60;

/// What the upload form posts.
#[derive(Debug, Clone, Default)]
pub struct UploadForm {
    pub kind: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

impl UploadForm {
    /// Unknown parts are ignored; of several files the last one counts.
    pub fn from_parts(parts: Vec<FormPart>) -> Self {
        let mut form = Self::default();
        for part in parts {
            match part.file_name {
                Some(name) => {
                    form.name = name;
                    form.bytes = part.bytes;
                }
                None if part.name == "kind" => {
                    form.kind = String::from_utf8_lossy(&part.bytes).into_owned();
                }
                None => {}
            }
        }
        form
    }
}

/// Keeps a file and guesses how it is read; nothing is taken in yet.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] for no file, one that is too large or no table;
/// [`Error::Unavailable`] when the file store is.
pub async fn upload(core: &Core, tx: &mut TenantTx, form: UploadForm) -> Result<ImportId> {
    require(tx, Permission::ClientsEdit)?;
    let author = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    let kind = ImportKind::parse(&form.kind)
        .ok_or_else(|| Error::invalid("kind", "Choose clients, contacts or tickets"))?;
    require_kind(tx, kind)?;
    if form.bytes.is_empty() {
        return Err(Error::invalid("file", "Choose a CSV file"));
    }
    if form.bytes.len() > table::MOST_BYTES {
        let limit = table::MOST_BYTES / 1024 / 1024;
        let words = format!("The file is larger than {limit} MB. Cut it into several");
        return Err(Error::invalid("file", words));
    }
    let charset = table::guess_charset(&form.bytes);
    let text = table::decode(&form.bytes, charset).map_err(|w| Error::invalid("file", w))?;
    let separator = table::guess_separator(&text);
    let cut = table::cut(&text, separator).map_err(|w| Error::invalid("file", w))?;
    let settings = ImportSettings {
        charset,
        separator,
        known: Default::default(),
        mapping: mapping::guess(kind, &cut.head),
    };
    let file = files::store(core, tx, &form.bytes, files::sniff(&form.bytes)).await?;
    let id = ImportId::new();
    let name = files::safe_name(&form.name);
    queries::insert(tx, id, kind, file, &name, author, &settings).await?;
    Ok(id)
}

/// The latest imports.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(tx: &mut TenantTx, text: &ClockText) -> Result<ImportList> {
    require(tx, Permission::ClientsEdit)?;
    queries::latest(tx, text).await
}

/// One import with what is in its file.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Unavailable`] when the file store is.
pub async fn get(
    core: &Core,
    tx: &mut TenantTx,
    id: ImportId,
    text: &ClockText,
) -> Result<ImportRecord> {
    require(tx, Permission::ClientsEdit)?;
    let row = queries::get(tx, id).await?;
    let (table, unreadable) = match read(core, tx.tenant(), &row).await? {
        Ok(table) => (table, String::new()),
        Err(words) => (Table::default(), words),
    };
    Ok(ImportRecord {
        id,
        kind: row.kind,
        version: row.version,
        columns: columns(&table, &row.settings().mapping),
        rows: u32::try_from(table.rows.len()).unwrap_or(u32::MAX),
        unreadable,
        rehearsal: row.rehearsal(),
        done: row.done_at.map(|at| text.when(at)),
        added: row.rows_added,
        skipped: row.rows_skipped,
        settings: row.settings(),
        file_name: row.file_name,
    })
}

fn columns(table: &Table, mapping: &[String]) -> Vec<ImportColumn> {
    let head = table.head.iter().enumerate();
    head.map(|(at, name)| {
        let cells = table.rows.iter().filter_map(|(_, cells)| cells.get(at));
        let filled = cells.filter(|cell| !cell.is_empty()).take(SAMPLES);
        ImportColumn {
            name: name.chars().take(SAMPLE_CHARS).collect(),
            samples: filled
                .map(|c| c.chars().take(SAMPLE_CHARS).collect())
                .collect(),
            field: mapping.get(at).cloned().unwrap_or_default(),
        }
    })
    .collect()
}

/// The table in the file of an import, or why there is none.
async fn read(
    core: &Core,
    tenant: TenantId,
    row: &ImportJoined,
) -> Result<std::result::Result<Table, String>> {
    let bytes = files::load_of(core, tenant, &row.sha256).await?;
    let settings = row.settings();
    let text = table::decode(&bytes, settings.charset);
    Ok(text.and_then(|text| table::cut(&text, settings.separator)))
}

/// Keeps how the file shall be read; a rehearsal of other settings is forgotten. A change of
/// letters or separator guesses the columns anew. Answers the new version.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when it was
/// changed or done meanwhile.
pub async fn set(
    core: &Core,
    tx: &mut TenantTx,
    id: ImportId,
    version: u32,
    mut settings: ImportSettings,
) -> Result<u32> {
    require(tx, Permission::ClientsEdit)?;
    let row = queries::lock(tx, id).await?;
    require_open(&row, version)?;
    let old = row.settings();
    let bytes = files::load_of(core, tx.tenant(), &row.sha256).await?;
    let text = table::decode(&bytes, settings.charset);
    let text = text.map_err(|words| Error::invalid("charset", words))?;
    let cut = table::cut(&text, settings.separator);
    let cut = cut.map_err(|words| Error::invalid("separator", words))?;
    if (old.charset, old.separator) != (settings.charset, settings.separator) {
        settings.mapping = mapping::guess(row.kind, &cut.head);
    } else {
        mapping::check(row.kind, &settings, cut.head.len())?;
    }
    queries::set(tx, id, &settings).await?;
    Ok(row.version + 1)
}

/// Does everything and says what came of it. **The caller rolls back.**
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`] for a file that cannot be read.
pub async fn rehearse(core: &Core, tx: &mut TenantTx, id: ImportId) -> Result<Rehearsal> {
    require(tx, Permission::ClientsEdit)?;
    let row = queries::get(tx, id).await?;
    Ok(outcome(core, tx, &row).await?.rehearsal())
}

/// Whoever takes tickets in may also write them by hand.
fn require_kind(tx: &TenantTx, kind: ImportKind) -> Result<()> {
    match kind {
        ImportKind::Clients | ImportKind::Contacts => Ok(()),
        ImportKind::Tickets => require(tx, Permission::TicketsEdit),
    }
}

async fn outcome(core: &Core, tx: &mut TenantTx, row: &ImportJoined) -> Result<work::Outcome> {
    require_kind(tx, row.kind)?;
    let read = read(core, tx.tenant(), row).await?;
    let table = read.map_err(|words| Error::invalid("", words))?;
    mapping::check(row.kind, &row.settings(), table.head.len())?;
    work::run(tx, row.kind, &row.settings(), &table).await
}

/// Keeps what a rehearsal found, if the settings are still those of `version`.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`].
pub async fn keep(
    tx: &mut TenantTx,
    id: ImportId,
    version: u32,
    rehearsal: &Rehearsal,
) -> Result<()> {
    require(tx, Permission::ClientsEdit)?;
    let row = queries::lock(tx, id).await?;
    require_open(&row, version)?;
    queries::keep(tx, id, rehearsal).await
}

/// Takes the file in: every row, or nothing. A second time answers what the first one did.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`] when a row has a problem;
/// [`Error::Conflict`] when the settings were changed meanwhile.
pub async fn run(core: &Core, tx: &mut TenantTx, id: ImportId, version: u32) -> Result<Rehearsal> {
    require(tx, Permission::ClientsEdit)?;
    // A second press waits here until the first one is done, and then finds it done.
    let row = queries::lock(tx, id).await?;
    if row.done_at.is_some() {
        return Ok(Rehearsal {
            added: row.rows_added,
            skipped: row.rows_skipped,
            ..Rehearsal::default()
        });
    }
    require_open(&row, version)?;
    let outcome = outcome(core, tx, &row).await?;
    if let Some(first) = outcome.problems.first() {
        let many = outcome.problems.len();
        let words = format!(
            "Nothing was taken in: {many} rows have a problem, the first in line {}. {}",
            first.line, first.what
        );
        return Err(Invalid::field("", words).into());
    }
    queries::done(tx, id, outcome.added, outcome.skipped).await?;
    tx.record(AuditRecord {
        action: "data.import",
        entity: "import",
        entity_id: Some(id.0),
        summary: format!(
            "Imported {} {} from {}, left {} as they were",
            outcome.added, row.kind, row.file_name, outcome.skipped
        ),
    });
    Ok(outcome.rehearsal())
}

fn require_open(row: &ImportJoined, version: u32) -> Result<()> {
    if row.done_at.is_some() {
        return Err(Error::Conflict("This file was taken in already.".into()));
    }
    crate::clients::require_seen("import", row.version, version)
}

/// All problems of a file as CSV: the line, what is wrong, and the row. **The caller rolls back.**
///
/// # Errors
/// See [`rehearse`].
pub async fn problems(core: &Core, tx: &mut TenantTx, id: ImportId) -> Result<String> {
    require(tx, Permission::ClientsEdit)?;
    let row = queries::get(tx, id).await?;
    require_kind(tx, row.kind)?;
    let read = read(core, tx.tenant(), &row).await?;
    let table = read.map_err(|words| Error::invalid("", words))?;
    mapping::check(row.kind, &row.settings(), table.head.len())?;
    let outcome = work::run(tx, row.kind, &row.settings(), &table).await?;
    let own = ["Line", "Problem"].map(str::to_string);
    let head: Vec<String> = own.into_iter().chain(table.head.iter().cloned()).collect();
    let mut out = csv::head(&head);
    for problem in outcome.problems {
        let line = problem.line.to_string();
        let cells = table.rows.iter().find(|(line, _)| *line == problem.line);
        let cells = cells.map(|(_, cells)| cells.as_slice()).unwrap_or_default();
        let start = [line.as_str(), problem.what.as_str()];
        csv::line(
            start.into_iter().chain(cells.iter().map(String::as_str)),
            &mut out,
        );
    }
    Ok(out)
}
