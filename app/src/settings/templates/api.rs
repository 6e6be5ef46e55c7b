//! Server functions of the templates' settings.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::id::TicketTemplateId;
use app_types::templates::{TemplateFilter, TemplateForm, TemplateRow};
use leptos::prelude::*;

/// The templates that a filter asks for.
#[server(endpoint = "templates/list")]
pub async fn load_templates(filter: TemplateFilter) -> Result<Vec<TemplateRow>, ApiError> {
    crate::server::read(async |tx, _| server_core::tickets::templates::list(tx, &filter).await)
        .await
}

/// What the form of a template shows; an empty id stands for a new one.
#[server(endpoint = "templates/form")]
pub async fn load_template(#[server(default)] id: String) -> Result<TemplateForm, ApiError> {
    crate::server::read(async |tx, _| {
        let id = match id.as_str() {
            "" => None,
            text => Some(TicketTemplateId::parse(text).ok_or(server_core::Error::NotFound)?),
        };
        server_core::tickets::templates::form(tx, id).await
    })
    .await
}

/// Saves a template; an empty id makes a new one.
#[server(endpoint = "templates/save")]
pub async fn save_template(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] name: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
    #[server(default)] board: String,
    #[server(default)] technician: String,
    #[server(default)] priority: String,
    #[server(default)] ticket_type: String,
    #[server(default)] tags: Vec<String>,
    #[server(default)] checklist: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::templates::{create, update};
    let typed = vec![
        ("name", name.clone()),
        ("subject", subject.clone()),
        ("body", body.clone()),
        ("board", board.clone()),
        ("technician", technician.clone()),
        ("priority", priority.clone()),
        ("ticket_type", ticket_type.clone()),
        ("tags", tags.join(",")),
        ("checklist", checklist.clone()),
    ];
    let input = app_types::templates::TemplateInput {
        name,
        subject,
        body,
        board,
        technician,
        priority,
        ticket_type,
        tags,
        checklist,
    };
    submit("templates/save", typed, async move {
        if id.is_empty() {
            write(async |_, tx| create(tx, &input).await).await?;
            return Ok(Done::go("/settings/templates").saying("Template added"));
        }
        let id = TicketTemplateId::parse(&id).ok_or(server_core::Error::NotFound)?;
        write(async |_, tx| update(tx, id, version, &input).await).await?;
        Ok(Done::go("/settings/templates").saying("Template saved"))
    })
    .await
}

/// Archives a template, or restores it.
#[server(endpoint = "templates/archive")]
pub async fn archive_template(id: TicketTemplateId, archived: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::templates::set_archived;
    submit("templates/archive", vec![], async move {
        write(async |_, tx| set_archived(tx, id, archived).await).await?;
        let message = if archived {
            "Template archived"
        } else {
            "Template restored"
        };
        Ok(Done::go("/settings/templates").saying(message))
    })
    .await
}
