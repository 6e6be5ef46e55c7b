//! Server functions of saved views and of the look of the list.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::id::TicketViewId;
use app_types::tickets::TicketFilter;
use app_types::views::{LookForm, ViewForm, ViewRow};
use leptos::prelude::*;

/// The views that the reader sees, with their counts.
#[server(endpoint = "tickets/views")]
pub async fn load_views() -> Result<Vec<ViewRow>, ApiError> {
    crate::server::read(async |tx, _| server_core::tickets::views::list(tx).await).await
}

/// What the form of a view shows; an empty id stands for a new one with this filter.
#[server(endpoint = "tickets/view-form")]
pub async fn load_view_form(
    #[server(default)] id: String,
    #[server(default)] filter: TicketFilter,
) -> Result<ViewForm, ApiError> {
    crate::server::read(async |tx, _| {
        let id = match id.as_str() {
            "" => None,
            text => Some(TicketViewId::parse(text).ok_or(server_core::Error::NotFound)?),
        };
        server_core::tickets::views::form(tx, id, &filter).await
    })
    .await
}

/// Saves a view and goes to it; an empty id makes a new one with this filter.
#[server(endpoint = "tickets/save-view")]
pub async fn save_view(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] name: String,
    #[server(default)] shared: bool,
    #[server(default)] default_for: Vec<String>,
    #[server(default)] filter: TicketFilter,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::views::{create, update};
    let typed = vec![
        ("name", name.clone()),
        ("shared", shared.to_string()),
        ("default_for", default_for.join(" ")),
    ];
    let input = app_types::views::ViewInput {
        name,
        shared,
        default_for,
    };
    submit("tickets/save-view", typed, async move {
        let id = if id.is_empty() {
            write(async |_, tx| create(tx, &input, &filter).await).await?
        } else {
            let id = TicketViewId::parse(&id).ok_or(server_core::Error::NotFound)?;
            write(async |_, tx| update(tx, id, version, &input).await).await?;
            id
        };
        Ok(Done::go(format!("/tickets?view={id}")).saying("View saved"))
    })
    .await
}

/// Gives a view the filter that the list shows.
#[server(endpoint = "tickets/store-view")]
pub async fn store_view(
    id: TicketViewId,
    version: u32,
    #[server(default)] filter: TicketFilter,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("tickets/store-view", vec![], async move {
        write(async |_, tx| server_core::tickets::views::store(tx, id, version, &filter).await)
            .await?;
        Ok(Done::go(format!("/tickets?view={id}")).saying("View saved"))
    })
    .await
}

/// Deletes a view, or takes that back.
#[server(endpoint = "tickets/archive-view")]
pub async fn archive_view(id: TicketViewId, archived: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("tickets/archive-view", vec![], async move {
        write(async |_, tx| server_core::tickets::views::set_archived(tx, id, archived).await)
            .await?;
        let message = if archived {
            "View deleted"
        } else {
            "View restored"
        };
        Ok(Done::stay().saying(message))
    })
    .await
}

/// The form of columns and density: a view's, or with an empty id the reader's own.
#[server(endpoint = "tickets/look")]
pub async fn load_look(#[server(default)] view: String) -> Result<LookForm, ApiError> {
    crate::server::read(async |tx, _| server_core::tickets::views::look_form(tx, &view).await).await
}

/// Saves columns and density. With `step` (`up` or `down`, a colon, a column) one column moves
/// first, and the form comes back.
#[server(endpoint = "tickets/save-look")]
pub async fn save_look(
    #[server(default)] view: String,
    #[server(default)] order: Vec<String>,
    #[server(default)] shown: Vec<String>,
    #[server(default)] density: String,
    #[server(default)] step: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::views::{move_column, set_look};
    let mut input = app_types::views::LookInput {
        view,
        order,
        shown,
        density,
    };
    submit("tickets/save-look", vec![], async move {
        move_column(&mut input, &step);
        write(async |_, tx| set_look(tx, &input).await).await?;
        let query = match input.view.as_str() {
            "" => String::new(),
            view => format!("?view={view}"),
        };
        if step.is_empty() {
            return Ok(Done::go(format!("/tickets{query}")).saying("Saved"));
        }
        Ok(Done::go(format!("/tickets/columns{query}")))
    })
    .await
}
