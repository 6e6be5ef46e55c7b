//! Macros: changes of a ticket with a name, and perhaps a text to write. Managed in the settings,
//! run on one ticket or on a selection.

mod queries;
mod rules;

pub(super) use rules::{changes, post_kind};

use super::apply::{self, Work};
use super::conversation::MAX_BODY;
use super::{choices, queries as tickets};
use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::id::{MacroId, TicketId};
use app_types::macros::{MacroForm, MacroInput, MacroView, Steps};
use app_types::tickets::PostKind;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Macros of a tenant, archived ones included.
pub const MAX_MACROS: usize = 200;

/// All macros, by name, archived ones last.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(tx: &mut TenantTx) -> Result<Vec<MacroView>> {
    require(tx, Permission::SettingsManage)?;
    let rows = queries::all(tx).await?;
    Ok(rows.iter().map(queries::MacroRow::view).collect())
}

/// What the form of a macro shows; `None`: of a new one.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn form(tx: &mut TenantTx, id: Option<MacroId>) -> Result<MacroForm> {
    require(tx, Permission::SettingsManage)?;
    let choices = choices::load(tx).await?;
    let Some(id) = id else {
        return Ok(MacroForm {
            known: None,
            version: 0,
            input: MacroInput::default(),
            choices,
        });
    };
    let row = queries::get(tx, id).await?;
    Ok(MacroForm {
        known: Some(row.view()),
        version: row.version,
        input: MacroInput {
            steps: row.steps(),
            name: row.name,
            post: row.post_kind,
            body: row.body,
        },
        choices,
    })
}

/// Adds a macro.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`]; [`Error::Conflict`] when there are [`MAX_MACROS`].
pub async fn create(tx: &mut TenantTx, input: &MacroInput) -> Result<MacroId> {
    require(tx, Permission::SettingsManage)?;
    let new = rules::check(input)?;
    check_values(tx, &new.steps).await?;
    if queries::all(tx).await?.len() >= MAX_MACROS {
        let words = format!("There are {MAX_MACROS} macros already. Change one of them.");
        return Err(Error::Conflict(words));
    }
    let id = MacroId::new();
    if !queries::insert(tx, id, &new, &written(&new.steps)?).await? {
        return Err(taken());
    }
    recorded(
        tx,
        "macro.create",
        id,
        format!("Added the macro {}", new.name),
    );
    Ok(id)
}

/// Changes a macro.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when someone
/// else changed it in the meantime.
pub async fn update(
    tx: &mut TenantTx,
    id: MacroId,
    version: u32,
    input: &MacroInput,
) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    if queries::lock(tx, id).await?.version != version {
        let words = "Someone changed this macro while you were editing. Load the page again and repeat your change.";
        return Err(Error::Conflict(words.into()));
    }
    let new = rules::check(input)?;
    check_values(tx, &new.steps).await?;
    if !queries::update(tx, id, &new, &written(&new.steps)?).await? {
        return Err(taken());
    }
    recorded(
        tx,
        "macro.update",
        id,
        format!("Changed the macro {}", new.name),
    );
    Ok(())
}

/// Offers a macro no longer, or again.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn set_archived(tx: &mut TenantTx, id: MacroId, archived: bool) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let row = queries::lock(tx, id).await?;
    if row.archived_at.is_some() == archived {
        return Ok(());
    }
    queries::set_archived(tx, id, archived).await?;
    let (action, word) = if archived {
        ("macro.archive", "Archived")
    } else {
        ("macro.restore", "Restored")
    };
    recorded(tx, action, id, format!("{word} the macro {}", row.name));
    Ok(())
}

/// Runs a macro on one ticket; its name comes back.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when someone changed the ticket
/// since `version` was read.
pub async fn run(tx: &mut TenantTx, number: u64, version: u32, id: MacroId) -> Result<String> {
    require(tx, Permission::TicketsEdit)?;
    let found = runnable(tx, id).await?;
    let ticket = tickets::by_number(tx, number).await?.id;
    let work = work(tx, ticket, &found.steps(), &found.post_kind, &found.body).await?;
    apply::apply(tx, ticket, Some(version), &work).await?;
    Ok(found.name)
}

/// A macro that may be run.
///
/// # Errors
/// [`Error::NotFound`] for an archived one, too.
pub(super) async fn runnable(tx: &mut TenantTx, id: MacroId) -> Result<queries::MacroRow> {
    let found = queries::get(tx, id).await?;
    if found.archived_at.is_some() {
        return Err(Error::NotFound);
    }
    Ok(found)
}

/// What the steps and the text come to on one ticket.
pub(super) async fn work(
    tx: &mut TenantTx,
    ticket: TicketId,
    steps: &Steps,
    post: &str,
    body: &str,
) -> Result<Work> {
    let changes = changes(steps, tx.actor().user_id())?;
    let said = match post_kind(post) {
        Some(kind) => Some((kind, filled(tx, ticket, body, kind).await?)),
        None => None,
    };
    Ok(Work { changes, said })
}

async fn filled(tx: &mut TenantTx, ticket: TicketId, body: &str, kind: PostKind) -> Result<String> {
    let names = queries::names(tx, ticket).await?;
    let values = [
        ("ticket.number", names.number.to_string()),
        ("ticket.subject", names.subject),
        ("client.name", names.client.unwrap_or_default()),
        ("contact.name", names.contact.unwrap_or_default()),
        ("me.name", tx.actor().name().to_string()),
        ("workspace.name", names.workspace),
    ];
    let text = rules::fill(body, &values);
    if text.chars().count() > MAX_BODY {
        let words = format!("With its variables filled in, the {kind} is too long");
        return Err(Error::invalid("body", words));
    }
    Ok(text)
}

/// Refuses values that the tenant does not have.
pub(super) async fn check_values(tx: &mut TenantTx, steps: &Steps) -> Result<()> {
    let choices = choices::load(tx).await?;
    let mut invalid = app_types::Invalid::new();
    let known = |list: &[app_types::common::Choice], value: &str| {
        list.iter().any(|choice| choice.value == value)
    };
    for (field, value) in steps.fields() {
        let there = match (field, value) {
            (_, "") | ("technician", "me" | "nobody") | ("priority", _) => true,
            ("status", key) => known(&choices.statuses, key),
            ("technician", id) => known(&choices.technicians, id),
            ("board", id) => known(&choices.boards, id),
            ("add_tag", id) => choices.offered_tags().any(|tag| tag.id.to_string() == id),
            (_, id) => choices.tags.iter().any(|tag| tag.id.to_string() == id),
        };
        if !there {
            invalid.add(field, "Choose a value from the list");
        }
    }
    Ok(invalid.into_result()?)
}

fn written(steps: &Steps) -> Result<String> {
    serde_json::to_string(steps).map_err(|error| Error::Internal(error.to_string()))
}

fn taken() -> Error {
    Error::invalid(
        "name",
        "Choose another name: there is a macro with this one",
    )
}

fn recorded(tx: &mut TenantTx, action: &'static str, id: MacroId, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "macro",
        entity_id: Some(id.0),
        summary,
    });
}
