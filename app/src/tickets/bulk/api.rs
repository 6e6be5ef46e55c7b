//! Server functions of changes of many tickets, and of macros on one.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::id::BulkRunId;
use app_types::macros::{BulkReply, BulkRunView};
use app_types::tickets::TicketFilter;
use leptos::prelude::*;

/// Changes the chosen tickets, or with `all` every ticket that the filter matches.
#[server(endpoint = "tickets/bulk")]
pub async fn change_tickets(
    #[server(default)] tickets: Vec<String>,
    #[server(default)] all: bool,
    #[server(default)] filter: TicketFilter,
    #[server(default)] status: String,
    #[server(default)] priority: String,
    #[server(default)] technician: String,
    #[server(default)] board: String,
    #[server(default)] add_tag: String,
    #[server(default)] remove_tag: String,
    #[server(default)] run_macro: String,
) -> Result<BulkReply, ApiError> {
    use crate::server::{begin_bulk, write};
    let input = app_types::macros::BulkInput {
        tickets,
        all,
        filter,
        steps: app_types::macros::Steps {
            status,
            priority,
            technician,
            board,
            add_tag,
            remove_tag,
        },
        run_macro,
    };
    begin_bulk("tickets/bulk", async move {
        write(async |_, tx| server_core::tickets::bulk::begin(tx, &input).await).await
    })
    .await
}

/// Takes a run back.
#[server(endpoint = "tickets/undo-bulk")]
pub async fn undo_bulk(id: BulkRunId) -> Result<BulkReply, ApiError> {
    use crate::server::{begin_bulk, write};
    begin_bulk("tickets/undo-bulk", async move {
        write(async |_, tx| server_core::tickets::bulk::undo(tx, id).await).await
    })
    .await
}

/// How far a run has come.
#[server(endpoint = "tickets/bulk-run")]
pub async fn load_bulk(#[server(default)] id: String) -> Result<BulkRunView, ApiError> {
    crate::server::read(async |tx, _| {
        let id = BulkRunId::parse(&id).ok_or(server_core::Error::NotFound)?;
        server_core::tickets::bulk::progress(tx, id).await
    })
    .await
}

/// How many tickets a filter matches, up to one more than can be changed at once.
#[server(endpoint = "tickets/matching")]
pub async fn count_matching(#[server(default)] filter: TicketFilter) -> Result<u32, ApiError> {
    crate::server::read(async |tx, _| server_core::tickets::bulk::count(tx, &filter).await).await
}

/// Runs a macro on one ticket.
#[server(endpoint = "tickets/run-macro")]
pub async fn run_macro(
    number: u64,
    version: u32,
    #[server(default)] run_macro: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("tickets/run-macro", vec![], async move {
        let choose = || server_core::Error::invalid("run_macro", "Choose a macro from the list");
        let id = app_types::id::MacroId::parse(&run_macro).ok_or_else(choose)?;
        let name =
            write(async |_, tx| server_core::tickets::macros::run(tx, number, version, id).await)
                .await?;
        Ok(Done::go(format!("/tickets/{number}")).saying(format!("{name}: done")))
    })
    .await
}
