//! Server functions of a ticket's checklist, and the templates that a new ticket may begin with.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::common::Choice;
use app_types::id::ChecklistItemId;
use leptos::prelude::*;

/// Adds items to a ticket's checklist, one a line.
#[server(endpoint = "checklist/add")]
pub async fn add_items(
    number: u64,
    #[server(default)] items: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    let typed = vec![("items", items.clone())];
    submit("checklist/add", typed, async move {
        let added =
            write(async |_, tx| server_core::tickets::checklist::add(tx, number, &items).await)
                .await?;
        let said = match added {
            1 => "Item added".to_string(),
            many => format!("{many} items added"),
        };
        Ok(Done::stay().saying(said))
    })
    .await
}

/// Ticks, moves or removes an item; `act` is one of [`app_types::checklists::ItemAct`].
#[server(endpoint = "checklist/act")]
pub async fn act_on_item(
    number: u64,
    item: ChecklistItemId,
    act: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::checklists::ItemAct;
    submit("checklist/act", vec![], async move {
        let act = ItemAct::parse(&act).ok_or_else(|| {
            server_core::Error::invalid("", "Choose what to do with the item from the list")
        })?;
        write(async |_, tx| server_core::tickets::checklist::act(tx, number, item, act).await)
            .await?;
        Ok(Done::stay())
    })
    .await
}

/// The templates that a new ticket may begin with, for the palette.
#[server(endpoint = "templates/offered")]
pub async fn offered_templates() -> Result<Vec<Choice>, ApiError> {
    crate::server::read(async |tx, _| server_core::tickets::templates::offered(tx).await).await
}
