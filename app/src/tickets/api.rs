//! Server functions of the ticket pages.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::tickets::{NewTicketChoices, TicketFilter, TicketList, TicketRecord};
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// One page of the list.
#[server(endpoint = "tickets/list")]
pub async fn load_tickets(filter: TicketFilter) -> Result<TicketList, ApiError> {
    crate::server::read(async |tx, text| server_core::tickets::list(tx, &filter, text).await).await
}

/// One ticket with its conversation.
#[server(endpoint = "tickets/record")]
pub async fn load_ticket(number: u64) -> Result<TicketRecord, ApiError> {
    crate::server::read(async |tx, text| server_core::tickets::record(tx, number, text).await).await
}

/// What the form for a new ticket offers. `client` is a client's number or empty.
#[server(endpoint = "tickets/new")]
pub async fn new_ticket(client: String) -> Result<NewTicketChoices, ApiError> {
    crate::server::read(async |tx, _| server_core::tickets::new_ticket_choices(tx, &client).await)
        .await
}

/// Makes a ticket and goes there.
#[server(endpoint = "tickets/create")]
pub async fn create_ticket(
    subject: String,
    #[server(default)] client: String,
    #[server(default)] contact: String,
    #[server(default)] board: String,
    #[server(default)] technician: String,
    #[server(default)] priority: String,
    #[server(default)] ticket_type: String,
    #[server(default)] source: String,
    #[server(default)] body: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::{TicketForm, create_from_form};
    let form = TicketForm {
        subject,
        client,
        contact,
        board,
        technician,
        priority,
        ticket_type,
        source,
        body,
    };
    let typed = form.typed();
    submit("tickets/create", typed, async move {
        let made = write(async |_, tx| create_from_form(tx, &form).await).await?;
        Ok(Done::go(format!("/tickets/{}", made.number))
            .saying(format!("Ticket #{} created", made.number)))
    })
    .await
}

/// Changes one field of a ticket; `field` is status, priority, board, technician or subject.
#[server(endpoint = "tickets/change")]
pub async fn change_ticket(
    number: u64,
    version: u32,
    field: String,
    #[server(default)] value: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::{change, parse_change};
    submit("tickets/change", vec![], async move {
        let wanted = parse_change(&field, &value)?;
        write(async |_, tx| change(tx, number, version, wanted).await).await?;
        Ok(Done::stay().saying(format!("Ticket #{number} changed")))
    })
    .await
}

/// Writes a reply, a note or a logged call, with files.
#[server(endpoint = "tickets/reply", input = MultipartFormData)]
pub async fn reply_to_ticket(data: MultipartData) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::{ReplyForm, write_from_form};
    let form = ReplyForm::from_parts(crate::server::read_multipart(data).await?);
    let number = form.number;
    let typed = form.typed();
    submit("tickets/reply", typed, async move {
        write(async |core, tx| write_from_form(core, tx, form).await).await?;
        Ok(Done::go(format!("/tickets/{number}")).saying("Sent"))
    })
    .await
}

/// Markdown as it will look, for the preview.
#[server(endpoint = "tickets/preview")]
pub async fn preview_markdown(text: String) -> Result<String, ApiError> {
    crate::server::signed_in()?;
    Ok(server_core::markdown::to_html(&text))
}
