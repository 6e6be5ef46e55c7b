//! What the list shows: the filter, the view, the columns, how densely.

use super::queries::{self, ViewRecord};
use super::{changed, locked, may_change, open, reader, rules, saved_filter, seen};
use crate::error::{Error, Result, require};
use crate::identity;
use crate::tickets::choices;
use app_types::Permission;
use app_types::id::TicketViewId;
use app_types::identity::Density;
use app_types::tickets::TicketFilter;
use app_types::views::{LookForm, LookInput, OpenView, TicketColumn};
use rules::Wanted;
use server_db::TenantTx;

/// What a list shall show.
pub(in crate::tickets) struct Shown {
    pub filter: TicketFilter,
    pub view: Option<OpenView>,
    pub columns: Vec<TicketColumn>,
}

/// Brings together what the address asks for, the view, and the reader's own columns. At most one
/// statement.
///
/// # Errors
/// [`Error::NotFound`] for a view that is not there or not the reader's to see.
pub(in crate::tickets) async fn shown(
    tx: &mut TenantTx,
    asked: &TicketFilter,
    own_columns: &str,
) -> Result<Shown> {
    let Some(view) = view_of(tx, asked).await? else {
        return Ok(Shown {
            filter: asked.clone(),
            view: None,
            columns: rules::columns(own_columns),
        });
    };
    let (mut filter, changed) = rules::filter_of(asked, &saved_filter(&view));
    filter.view = view.id.to_string();
    Ok(Shown {
        filter,
        columns: columns_of(&view, own_columns),
        view: Some(open(tx, &view, changed)),
    })
}

/// The columns that a list with this filter shows.
pub(super) async fn columns_shown(
    tx: &mut TenantTx,
    asked: &TicketFilter,
) -> Result<Vec<TicketColumn>> {
    let own = choices::offered(tx).await?.own_columns;
    Ok(shown(tx, asked, &own).await?.columns)
}

async fn view_of(tx: &mut TenantTx, asked: &TicketFilter) -> Result<Option<ViewRecord>> {
    let wanted = rules::wanted(asked);
    let found = match tx.actor().user_id() {
        Some(user) => queries::open(tx, user, &wanted).await?,
        None => None,
    };
    if found.is_none() && matches!(wanted, Wanted::This(_)) {
        return Err(Error::NotFound);
    }
    Ok(found)
}

fn columns_of(view: &ViewRecord, own: &str) -> Vec<TicketColumn> {
    let stored = if view.shown_columns.is_empty() {
        own
    } else {
        &view.shown_columns
    };
    rules::columns(stored)
}

/// The form of columns and density: a view's (by its id), or the reader's own.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn look_form(tx: &mut TenantTx, view: &str) -> Result<LookForm> {
    require(tx, Permission::TicketsView)?;
    let asked = TicketFilter {
        view: view.to_string(),
        // Not the role's first view: without a view, the reader's own look is asked for.
        show: "active".to_string(),
        ..TicketFilter::default()
    };
    let own = choices::offered(tx).await?.own_columns;
    let Some(view) = view_of(tx, &asked).await? else {
        let density = identity::users::profile(tx).await?.density;
        return Ok(LookForm {
            view: None,
            columns: rules::all_columns(&rules::columns(&own)),
            density: density.to_string(),
        });
    };
    if !may_change(tx, &view) {
        return Err(Error::Forbidden(Permission::ViewsShare));
    }
    Ok(LookForm {
        columns: rules::all_columns(&columns_of(&view, &own)),
        density: view.density.clone(),
        view: Some(open(tx, &view, false)),
    })
}

/// Chooses columns, their order and the density: of a view, or the reader's own.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`].
pub async fn set_look(tx: &mut TenantTx, input: &LookInput) -> Result<()> {
    require(tx, Permission::TicketsView)?;
    let columns = rules::stored(&rules::chosen(input)?);
    if input.view.is_empty() {
        let user = reader(tx)?;
        let density = rules::density(&input.density, false)?;
        queries::set_columns(tx, user, &columns).await?;
        return identity::users::set_density(tx, density.unwrap_or(Density::Comfortable)).await;
    }
    let density = rules::density(&input.density, true)?;
    let id = TicketViewId::parse(&input.view).ok_or(Error::NotFound)?;
    let locked = locked(tx, id, None).await?;
    let mut view = seen(tx, locked)?;
    view.shown_columns = columns;
    view.density = density
        .map(|density| density.to_string())
        .unwrap_or_default();
    queries::update(tx, &view).await?;
    changed(
        tx,
        &view,
        "ticket_view.update",
        "Changed the columns of the view",
    );
    Ok(())
}
