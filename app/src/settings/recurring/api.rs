//! Server functions of the recurring tickets' settings.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::recurring::{RecurringForm, RecurringRow};
use leptos::prelude::*;

/// All recurring tickets.
#[server(endpoint = "recurring/list")]
pub async fn load_recurring() -> Result<Vec<RecurringRow>, ApiError> {
    crate::server::read(async |tx, text| server_core::tickets::recurring::list(tx, text).await)
        .await
}

/// What the form shows; an empty id stands for a new one.
#[server(endpoint = "recurring/form")]
pub async fn load_recurring_form(#[server(default)] id: String) -> Result<RecurringForm, ApiError> {
    use app_types::id::RecurringTicketId;
    crate::server::read(async |tx, text| {
        let id = match id.as_str() {
            "" => None,
            typed => Some(RecurringTicketId::parse(typed).ok_or(server_core::Error::NotFound)?),
        };
        server_core::tickets::recurring::form(tx, id, text).await
    })
    .await
}

/// Saves a recurring ticket, or with another `intent` shows its form with the next dates or with a
/// client more or less; an empty id makes a new one.
#[server(endpoint = "recurring/save")]
pub async fn save_recurring(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] name: String,
    #[server(default)] template: String,
    #[server(default)] clients: Vec<String>,
    #[server(default)] names: Vec<String>,
    #[server(default)] add_client: String,
    #[server(default)] pattern: String,
    #[server(default)] every: String,
    #[server(default)] weekdays: Vec<String>,
    #[server(default)] month_day: String,
    #[server(default)] nth: String,
    #[server(default)] weekday: String,
    #[server(default)] starts_on: String,
    #[server(default)] ends_on: String,
    #[server(default)] at: String,
    #[server(default)] time_zone: String,
    #[server(default)] intent: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::RecurringTicketId;
    use app_types::recurring::RecurringInput;
    use server_core::tickets::recurring::{Edit, create, drafted, edit, update, written};
    let input = RecurringInput {
        name,
        template,
        clients,
        pattern,
        every,
        weekdays,
        month_day,
        nth,
        weekday,
        starts_on,
        ends_on,
        at,
        time_zone,
    };
    let typed = vec![("draft", written(version, &input, &names))];
    submit("recurring/save", typed, async move {
        let known = match id.as_str() {
            "" => None,
            id => Some(RecurringTicketId::parse(id).ok_or(server_core::Error::NotFound)?),
        };
        if let Some(wanted) = Edit::parse(&intent, &add_client)? {
            let draft = write(async |_, tx| edit(tx, version, input, &wanted).await).await?;
            let page = known.map_or("new".to_string(), |id| id.to_string());
            let anchor = match wanted {
                Edit::Preview => "next",
                _ => "clients",
            };
            let back = Done::go(format!("/settings/recurring/{page}#{anchor}"));
            return Ok(back.showing_once("recurring/save", "draft", drafted(&draft)));
        }
        match known {
            None => {
                write(async |_, tx| create(tx, &input).await).await?;
            }
            Some(known) => write(async |_, tx| update(tx, known, version, &input).await).await?,
        }
        Ok(Done::go("/settings/recurring").saying("Recurring ticket saved"))
    })
    .await
}

/// Pauses, resumes, archives, restores or runs a recurring ticket.
#[server(endpoint = "recurring/act")]
pub async fn act_on_recurring(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] act: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::RecurringTicketId;
    use server_core::tickets::recurring::{self, Act};
    submit("recurring/act", vec![], async move {
        let known = RecurringTicketId::parse(&id).ok_or(server_core::Error::NotFound)?;
        let act = Act::parse(&act)
            .ok_or_else(|| server_core::Error::invalid("", "There is no such button"))?;
        let said = write(async |_, tx| recurring::act(tx, known, version, act).await).await?;
        Ok(Done::go(format!("/settings/recurring/{known}")).saying(said))
    })
    .await
}
