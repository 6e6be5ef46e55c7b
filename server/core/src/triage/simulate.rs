//! What a rule would have done in the last 30 days. Reads only.
//!
//! Replies and new tickets are replayed one by one. Changes of fields are not kept in a form that
//! can be replayed, nor is how long a ticket waited: for a rule that looks at these, each ticket
//! that changed counts once. Everything
//! else is judged by what the ticket is now; only a new ticket's status is known to have been new.

use super::facts::{Facts, Moment};
use super::queries;
use super::rows::ReadyRule;
use super::rules::decide;
use super::sight::{self, Past, Sight};
use crate::clocktext::ClockText;
use crate::error::{Result, require};
use app_types::id::{TicketId, TriageRuleId};
use app_types::tickets::{AuthorKind, StatusCategory, TicketChoices};
use app_types::triage::{
    Action, ActionKind, Field, SimulatedTicket, Simulation, Trigger, fixed_choices,
};
use app_types::{Permission, Timestamp};
use server_db::TenantTx;
use std::collections::BTreeMap;

/// How far back it looks.
pub const DAYS: u16 = 30;
/// Tickets that are looked at, the latest first; more would keep a page waiting.
pub const MAX_TICKETS: usize = 5_000;
/// Tickets of one statement where the words of messages come along, which may be long.
const WORDY_BATCH: usize = 500;
/// Tickets that are listed.
const SHOWN: usize = 100;

/// Tries a saved rule, paused or not, on the tickets of the last days.
///
/// # Errors
/// [`crate::Error::Forbidden`]; [`crate::Error::NotFound`].
pub async fn simulate(tx: &mut TenantTx, id: TriageRuleId, text: &ClockText) -> Result<Simulation> {
    require(tx, Permission::SettingsManage)?;
    let record = queries::get(tx, id).await?;
    let rule = record.ready()?;
    let mut run = Run {
        trigger: record.trigger_event,
        zone: queries::time_zone(tx).await?,
        since: tx.now().plus_days(-i64::from(DAYS)),
        new_status: crate::tickets::first_new_status(tx).await?,
        choices: crate::tickets::choices(tx).await?,
        needs_body: looks_at(&record.input()?.conditions, Field::Body),
        rule,
        found: Simulation {
            id,
            name: record.name.clone(),
            trigger: record.trigger_event,
            days: DAYS,
            looked_at: 0,
            complete: true,
            tickets: 0,
            times: 0,
            mails: 0,
            rows: Vec::new(),
        },
    };
    run.all(tx, text).await?;
    Ok(run.found)
}

fn looks_at(conditions: &[app_types::triage::Condition], field: Field) -> bool {
    conditions.iter().any(|condition| condition.field == field)
}

struct Run {
    rule: ReadyRule,
    trigger: Trigger,
    zone: String,
    since: Timestamp,
    new_status: String,
    choices: TicketChoices,
    needs_body: bool,
    found: Simulation,
}

impl Run {
    async fn all(&mut self, tx: &mut TenantTx, text: &ClockText) -> Result<()> {
        let mut after: Option<(Timestamp, TicketId)> = None;
        let size = if self.needs_body {
            WORDY_BATCH
        } else {
            MAX_TICKETS
        };
        loop {
            let batch = sight::tickets_since(tx, self.since, after, size as i64).await?;
            let last = batch.last().map(|(id, at, _)| (*at, *id));
            let whole = batch.len() == size;
            self.batch(tx, batch, text).await?;
            if !whole {
                return Ok(());
            }
            if self.found.looked_at as usize >= MAX_TICKETS {
                self.found.complete = false;
                return Ok(());
            }
            after = last;
        }
    }

    async fn batch(
        &mut self,
        tx: &mut TenantTx,
        tickets: Vec<(TicketId, Timestamp, Sight)>,
        text: &ClockText,
    ) -> Result<()> {
        let ids: Vec<TicketId> = tickets.iter().map(|(id, _, _)| *id).collect();
        let past = sight::past_posts(tx, &ids, self.since, self.needs_body).await?;
        let mut posts: BTreeMap<TicketId, Vec<&Past>> = BTreeMap::new();
        for post in &past {
            posts.entry(post.ticket_id).or_default().push(post);
        }
        for (id, updated_at, seen) in tickets {
            self.found.looked_at += 1;
            let mine = posts.remove(&id).unwrap_or_default();
            let moments = self.happened(updated_at, &mine);
            let fits = moments
                .into_iter()
                .filter(|(at, post)| self.fits(&seen, *at, *post));
            let fits: Vec<Timestamp> = fits.map(|(at, _)| at).collect();
            if let Some(latest) = fits.iter().max() {
                self.count(&seen, fits.len(), *latest, text);
            }
        }
        Ok(())
    }

