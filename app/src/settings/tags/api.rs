//! Server functions of the tag settings.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::id::TagId;
use app_types::tags::{TagForm, TagView};
use leptos::prelude::*;

/// All tags.
#[server(endpoint = "tags/list")]
pub async fn load_tags() -> Result<Vec<TagView>, ApiError> {
    crate::server::read(async |tx, _| server_core::tags::list(tx).await).await
}

/// One tag for its form; `None` for an empty id, which stands for a new one.
#[server(endpoint = "tags/form")]
pub async fn load_tag(#[server(default)] id: String) -> Result<Option<TagForm>, ApiError> {
    crate::server::read(async |tx, _| {
        if id.is_empty() {
            server_core::tags::list(tx).await?;
            return Ok(None);
        }
        let id = TagId::parse(&id).ok_or(server_core::Error::NotFound)?;
        server_core::tags::form(tx, id).await.map(Some)
    })
    .await
}

/// Saves a tag; an empty id makes a new one.
#[server(endpoint = "tags/save")]
pub async fn save_tag(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] name: String,
    #[server(default)] tone: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tags::{create, update};
    let typed = vec![("name", name.clone()), ("tone", tone.clone())];
    let input = app_types::tags::TagInput { name, tone };
    submit("tags/save", typed, async move {
        if id.is_empty() {
            write(async |_, tx| create(tx, &input).await).await?;
            return Ok(Done::go("/settings/tags").saying("Tag added"));
        }
        let id = TagId::parse(&id).ok_or(server_core::Error::NotFound)?;
        write(async |_, tx| update(tx, id, version, &input).await).await?;
        Ok(Done::go("/settings/tags").saying("Tag saved"))
    })
    .await
}

/// Archives a tag, or restores it.
#[server(endpoint = "tags/archive")]
pub async fn archive_tag(id: TagId, archived: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("tags/archive", vec![], async move {
        write(async |_, tx| server_core::tags::set_archived(tx, id, archived).await).await?;
        let message = if archived {
            "Tag archived"
        } else {
            "Tag restored"
        };
        Ok(Done::go("/settings/tags").saying(message))
    })
    .await
}
