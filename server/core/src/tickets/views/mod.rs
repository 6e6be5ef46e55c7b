//! Saved views: a filter of the ticket list with a name, and how the list looks. A view is its
//! owner's, or shared with everybody who sees tickets; each role may have one that its people see
//! first.

mod look;
mod queries;
mod rules;

pub(super) use look::shown;
pub use look::{look_form, set_look};
pub use rules::move_column;

use crate::error::{Error, Result, require};
use crate::identity;
use app_types::id::{RoleId, TicketViewId, UserId};
use app_types::tickets::TicketFilter;
use app_types::views::{OpenView, ViewForm, ViewInput, ViewRow};
use app_types::{Invalid, Permission};
use queries::ViewRecord;
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Live topic: somebody's views changed.
pub const VIEWS_TOPIC: &str = "ticket_views";
/// Views of one person, and shared views of a tenant: the sidebar shows and counts all of them.
const MAX_VIEWS: i64 = 30;

/// The views that the reader sees, by name, with their counts. At most three statements.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(tx: &mut TenantTx) -> Result<Vec<ViewRow>> {
    require(tx, Permission::TicketsView)?;
    let views = queries::visible(tx, reader(tx)?).await?;
    let filters: Vec<_> = views.iter().map(|(view, _)| saved_filter(view)).collect();
    let counts = super::list::counts(tx, &filters).await?;
    Ok(views
        .into_iter()
        .zip(counts)
        .map(|((view, owner), count)| ViewRow {
            may_change: may_change(tx, &view),
            id: view.id,
            name: view.name,
            shared: view.shared,
            owner,
            count,
        })
        .collect())
}

/// What the form of a view shows; `None`: of a new one with this filter.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`] for a filter that no list takes.
pub async fn form(
    tx: &mut TenantTx,
    id: Option<TicketViewId>,
    filter: &TicketFilter,
) -> Result<ViewForm> {
    require(tx, Permission::TicketsView)?;
    let may_share = tx.can(Permission::ViewsShare);
    let roles = if may_share {
        identity::roles::names(tx).await?
    } else {
        Vec::new()
    };
    let mut form = ViewForm {
        view: None,
        filter: filter.bare(),
        roles,
        default_for: Vec::new(),
        may_share,
    };
    match id {
        Some(id) => {
            let view = queries::get(tx, id).await?;
            let view = seen(tx, view)?;
            let roles = queries::roles_of(tx, id).await?;
            form.default_for = roles.iter().map(ToString::to_string).collect();
            form.filter = saved_filter(&view);
            form.view = Some(open(tx, &view, false));
        }
        None => super::list::check(tx, filter).await?,
    }
    Ok(form)
}

/// Saves what the list shows as a view: the filter, and the columns as they are now.
///
/// # Errors
/// [`Error::Forbidden`], also for sharing without the permission; [`Error::Invalid`];
/// [`Error::Conflict`] when there are too many.
pub async fn create(
    tx: &mut TenantTx,
    input: &ViewInput,
    filter: &TicketFilter,
) -> Result<TicketViewId> {
    require(tx, Permission::TicketsView)?;
    let owner_id = reader(tx)?;
    let name = check_name(input)?;
    let roles = check_sharing(tx, input).await?;
    super::list::check(tx, &filter.bare()).await?;
    check_room(tx, owner_id, input.shared).await?;
    let columns = look::columns_shown(tx, filter).await?;
    let view = ViewRecord {
        id: TicketViewId::new(),
        owner_id,
        name,
        shared: input.shared,
        filter: written(filter)?,
        shown_columns: rules::stored(&columns),
        density: String::new(),
        version: 1,
        archived_at: None,
    };
    queries::insert(tx, &view).await?;
    queries::set_roles(tx, view.id, &roles).await?;
    changed(tx, &view, "ticket_view.create", "Saved the view");
    Ok(view.id)
}

/// Renames a view, shares it or takes it back, and says which roles see it first.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when someone
/// else changed it in the meantime.
pub async fn update(
    tx: &mut TenantTx,
    id: TicketViewId,
    version: u32,
    input: &ViewInput,
) -> Result<()> {
    require(tx, Permission::TicketsView)?;
    let mut view = locked(tx, id, Some(version)).await?;
    view.name = check_name(input)?;
    let roles = check_sharing(tx, input).await?;
    if view.shared && !input.shared && Some(view.owner_id) != tx.actor().user_id() {
        let words = "Only the one who made this view can take it back";
        return Err(Error::invalid("shared", words));
    }
    if !view.shared && input.shared {
        check_room(tx, view.owner_id, true).await?;
    }
    view.shared = input.shared;
    queries::update(tx, &view).await?;
    if tx.can(Permission::ViewsShare) {
        queries::forget_roles(tx, id).await?;
        queries::set_roles(tx, id, &roles).await?;
    }
    changed(tx, &view, "ticket_view.update", "Changed the view");
    Ok(())
}

