//! Server functions of the board settings.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::boards::BoardView;
use leptos::prelude::*;

/// All boards.
#[server(endpoint = "boards/list")]
pub async fn load_boards() -> Result<Vec<BoardView>, ApiError> {
    crate::server::read(async |tx, _| server_core::boards::list(tx).await).await
}

/// One board for its form; `None` for an empty id, which stands for a new one.
#[server(endpoint = "boards/form")]
pub async fn load_board(#[server(default)] id: String) -> Result<Option<BoardView>, ApiError> {
    crate::server::read(async |tx, _| {
        if id.is_empty() {
            server_core::boards::list(tx).await?;
            return Ok(None);
        }
        let id = app_types::id::BoardId::parse(&id).ok_or(server_core::Error::NotFound)?;
        server_core::boards::get(tx, id).await.map(Some)
    })
    .await
}

/// Saves a board; an empty id makes a new one.
#[server(endpoint = "boards/save")]
pub async fn save_board(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] name: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::boards::{create, rename};
    let typed = vec![("name", name.clone())];
    submit("boards/save", typed, async move {
        if id.is_empty() {
            write(async |_, tx| create(tx, &name).await).await?;
            return Ok(Done::go("/settings/boards").saying("Board added"));
        }
        let id = app_types::id::BoardId::parse(&id).ok_or(server_core::Error::NotFound)?;
        write(async |_, tx| rename(tx, id, version, &name).await).await?;
        Ok(Done::go("/settings/boards").saying("Board saved"))
    })
    .await
}
