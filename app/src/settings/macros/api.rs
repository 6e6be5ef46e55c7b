//! Server functions of the macro settings.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::id::MacroId;
use app_types::macros::{MacroForm, MacroView};
use leptos::prelude::*;

/// All macros.
#[server(endpoint = "macros/list")]
pub async fn load_macros() -> Result<Vec<MacroView>, ApiError> {
    crate::server::read(async |tx, _| server_core::tickets::macros::list(tx).await).await
}

/// What the form of a macro shows; an empty id stands for a new one.
#[server(endpoint = "macros/form")]
pub async fn load_macro(#[server(default)] id: String) -> Result<MacroForm, ApiError> {
    crate::server::read(async |tx, _| {
        let id = match id.as_str() {
            "" => None,
            text => Some(MacroId::parse(text).ok_or(server_core::Error::NotFound)?),
        };
        server_core::tickets::macros::form(tx, id).await
    })
    .await
}

/// Saves a macro; an empty id makes a new one.
#[server(endpoint = "macros/save")]
pub async fn save_macro(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] name: String,
    #[server(default)] status: String,
    #[server(default)] priority: String,
    #[server(default)] technician: String,
    #[server(default)] board: String,
    #[server(default)] add_tag: String,
    #[server(default)] remove_tag: String,
    #[server(default)] post: String,
    #[server(default)] body: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::macros::{create, update};
    let steps = app_types::macros::Steps {
        status,
        priority,
        technician,
        board,
        add_tag,
        remove_tag,
    };
    let mut typed: Vec<(&str, String)> = steps
        .fields()
        .iter()
        .map(|(name, value)| (*name, value.to_string()))
        .collect();
    typed.extend([
        ("name", name.clone()),
        ("post", post.clone()),
        ("body", body.clone()),
    ]);
    let input = app_types::macros::MacroInput {
        name,
        steps,
        post,
        body,
    };
    submit("macros/save", typed, async move {
        if id.is_empty() {
            write(async |_, tx| create(tx, &input).await).await?;
            return Ok(Done::go("/settings/macros").saying("Macro added"));
        }
        let id = MacroId::parse(&id).ok_or(server_core::Error::NotFound)?;
        write(async |_, tx| update(tx, id, version, &input).await).await?;
        Ok(Done::go("/settings/macros").saying("Macro saved"))
    })
    .await
}

/// Archives a macro, or restores it.
#[server(endpoint = "macros/archive")]
pub async fn archive_macro(id: MacroId, archived: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("macros/archive", vec![], async move {
        write(async |_, tx| server_core::tickets::macros::set_archived(tx, id, archived).await)
            .await?;
        let message = if archived {
            "Macro archived"
        } else {
            "Macro restored"
        };
        Ok(Done::go("/settings/macros").saying(message))
    })
    .await
}
