//! Server functions of the canned replies' settings.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::canned::{CannedForm, CannedRow};
use app_types::id::CannedReplyId;
use leptos::prelude::*;

/// Everybody's texts and one's own.
#[server(endpoint = "canned/list")]
pub async fn load_canned_replies() -> Result<Vec<CannedRow>, ApiError> {
    crate::server::read(async |tx, _| server_core::tickets::canned::list(tx).await).await
}

/// What the form needs; an empty id stands for a new text.
#[server(endpoint = "canned/form")]
pub async fn load_canned_form(id: String) -> Result<CannedForm, ApiError> {
    crate::server::read(async |tx, _| {
        let id = match id.as_str() {
            "" => None,
            text => Some(CannedReplyId::parse(text).ok_or(server_core::Error::NotFound)?),
        };
        server_core::tickets::canned::form(tx, id).await
    })
    .await
}

/// Saves a text; an empty id makes a new one.
#[server(endpoint = "canned/save")]
pub async fn save_canned(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] name: String,
    #[server(default)] shortcut: String,
    #[server(default)] body: String,
    #[server(default)] audience: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::canned::{create, update};
    let input = app_types::canned::CannedInput {
        name,
        shortcut,
        body,
        shared: audience == "everybody",
    };
    submit("canned/save", input.typed(), async move {
        if id.is_empty() {
            write(async |_, tx| create(tx, &input).await).await?;
        } else {
            let id = CannedReplyId::parse(&id).ok_or(server_core::Error::NotFound)?;
            write(async |_, tx| update(tx, id, version, &input).await).await?;
        }
        Ok(Done::go("/settings/canned-replies").saying("Canned reply saved"))
    })
    .await
}

/// Deletes a text.
#[server(endpoint = "canned/delete")]
pub async fn delete_canned(id: CannedReplyId) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("canned/delete", vec![], async move {
        write(async |_, tx| server_core::tickets::canned::delete(tx, id).await).await?;
        Ok(Done::go("/settings/canned-replies").saying("Canned reply deleted"))
    })
    .await
}

/// The text as it will look, with made-up values.
#[server(endpoint = "canned/preview")]
pub async fn preview_canned(body: String) -> Result<String, ApiError> {
    crate::server::read(async |tx, _| server_core::tickets::canned::preview(tx, &body).await).await
}
