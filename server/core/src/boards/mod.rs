//! Boards: the queues that tickets stand in. Each mailbox belongs to one, so that each kind of
//! request has an address of its own.

mod queries;
mod rules;

use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::boards::BoardView;
use app_types::id::BoardId;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Boards of a tenant: every page that offers them loads all of them.
pub const MAX_BOARDS: usize = 50;

/// All boards in their order, each with its mailboxes.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(tx: &mut TenantTx) -> Result<Vec<BoardView>> {
    require(tx, Permission::SettingsManage)?;
    let rows = queries::all(tx).await?;
    let addresses = queries::addresses(tx).await?;
    let of = |board: BoardId| {
        let of_board = addresses.iter().filter(|(of, _)| *of == board);
        let found: Vec<&str> = of_board.map(|(_, address)| address.as_str()).collect();
        found.join(", ")
    };
    let views = rows.into_iter().map(|row| BoardView {
        mailboxes: of(row.id),
        id: row.id,
        name: row.name,
        version: row.version,
    });
    Ok(views.collect())
}

/// One board for its form.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn get(tx: &mut TenantTx, id: BoardId) -> Result<BoardView> {
    let all = list(tx).await?;
    all.into_iter()
        .find(|board| board.id == id)
        .ok_or(Error::NotFound)
}

/// Adds a board below the others.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`]; [`Error::Conflict`] when there are [`MAX_BOARDS`].
pub async fn create(tx: &mut TenantTx, name: &str) -> Result<BoardId> {
    require(tx, Permission::SettingsManage)?;
    let name = rules::check(name)?;
    let boards = queries::all(tx).await?;
    if boards.len() >= MAX_BOARDS {
        let words = format!("There are {MAX_BOARDS} boards already. Use or rename one of them.");
        return Err(Error::Conflict(words));
    }
    let last = boards.iter().map(|board| board.position).max();
    let id = BoardId::new();
    let position = last.unwrap_or_default().saturating_add(1);
    if !queries::insert(tx, id, &name, position).await? {
        return Err(taken());
    }
    recorded(tx, "board.create", id, format!("Added the board {name}"));
    Ok(id)
}

/// Renames a board, wherever it is named.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when someone
/// else changed it in the meantime.
pub async fn rename(tx: &mut TenantTx, id: BoardId, version: u32, name: &str) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let old = queries::lock(tx, id).await?;
    if old.version != version {
        let words = "Someone changed this board while you were editing. Load the page again and repeat your change.";
        return Err(Error::Conflict(words.into()));
    }
    let name = rules::check(name)?;
    if !queries::rename(tx, id, &name).await? {
        return Err(taken());
    }
    let summary = format!("Renamed the board {} to {name}", old.name);
    recorded(tx, "board.update", id, summary);
    Ok(())
}

fn taken() -> Error {
    Error::invalid(
        "name",
        "Choose another name: there is a board with this one",
    )
}

fn recorded(tx: &mut TenantTx, action: &'static str, id: BoardId, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "board",
        entity_id: Some(id.0),
        summary,
    });
}