/// Gives a view the filter that the list shows now.
///
/// # Errors
/// See [`update`].
pub async fn store(
    tx: &mut TenantTx,
    id: TicketViewId,
    version: u32,
    filter: &TicketFilter,
) -> Result<()> {
    require(tx, Permission::TicketsView)?;
    let mut view = locked(tx, id, Some(version)).await?;
    super::list::check(tx, &filter.bare()).await?;
    view.filter = written(filter)?;
    queries::update(tx, &view).await?;
    changed(
        tx,
        &view,
        "ticket_view.update",
        "Changed the filter of the view",
    );
    Ok(())
}

/// Deletes a view, or takes that back.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn set_archived(tx: &mut TenantTx, id: TicketViewId, archived: bool) -> Result<()> {
    require(tx, Permission::TicketsView)?;
    let mut view = locked(tx, id, None).await?;
    if view.archived_at.is_some() == archived {
        return Ok(());
    }
    if !archived {
        check_room(tx, view.owner_id, view.shared).await?;
    }
    view.archived_at = archived.then_some(tx.now());
    queries::update(tx, &view).await?;
    let (action, words) = if archived {
        ("ticket_view.delete", "Deleted the view")
    } else {
        ("ticket_view.restore", "Took back deleting the view")
    };
    changed(tx, &view, action, words);
    Ok(())
}

/// Views belong to people: nobody else has a list to look at.
fn reader(tx: &TenantTx) -> Result<UserId> {
    tx.actor().user_id().ok_or(Error::Unauthenticated)
}

fn may_change(tx: &TenantTx, view: &ViewRecord) -> bool {
    if view.shared {
        tx.can(Permission::ViewsShare)
    } else {
        Some(view.owner_id) == tx.actor().user_id()
    }
}

/// The view, if the reader may know of it.
fn seen(tx: &TenantTx, view: ViewRecord) -> Result<ViewRecord> {
    let visible = view.shared || Some(view.owner_id) == tx.actor().user_id();
    if visible && view.archived_at.is_none() {
        return Ok(view);
    }
    Err(Error::NotFound)
}

/// Locks a view for a change by somebody who may change it; a deleted one too.
async fn locked(tx: &mut TenantTx, id: TicketViewId, version: Option<u32>) -> Result<ViewRecord> {
    let view = queries::lock(tx, id).await?;
    if !view.shared && Some(view.owner_id) != tx.actor().user_id() {
        return Err(Error::NotFound);
    }
    if !may_change(tx, &view) {
        return Err(Error::Forbidden(Permission::ViewsShare));
    }
    if version.is_some_and(|version| version != view.version) {
        let words = "Someone changed this view in the meantime. Load the page again and repeat your change.";
        return Err(Error::Conflict(words.into()));
    }
    Ok(view)
}

fn open(tx: &TenantTx, view: &ViewRecord, changed: bool) -> OpenView {
    OpenView {
        id: view.id,
        name: view.name.clone(),
        shared: view.shared,
        version: view.version,
        may_change: may_change(tx, view),
        changed,
        density: view.density.clone(),
    }
}

fn check_name(input: &ViewInput) -> Result<String> {
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "a name", &input.name, rules::MAX_NAME);
    invalid.into_result()?;
    Ok(name)
}

/// The roles that shall see the view first. Only a shared view can be a role's first one.
async fn check_sharing(tx: &mut TenantTx, input: &ViewInput) -> Result<Vec<RoleId>> {
    if !input.shared {
        return Ok(Vec::new());
    }
    require(tx, Permission::ViewsShare)?;
    let known = identity::roles::names(tx).await?;
    input
        .default_for
        .iter()
        .map(|role| {
            let known = known.iter().any(|choice| choice.value == *role);
            let id = RoleId::parse(role).filter(|_| known);
            id.ok_or_else(|| Error::invalid("default_for", "Choose roles from the list"))
        })
        .collect()
}

async fn check_room(tx: &mut TenantTx, owner: UserId, shared: bool) -> Result<()> {
    let (own, of_all) = queries::count(tx, owner).await?;
    if (if shared { of_all } else { own }) < MAX_VIEWS {
        return Ok(());
    }
    let words = format!("There are {MAX_VIEWS} views of this kind already. Delete one first.");
    Err(Error::Conflict(words))
}

/// A filter that cannot be read any more shows the active tickets.
fn saved_filter(view: &ViewRecord) -> TicketFilter {
    serde_json::from_str(&view.filter).unwrap_or_default()
}

fn written(filter: &TicketFilter) -> Result<String> {
    serde_json::to_string(&filter.bare()).map_err(|error| Error::Internal(error.to_string()))
}

fn changed(tx: &mut TenantTx, view: &ViewRecord, action: &'static str, words: &str) {
    tx.record(AuditRecord {
        action,
        entity: "ticket_view",
        entity_id: Some(view.id.0),
        summary: format!("{words} {}", view.name),
    });
    tx.publish(VIEWS_TOPIC, "", 0);
}
