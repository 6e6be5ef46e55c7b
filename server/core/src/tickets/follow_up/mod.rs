//! Follow-ups: a ticket is put off, and comes back when its time has come.
//!
//! Putting off work that waits for nobody sets its status to scheduled; when the time has come it
//! opens again, and whoever put it off and its technician are told, once. The contact's reply, the
//! end of the ticket, and a technician's reply to one that is due end the follow-up.

mod jobs;
mod rules;

pub(super) use jobs::remind;
pub use jobs::{RemindFollowUps, follow_up_task};

use super::change::{self, Change};
use super::conversation::apply_status;
use super::post::{self, NewPost};
use super::queries::{self, TicketChanges, TicketHead};
use crate::clocktext::ClockText;
use crate::error::{Error, Result};
use app_types::Timestamp;
use app_types::follow_ups::{FollowUp, FollowUpState};
use app_types::tickets::{PostKind, StatusCategory};
use app_types::triage::Trigger;
use jiff::tz::TimeZone;
use server_db::TenantTx;

/// Puts a ticket off, or takes that back. `when` and `at` are as typed, in the zone named `zone`,
/// which is the reader's; see [`rules::wanted`]. Answers what to say.
///
/// # Errors
/// [`Error::Invalid`] on `when` or `at`; [`Error::Conflict`] when someone changed the ticket since
/// `version` was read; [`Error::NotFound`]; [`Error::Forbidden`].
pub async fn set(
    tx: &mut TenantTx,
    number: u64,
    version: u32,
    (when, at): (&str, &str),
    zone: &str,
) -> Result<String> {
    let reader = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let wanted = rules::wanted(when, at, &reader, tx.now());
    // The right comes before complaints about what was typed.
    crate::error::require(tx, app_types::Permission::TicketsEdit)?;
    let wanted = wanted?;
    change::change(tx, number, version, Change::FollowUp(wanted)).await?;
    let text = ClockText::new(zone, tx.now());
    Ok(match wanted {
        Some(at) => format!("Put off until {}", text.when(at).long),
        None => "Not put off any more".to_string(),
    })
}

/// Writes the change; `None` when there was nothing to do.
pub(super) async fn apply(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    at: Option<Timestamp>,
    by: &str,
) -> Result<Option<String>> {
    let same = at == ticket.follow_up_at && ticket.follow_up_state != FollowUpState::Due;
    if same {
        return Ok(None);
    }
    let Some(at) = at else {
        clear(tx, ticket).await?;
        move_to(tx, ticket, rules::status_when_due(ticket.category), by).await?;
        return Ok(Some("took the follow-up from the ticket".to_string()));
    };
    if !ticket.category.is_active() {
        let words = "Open the ticket first: what is done is not put off";
        return Err(Error::invalid("when", words));
    }
    let changes = TicketChanges {
        follow_up_at: Some(Some(at)),
        follow_up_by: Some(tx.actor().user_id()),
        follow_up_state: Some(FollowUpState::Waiting),
        ..TicketChanges::default()
    };
    queries::update_ticket(tx, ticket.id, &changes).await?;
    (ticket.follow_up_at, ticket.follow_up_state) = (Some(at), FollowUpState::Waiting);
    move_to(tx, ticket, rules::status_when_put_off(ticket.category), by).await?;
    let zone = queries::time_zone(tx).await?;
    let text = ClockText::new(&zone, tx.now());
    Ok(Some(format!(
        "put the ticket off until {}",
        text.when(at).long
    )))
}

async fn move_to(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    category: Option<StatusCategory>,
    by: &str,
) -> Result<()> {
    let Some(category) = category else {
        return Ok(());
    };
    let (key, name) = queries::first_status(tx, category).await?;
    apply_status(tx, ticket, Some((key, name, category)), by).await?;
    crate::triage::raise(tx, ticket.id, Trigger::StatusChanged, None).await
}

/// What a page shows of a follow-up.
pub(super) fn shown(
    at: Option<Timestamp>,
    state: FollowUpState,
    text: &ClockText,
) -> Option<FollowUp> {
    let at = at?;
    Some(FollowUp {
        at: text.when(at),
        civil: rules::field_text(at, text.zone()),
        due: state == FollowUpState::Due,
    })
}

/// Nothing is followed up any more.
pub(super) async fn clear(tx: &mut TenantTx, ticket: &mut TicketHead) -> Result<()> {
    if ticket.follow_up_state == FollowUpState::None {
        return Ok(());
    }
    queries::update_ticket(tx, ticket.id, &cleared()).await?;
    (ticket.follow_up_at, ticket.follow_up_state) = (None, FollowUpState::None);
    Ok(())
}

/// What takes a follow-up from a ticket.
pub(super) fn cleared<'a>() -> TicketChanges<'a> {
    TicketChanges {
        follow_up_at: Some(None),
        follow_up_by: Some(None),
        follow_up_state: Some(FollowUpState::None),
        ..TicketChanges::default()
    }
}

/// A technician's reply or call is what was to be done about a follow-up that is due.
pub(super) async fn followed(
    tx: &mut TenantTx,
    ticket: &mut TicketHead,
    kind: PostKind,
) -> Result<()> {
    let due = ticket.follow_up_state == FollowUpState::Due;
    if due && matches!(kind, PostKind::Reply | PostKind::Call) {
        clear(tx, ticket).await?;
    }
    Ok(())
}

/// The time has come: the ticket comes back.
async fn come_back(tx: &mut TenantTx, ticket: &mut TicketHead) -> Result<()> {
    let changes = TicketChanges {
        follow_up_state: Some(FollowUpState::Due),
        ..TicketChanges::default()
    };
    queries::update_ticket(tx, ticket.id, &changes).await?;
    ticket.follow_up_state = FollowUpState::Due;
    let by = tx.actor().name().to_string();
    let event = NewPost::event("The follow-up of this ticket is due".to_string());
    post::insert(tx, ticket, event).await?;
    move_to(tx, ticket, rules::status_when_due(ticket.category), &by).await
}
