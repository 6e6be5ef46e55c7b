//! Server functions of the ticket pages.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::canned::CannedText;
use app_types::drafts::DraftSaved;
use app_types::id::CannedReplyId;
use app_types::presence::Present;
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

/// What the form for a new ticket offers. `client` is a client's number or empty, `template` a
/// template's id or empty.
#[server(endpoint = "tickets/new")]
pub async fn new_ticket(
    client: String,
    #[server(default)] template: String,
) -> Result<NewTicketChoices, ApiError> {
    crate::server::read(async |tx, _| {
        server_core::tickets::new_ticket_choices(tx, &client, &template).await
    })
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
    #[server(default)] custom: app_types::custom::TypedFields,
    #[server(default)] template: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::custom::set_new;
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
        template,
    };
    let names = crate::custom::control_names(&custom);
    let mut typed = form.typed();
    typed.extend(
        names
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone())),
    );
    submit("tickets/create", typed, async move {
        let made = write(async |_, tx| {
            let made = create_from_form(tx, &form).await?;
            set_new(tx, &made, &custom).await?;
            Ok(made)
        })
        .await?;
        Ok(Done::go(format!("/tickets/{}", made.number))
            .saying(format!("Ticket #{} created", made.number)))
    })
    .await
}

/// Changes one field of a ticket; `field` is status, priority, board, technician or subject;
/// `status_anyway` finishes it with required items of the checklist open.
#[server(endpoint = "tickets/change")]
pub async fn change_ticket(
    number: u64,
    version: u32,
    field: String,
    #[server(default)] value: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::{change, parse_change};
    let typed = vec![("value", value.clone())];
    submit("tickets/change", typed, async move {
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

/// Keeps what was typed on a ticket so far; `seen` is the draft's version that the page knows.
#[server(endpoint = "drafts/save")]
pub async fn save_draft(
    number: u64,
    seen: u32,
    kind: String,
    #[server(default)] body: String,
) -> Result<DraftSaved, ApiError> {
    use server_core::clocktext::ClockText;
    use server_core::tickets::drafts::{DraftInput, save};
    let (_, session) = crate::server::signed_in()?;
    let work = crate::server::write(async |_, tx| {
        let kind = app_types::tickets::PostKind::parse(&kind)
            .ok_or_else(|| server_core::Error::invalid("kind", "Choose reply, note or call"))?;
        let text = ClockText::new(&session.time_zone, tx.now());
        save(tx, number, DraftInput { kind, body, seen }, &text).await
    });
    work.await.map_err(crate::server::failed)
}

/// Throws one's draft on a ticket away.
#[server(endpoint = "drafts/discard")]
pub async fn discard_draft(number: u64) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("drafts/discard", vec![], async move {
        write(async |_, tx| server_core::tickets::drafts::discard(tx, number).await).await?;
        Ok(Done::stay().saying("Draft discarded"))
    })
    .await
}

/// A canned reply with its variables filled in for a ticket.
#[server(endpoint = "canned/insert")]
pub async fn insert_canned(number: u64, id: CannedReplyId) -> Result<CannedText, ApiError> {
    crate::server::read(async |tx, _| server_core::tickets::canned::insert(tx, id, number).await)
        .await
}

/// Puts a canned reply behind what was typed and shows the form again: for people without script.
#[server(endpoint = "canned/apply")]
pub async fn apply_canned(
    number: u64,
    canned: CannedReplyId,
    #[server(default)] kind: String,
    #[server(default)] body: String,
    #[server(default)] status: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("canned/apply", vec![], async move {
        let found =
            write(async |_, tx| server_core::tickets::canned::insert(tx, canned, number).await)
                .await?;
        let body = match body.trim_end() {
            "" => found.text.clone(),
            typed => format!("{typed}\n\n{}", found.text),
        };
        let typed = [("kind", kind), ("body", body), ("status", status)];
        let typed = typed
            .map(|(name, value)| (name.to_string(), value))
            .to_vec();
        Ok(Done::go(format!("/tickets/{number}#composer"))
            .saying(found.gaps())
            .typed_into("tickets/reply", typed))
    })
    .await
}

/// Says that the ticket is open here; answers who else has it open.
#[server(endpoint = "presence/here")]
pub async fn say_here(number: u64, writing: bool) -> Result<Vec<Present>, ApiError> {
    let (context, _) = crate::server::signed_in()?;
    crate::server::read(async |tx, _| {
        server_core::tickets::presence::here(&context.core, tx, number, writing).await
    })
    .await
}

/// Says that the ticket is not open here any more.
#[server(endpoint = "presence/gone")]
pub async fn leave_ticket(number: u64) -> Result<(), ApiError> {
    let (context, _) = crate::server::signed_in()?;
    crate::server::read(async |tx, _| {
        server_core::tickets::presence::gone(&context.core, tx, number).await
    })
    .await
}
