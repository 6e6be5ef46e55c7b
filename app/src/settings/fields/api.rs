//! Server functions of the settings of custom fields.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::custom::CustomFieldForm;
use app_types::id::CustomFieldId;
use leptos::prelude::*;

/// All fields.
#[server(endpoint = "fields/list")]
pub async fn load_fields() -> Result<Vec<CustomFieldForm>, ApiError> {
    crate::server::read(async |tx, _| server_core::custom::list(tx).await).await
}

/// One field for its form; `None` for an empty id, which stands for a new one.
#[server(endpoint = "fields/form")]
pub async fn load_field(
    #[server(default)] id: String,
) -> Result<Option<CustomFieldForm>, ApiError> {
    crate::server::read(async |tx, _| {
        if id.is_empty() {
            server_core::custom::list(tx).await?;
            return Ok(None);
        }
        let id = CustomFieldId::parse(&id).ok_or(server_core::Error::NotFound)?;
        server_core::custom::form(tx, id).await.map(Some)
    })
    .await
}

/// Saves a field; an empty id makes a new one.
#[server(endpoint = "fields/save")]
pub async fn save_field(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] of: String,
    #[server(default)] kind: String,
    #[server(default)] name: String,
    #[server(default)] choices: String,
    #[server(default)] required: bool,
    #[server(default)] position: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::custom::{create, update};
    let typed = vec![
        ("of", of.clone()),
        ("kind", kind.clone()),
        ("name", name.clone()),
        ("choices", choices.clone()),
        ("required", required.to_string()),
        ("position", position.clone()),
    ];
    let input = app_types::custom::CustomFieldInput {
        of,
        kind,
        name,
        choices,
        required,
        position,
    };
    submit("fields/save", typed, async move {
        if id.is_empty() {
            write(async |_, tx| create(tx, &input).await).await?;
            return Ok(Done::go("/settings/fields").saying("Field added"));
        }
        let id = CustomFieldId::parse(&id).ok_or(server_core::Error::NotFound)?;
        write(async |_, tx| update(tx, id, version, &input).await).await?;
        Ok(Done::go("/settings/fields").saying("Field saved"))
    })
    .await
}

/// Archives a field, or restores it.
#[server(endpoint = "fields/archive")]
pub async fn archive_field(id: CustomFieldId, archived: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("fields/archive", vec![], async move {
        write(async |_, tx| server_core::custom::set_archived(tx, id, archived).await).await?;
        let message = if archived {
            "Field archived"
        } else {
            "Field restored"
        };
        Ok(Done::go("/settings/fields").saying(message))
    })
    .await
}