    /// When what the rule waits for happened to a ticket, and with which words.
    fn happened<'a>(
        &self,
        updated_at: Timestamp,
        posts: &[&'a Past],
    ) -> Vec<(Timestamp, Option<&'a Past>)> {
        let of = |wanted: &dyn Fn(&Past) -> bool| {
            let posts = posts.iter().filter(|post| wanted(post));
            posts.map(|post| (post.created_at, Some(*post))).collect()
        };
        match self.trigger {
            Trigger::TicketCreated => of(&|post| post.position == 1),
            Trigger::ClientReplied => {
                of(&|post| post.position > 1 && post.author_kind == AuthorKind::Contact)
            }
            Trigger::TechnicianReplied => {
                of(&|post| post.position > 1 && post.author_kind == AuthorKind::User)
            }
            Trigger::StatusChanged
            | Trigger::PriorityChanged
            | Trigger::BoardChanged
            | Trigger::TechnicianChanged
            | Trigger::Unassigned
            | Trigger::Idle => {
                let latest = posts.iter().max_by_key(|post| post.position);
                vec![(updated_at, latest.copied())]
            }
        }
    }

    fn fits(&self, seen: &Sight, at: Timestamp, post: Option<&Past>) -> bool {
        let message = post.map(Past::message).unwrap_or_default();
        let mut facts: Facts = seen.facts(&message, Moment::of(at, &self.zone));
        if self.trigger == Trigger::TicketCreated {
            facts.status.clone_from(&self.new_status);
            facts.category = StatusCategory::New.to_string();
        }
        decide(self.rule.match_kind, &self.rule.tests, &facts).fits
    }

    fn count(&mut self, seen: &Sight, times: usize, at: Timestamp, text: &ClockText) {
        let times = u32::try_from(times).unwrap_or(u32::MAX);
        let mails = self
            .rule
            .actions
            .iter()
            .filter(|action| reaches(action, seen));
        let mails = u32::try_from(mails.count()).unwrap_or(u32::MAX);
        self.found.tickets += 1;
        self.found.times = self.found.times.saturating_add(times);
        self.found.mails = self.found.mails.saturating_add(mails.saturating_mul(times));
        if self.found.rows.len() < SHOWN {
            self.found.rows.push(SimulatedTicket {
                number: seen.number,
                subject: seen.subject().to_string(),
                times,
                effects: self.effects(seen),
                at: text.when(at),
            });
        }
    }

    fn effects(&self, seen: &Sight) -> String {
        let now = seen.facts(&sight::Message::default(), Moment::default());
        let effects = self
            .rule
            .actions
            .iter()
            .filter_map(|action| effect(action, &now, &self.choices));
        let effects: Vec<String> = effects.collect();
        if effects.is_empty() {
            return "nothing: all is so already".to_string();
        }
        effects.join("; ")
    }
}

/// Whether an action sends a mail to somebody.
fn reaches(action: &Action, seen: &Sight) -> bool {
    match action.kind {
        ActionKind::MailTechnician => !action.value.is_empty() || seen.technician_id.is_some(),
        ActionKind::MailContact => seen.has_address(),
        _ => false,
    }
}

/// An action in words; `None` when the ticket is so already.
fn effect(action: &Action, now: &Facts, choices: &TicketChoices) -> Option<String> {
    let (field, offered) = match action.kind {
        ActionKind::SetStatus => (Field::Status, choices.statuses.clone()),
        ActionKind::SetPriority => (Field::Priority, fixed_choices(Field::Priority)),
        ActionKind::SetBoard => (Field::Board, choices.boards.clone()),
        ActionKind::SetTechnician => (Field::Technician, choices.technicians.clone()),
        ActionKind::SetType => (Field::TicketType, fixed_choices(Field::TicketType)),
        ActionKind::AddNote
        | ActionKind::MailTechnician
        | ActionKind::MailContact
        | ActionKind::Assign => {
            return Some(action.kind.label().to_string());
        }
    };
    if now.text(field) == action.value.as_str() {
        return None;
    }
    let named = offered
        .into_iter()
        .find(|choice| choice.value == action.value);
    let name = named.map_or("nobody".to_string(), |choice| choice.label);
    Some(format!("{}: {name}", action.kind.label()))
}
