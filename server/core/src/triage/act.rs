//! Acting a rule out on a ticket.

use super::loops::raises;
use super::rows::ReadyRule;
use super::words::{Values, fill};
use super::{people, queries};
use crate::Core;
use crate::error::{Error, Result};
use crate::mail::outbound::{self, NewMail};
use crate::tickets::{ByRule, Change};
use app_types::id::{BoardId, UserId};
use app_types::mail::MailPurpose;
use app_types::tickets::{Priority, TicketType};
use app_types::triage::{Action, ActionKind, Trigger};
use server_db::TenantTx;

/// What a rule did, in words, and what that makes other rules look at.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub effects: Vec<String>,
    pub raised: Vec<Trigger>,
}

/// Does what the rule says, line by line. A line that cannot be done (a board that is gone, a
/// contact without address) is named in the effects and the others are done all the same.
pub(super) async fn act_out(
    core: &Core,
    tx: &mut TenantTx,
    hand: &mut ByRule,
    rule: &ReadyRule,
    values: &Values,
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for action in &rule.actions {
        let change = match action.kind {
            ActionKind::Assign => Some(assignment(tx, rule, action).await?),
            _ => change_of(action).map(Ok),
        };
        let effect = match change {
            Some(Err(refused)) => Err(refused),
            Some(Ok(change)) => hand.change(tx, &rule.name, change).await,
            None => tell(core, tx, hand, &rule.name, action, values).await,
        };
        match effect {
            Ok(Some(effect)) => {
                outcome.effects.push(effect);
                outcome.raised.extend(raises(action.kind));
            }
            Ok(None) => {}
            Err(Error::Invalid(invalid)) => {
                let words = invalid.errors.into_iter().next().map(|error| error.message);
                let label = action.kind.label();
                let effect = format!("could not: {label} ({})", words.unwrap_or_default());
                outcome.effects.push(effect);
            }
            Err(error) => return Err(error),
        }
    }
    if outcome.effects.is_empty() {
        outcome
            .effects
            .push("changed nothing: all was so already".into());
    }
    Ok(outcome)
}

/// The change that gives the ticket to whoever's turn it is.
async fn assignment(
    tx: &mut TenantTx,
    rule: &ReadyRule,
    action: &Action,
) -> Result<Result<Change>> {
    let next = people::next(tx, rule.id, action).await?;
    let next = next.ok_or_else(|| Error::invalid("", "nobody is here who could take it"));
    Ok(next.map(|user| Change::Technician(Some(user))))
}

/// The change of a field that an action asks for. What cannot be read any more becomes a change
/// that is refused.
fn change_of(action: &Action) -> Option<Change> {
    let value = action.value.as_str();
    match action.kind {
        ActionKind::SetStatus => Some(Change::Status(value.to_string())),
        ActionKind::SetPriority => Priority::parse(value).map(Change::Priority),
        ActionKind::SetBoard => BoardId::parse(value).map(Change::Board),
        ActionKind::SetTechnician if value.is_empty() => Some(Change::Technician(None)),
        ActionKind::SetTechnician => UserId::parse(value).map(|id| Change::Technician(Some(id))),
        ActionKind::AddNote
        | ActionKind::SetType
        | ActionKind::MailTechnician
        | ActionKind::MailContact
        | ActionKind::Assign => None,
    }
}

/// What is no change of a field that people change: the type, notes and mails.
async fn tell(
    core: &Core,
    tx: &mut TenantTx,
    hand: &mut ByRule,
    rule: &str,
    action: &Action,
    values: &Values,
) -> Result<Option<String>> {
    let text = fill(&action.text, values);
    match action.kind {
        ActionKind::SetType => match TicketType::parse(&action.value) {
            Some(kind) => hand.set_type(tx, rule, kind).await,
            None => Err(Error::invalid("", "there is no such type")),
        },
        ActionKind::AddNote => {
            hand.note(tx, rule, text).await?;
            Ok(Some("added a note".into()))
        }
        ActionKind::MailTechnician => {
            let to = UserId::parse(&action.value).or(hand.ticket().technician_id);
            mail_technician(core, tx, hand, rule, to, text).await
        }
        ActionKind::MailContact => {
            let sent = outbound::ticket_notice(tx, hand.ticket(), &text).await?;
            let effect = sent.ok_or_else(|| {
                Error::invalid("", "the contact has no address, or got several lately")
            })?;
            let effect = format!("sent a mail to {effect}");
            hand.say(tx, rule, &effect).await?;
            Ok(Some(effect))
        }
        _ => Err(Error::invalid("", "there is no such choice any more")),
    }
}

async fn mail_technician(
    core: &Core,
    tx: &mut TenantTx,
    hand: &mut ByRule,
    rule: &str,
    to: Option<UserId>,
    text: String,
) -> Result<Option<String>> {
    let found = match to {
        Some(user) => queries::active_user(tx, user).await?,
        None => None,
    };
    let (name, address) = found.ok_or_else(|| Error::invalid("", "there is no technician"))?;
    let ticket = hand.ticket();
    let mail = NewMail {
        subject: format!("[#{}] {}", ticket.number, ticket.subject),
        body_text: text,
        ..NewMail::to(MailPurpose::Notice, &address, &name)
    };
    outbound::queue(tx, &core.settings, mail).await?;
    let effect = format!("sent a mail to {name}");
    hand.say(tx, rule, &effect).await?;
    Ok(Some(effect))
}
