//! Ticket templates: what a new ticket begins with. Managed in the settings, used by the form for
//! a new ticket and by recurring tickets.

mod queries;
mod rules;
mod start;

pub(super) use queries::TemplateRecord;
pub(super) use start::{dress, new_ticket, start_of, usable};

use super::{checklist, choices, queries as tickets};
use crate::error::{Error, Result, require};
use app_types::common::Choice;
use app_types::id::{TagId, TicketTemplateId};
use app_types::templates::{TemplateFilter, TemplateForm, TemplateInput, TemplateRow};
use app_types::{Invalid, Permission};
use rules::CheckedTemplate;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Templates of a tenant, archived ones included: every list of them loads all names.
pub const MAX_TEMPLATES: usize = 200;

/// The templates that a filter asks for, by name.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] for a filter value that does not exist.
pub async fn list(tx: &mut TenantTx, filter: &TemplateFilter) -> Result<Vec<TemplateRow>> {
    require(tx, Permission::SettingsManage)?;
    if !matches!(filter.show.as_str(), "" | "active" | "archived" | "all") {
        let words = "Show active, archived or all templates";
        return Err(Error::invalid("show", words));
    }
    let mut rows = queries::all(tx).await?;
    rows.retain(|row| rules::listed(row, filter));
    Ok(rows)
}

/// Id and name of those that a new ticket may begin with.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn offered(tx: &mut TenantTx) -> Result<Vec<Choice>> {
    require(tx, Permission::TicketsEdit)?;
    queries::offered(tx).await
}

/// What the form of a template shows; `None`: of a new one.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn form(tx: &mut TenantTx, id: Option<TicketTemplateId>) -> Result<TemplateForm> {
    require(tx, Permission::SettingsManage)?;
    let choices = choices::load(tx).await?;
    let known = match id {
        Some(id) => Some(queries::get(tx, id).await?),
        None => None,
    };
    Ok(TemplateForm {
        id,
        archived: known
            .as_ref()
            .is_some_and(|known| known.archived_at.is_some()),
        version: known.as_ref().map_or(0, |known| known.version),
        input: known.map(input_of).unwrap_or_default(),
        choices,
    })
}

fn input_of(known: TemplateRecord) -> TemplateInput {
    TemplateInput {
        tags: known.tag_ids().iter().map(ToString::to_string).collect(),
        checklist: checklist::written(&known.lines()),
        name: known.name,
        subject: known.subject,
        body: known.body,
        board: known.board_id.map(|id| id.to_string()).unwrap_or_default(),
        technician: known
            .technician_id
            .map(|id| id.to_string())
            .unwrap_or_default(),
        priority: known.priority.to_string(),
        ticket_type: known.ticket_type.to_string(),
    }
}

/// Adds a template.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`]; [`Error::Conflict`] when there are [`MAX_TEMPLATES`].
pub async fn create(tx: &mut TenantTx, input: &TemplateInput) -> Result<TicketTemplateId> {
    require(tx, Permission::SettingsManage)?;
    let new = rules::check(input)?;
    check_values(tx, &new, &[]).await?;
    if queries::count(tx, MAX_TEMPLATES as i64).await? >= MAX_TEMPLATES {
        let words = format!("There are {MAX_TEMPLATES} templates already. Change one of them.");
        return Err(Error::Conflict(words));
    }
    let id = TicketTemplateId::new();
    if !queries::insert(tx, id, &new).await? {
        return Err(taken());
    }
    let summary = format!("Added the template {}", new.name);
    recorded(tx, "ticket_template.create", id, summary);
    Ok(id)
}

/// Changes a template. Tickets that began with it stay as they are.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when someone
/// else changed it in the meantime.
pub async fn update(
    tx: &mut TenantTx,
    id: TicketTemplateId,
    version: u32,
    input: &TemplateInput,
) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let old = queries::lock(tx, id).await?;
    if old.version != version {
        let words = "Someone changed this template while you were editing. Load the page again and repeat your change.";
        return Err(Error::Conflict(words.into()));
    }
    let new = rules::check(input)?;
    check_values(tx, &new, &old.tag_ids()).await?;
    if !queries::update(tx, id, &new).await? {
        return Err(taken());
    }
    let summary = format!("Changed the template {}", new.name);
    recorded(tx, "ticket_template.update", id, summary);
    Ok(())
}

/// Offers a template no longer, or again.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn set_archived(tx: &mut TenantTx, id: TicketTemplateId, archived: bool) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let row = queries::lock(tx, id).await?;
    if row.archived_at.is_some() == archived {
        return Ok(());
    }
    queries::set_archived(tx, id, archived).await?;
    let (action, word) = if archived {
        ("ticket_template.archive", "Archived")
    } else {
        ("ticket_template.restore", "Restored")
    };
    recorded(tx, action, id, format!("{word} the template {}", row.name));
    Ok(())
}

/// Refuses values that the tenant does not have. A tag that the template wore already may stay,
/// archived or not.
async fn check_values(tx: &mut TenantTx, new: &CheckedTemplate, worn: &[TagId]) -> Result<()> {
    let mut invalid = Invalid::new();
    if let Some(board) = new.board
        && tickets::board_name(tx, board).await?.is_none()
    {
        invalid.add("board", "Choose a board from the list");
    }
    if let Some(technician) = new.technician
        && tickets::technician_name(tx, technician).await?.is_none()
    {
        invalid.add("technician", "Choose a technician from the list");
    }
    if !new.tags.is_empty() {
        let known = crate::tags::all(tx).await?;
        let there = |id: TagId| {
            known
                .iter()
                .any(|tag| tag.id == id && (!tag.archived || worn.contains(&id)))
        };
        if !new.tags.iter().all(|tag| there(*tag)) {
            invalid.add("tags", "Choose tags from the list");
        }
    }
    Ok(invalid.into_result()?)
}

fn taken() -> Error {
    Error::invalid(
        "name",
        "Choose another name: there is a template with this one",
    )
}

fn recorded(tx: &mut TenantTx, action: &'static str, id: TicketTemplateId, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "ticket_template",
        entity_id: Some(id.0),
        summary,
    });
}
