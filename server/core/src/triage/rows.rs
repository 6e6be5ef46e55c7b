//! Rows of `triage_rules` and `triage_firings`; they never leave this folder.

use super::loops::Node;
use super::rules::Test;
use crate::error::{Error, Result};
use app_types::Timestamp;
use app_types::id::{TenantId, TicketId, TriageEventId, TriageFiringId, TriageRuleId, UserId};
use app_types::triage::{Action, Condition, MatchKind, RuleInput, Trigger};
use diesel::prelude::*;
use server_db::schema::{triage_firings, triage_rules};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = triage_rules)]
pub(super) struct RuleRecord {
    pub tenant_id: TenantId,
    pub id: TriageRuleId,
    pub name: String,
    pub position: u32,
    pub trigger_event: Trigger,
    pub after_minutes: u32,
    pub looked_until: Timestamp,
    pub match_kind: MatchKind,
    /// JSON.
    pub conditions: String,
    /// JSON.
    pub actions: String,
    pub stops: bool,
    pub owner_id: UserId,
    pub paused_at: Option<Timestamp>,
    pub fired_count: u64,
    pub last_fired_at: Option<Timestamp>,
    pub version: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl RuleRecord {
    pub(super) fn input(&self) -> Result<RuleInput> {
        Ok(RuleInput {
            name: self.name.clone(),
            trigger: self.trigger_event,
            after_minutes: self.after_minutes,
            match_kind: self.match_kind,
            conditions: read(&self.conditions)?,
            actions: read(&self.actions)?,
            stops: self.stops,
            active: self.paused_at.is_none(),
        })
    }

    pub(super) fn ready(&self) -> Result<ReadyRule> {
        let conditions: Vec<Condition> = read(&self.conditions)?;
        let tests = conditions
            .iter()
            .map(Test::new)
            .collect::<std::result::Result<_, _>>();
        Ok(ReadyRule {
            id: self.id,
            name: self.name.clone(),
            match_kind: self.match_kind,
            tests: tests.map_err(unreadable)?,
            actions: read(&self.actions)?,
            stops: self.stops,
        })
    }

    pub(super) fn node(&self) -> Result<Node> {
        let input = self.input()?;
        Ok(node(&input))
    }
}

pub(super) fn node(input: &RuleInput) -> Node {
    Node {
        name: input.name.clone(),
        trigger: input.trigger,
        match_kind: input.match_kind,
        conditions: input.conditions.clone(),
        actions: input.actions.clone(),
    }
}

/// A rule that waits for time to pass.
#[derive(Debug, Clone, Queryable)]
pub(super) struct WaitingRule {
    pub id: TriageRuleId,
    pub trigger_event: Trigger,
    pub after_minutes: u32,
    pub looked_until: Timestamp,
}

/// A rule that can be decided about and acted out.
#[derive(Debug, Clone)]
pub(super) struct ReadyRule {
    pub id: TriageRuleId,
    pub name: String,
    pub match_kind: MatchKind,
    pub tests: Vec<Test>,
    pub actions: Vec<Action>,
    pub stops: bool,
}

#[derive(Insertable)]
#[diesel(table_name = triage_firings)]
pub(super) struct NewFiring<'a> {
    pub tenant_id: TenantId,
    pub id: TriageFiringId,
    pub event_id: TriageEventId,
    pub rule_id: TriageRuleId,
    pub ticket_id: TicketId,
    pub effects: &'a str,
    pub created_at: Timestamp,
}

pub(super) fn write<T: serde::Serialize>(lines: &[T]) -> Result<String> {
    serde_json::to_string(lines).map_err(unreadable)
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<Vec<T>> {
    serde_json::from_str(json).map_err(unreadable)
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("a triage rule that cannot be read: {error}"))
}
