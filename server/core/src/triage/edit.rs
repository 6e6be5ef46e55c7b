//! Making, changing, moving and archiving rules.

use super::check::{self, Known};
use super::queries::{self, RuleChanges};
use super::rows::{self, RuleRecord, node};
use super::{MAX_RULES, loops};
use crate::error::{Error, Result, require};
use app_types::id::TriageRuleId;
use app_types::triage::RuleInput;
use app_types::{Invalid, Permission, Timestamp};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Whoever changes rules holds this counter, so that two people cannot close a circle together.
const TURN: &str = "triage_rule";

/// Makes a rule, the last one in the order; whoever makes it owns it.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] with every line that is wrong, or the circle that the
/// rule would close.
pub async fn create(tx: &mut TenantTx, input: &RuleInput) -> Result<TriageRuleId> {
    require(tx, Permission::SettingsManage)?;
    let owner = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    let input = checked(tx, input).await?;
    let others = take_turn(tx).await?;
    if others.len() >= MAX_RULES {
        let words = format!("Archive a rule first: a workspace has {MAX_RULES} at most");
        return Err(Error::invalid("", words));
    }
    refuse_circle(tx, &others, &input).await?;
    let last = others.last().map_or(0, |rule| rule.position);
    let row = RuleRecord {
        tenant_id: tx.tenant(),
        id: TriageRuleId::new(),
        position: last.saturating_add(1),
        trigger_event: input.trigger,
        after_minutes: input.after_minutes,
        looked_until: begin(tx, &input),
        match_kind: input.match_kind,
        conditions: rows::write(&input.conditions)?,
        actions: rows::write(&input.actions)?,
        stops: input.stops,
        owner_id: owner,
        paused_at: (!input.active).then_some(tx.now()),
        fired_count: 0,
        last_fired_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
        name: input.name,
    };
    queries::insert(tx, &row).await?;
    recorded(
        tx,
        "triage_rule.create",
        row.id,
        format!("Made the rule {}", row.name),
    );
    Ok(row.id)
}

/// Changes a rule; whoever changes it owns it from now on.
///
/// # Errors
/// As [`create`]; [`Error::NotFound`]; [`Error::Conflict`] when someone else changed it.
pub async fn update(
    tx: &mut TenantTx,
    id: TriageRuleId,
    version: u32,
    input: &RuleInput,
) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let owner = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    queries::get(tx, id).await?;
    let input = checked(tx, input).await?;
    let mut others = take_turn(tx).await?;
    let at = others.iter().position(|rule| rule.id == id);
    let old = others.remove(at.ok_or(Error::NotFound)?);
    check_version(&old, version)?;
    refuse_circle(tx, &others, &input).await?;
    let (conditions, actions) = (
        rows::write(&input.conditions)?,
        rows::write(&input.actions)?,
    );
    let paused_at = (!input.active).then(|| old.paused_at.unwrap_or(tx.now()));
    let changes = RuleChanges {
        name: Some(&input.name),
        trigger_event: Some(input.trigger),
        after_minutes: Some(input.after_minutes),
        looked_until: Some(begin(tx, &input)),
        match_kind: Some(input.match_kind),
        conditions: Some(&conditions),
        actions: Some(&actions),
        stops: Some(input.stops),
        owner_id: Some(owner),
        paused_at: Some(paused_at),
        version: Some(old.version + 1),
        updated_at: Some(tx.now()),
        ..RuleChanges::default()
    };
    queries::update(tx, id, &changes).await?;
    let state = if input.active { "active" } else { "paused" };
    recorded(
        tx,
        "triage_rule.update",
        id,
        format!("Changed the rule {} ({state})", input.name),
    );
    Ok(())
}

/// Puts a rule away. What it did stays recorded.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when someone else changed it.
pub async fn archive(tx: &mut TenantTx, id: TriageRuleId, version: u32) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let rules = take_turn(tx).await?;
    let rule = rules
        .iter()
        .find(|rule| rule.id == id)
        .ok_or(Error::NotFound)?;
    check_version(rule, version)?;
    let changes = RuleChanges {
        archived_at: Some(Some(tx.now())),
        archived_by: Some(tx.actor().user_id()),
        version: Some(rule.version + 1),
        ..RuleChanges::default()
    };
    queries::update(tx, id, &changes).await?;
    recorded(
        tx,
        "triage_rule.archive",
        id,
        format!("Archived the rule {}", rule.name),
    );
    Ok(())
}

/// Which way a rule moves in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Earlier,
    Later,
}

/// Lets a rule and its neighbour swap places. At the end of the list nothing happens.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn move_by(tx: &mut TenantTx, id: TriageRuleId, direction: Direction) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let mut rules = take_turn(tx).await?;
    let at = rules
        .iter()
        .position(|rule| rule.id == id)
        .ok_or(Error::NotFound)?;
    let to = match direction {
        Direction::Earlier => at.checked_sub(1),
        Direction::Later => Some(at + 1).filter(|to| *to < rules.len()),
    };
    let Some(to) = to else { return Ok(()) };
    rules.swap(at, to);
    for (rule, position) in rules.iter().zip(1u32..) {
        if rule.position != position {
            let changes = RuleChanges {
                position: Some(position),
                ..RuleChanges::default()
            };
            queries::update(tx, rule.id, &changes).await?;
        }
    }
    let name = rules
        .get(to)
        .map(|rule| rule.name.clone())
        .unwrap_or_default();
    recorded(
        tx,
        "triage_rule.move",
        id,
        format!("Moved the rule {name} to place {}", to + 1),
    );
    Ok(())
}

async fn checked(tx: &mut TenantTx, input: &RuleInput) -> Result<RuleInput> {
    let choices = crate::tickets::choices(tx).await?;
    let clients = queries::clients_among(tx, &check::named_clients(input)).await?;
    let known = Known {
        choices: &choices,
        clients: &clients,
    };
    let mut invalid = Invalid::new();
    let input = check::check(input, &known, &mut invalid);
    invalid.into_result()?;
    Ok(input)
}

/// All rules in their order, which nobody else changes before this transaction has ended.
async fn take_turn(tx: &mut TenantTx) -> Result<Vec<RuleRecord>> {
    tx.next_number(TURN, 1).await?;
    queries::lock_all(tx).await
}

fn check_version(rule: &RuleRecord, seen: u32) -> Result<()> {
    if rule.version == seen {
        return Ok(());
    }
    let words = "Someone changed this rule while you were editing. Load the page again and repeat your change.";
    Err(Error::Conflict(words.into()))
}

/// A paused rule cannot take part in a circle; it is looked at when it becomes active.
async fn refuse_circle(tx: &mut TenantTx, others: &[RuleRecord], input: &RuleInput) -> Result<()> {
    if !input.active {
        return Ok(());
    }
    let active = others.iter().filter(|rule| rule.paused_at.is_none());
    let mut nodes = active.map(RuleRecord::node).collect::<Result<Vec<_>>>()?;
    nodes.push(node(input));
    let categories = queries::status_categories(tx).await?;
    match loops::find_circle(&nodes, &categories) {
        None => Ok(()),
        Some(circle) => Err(Error::invalid(
            "",
            format!(
                "These rules would set each other off without end: {}. Add a condition that no longer holds once the rule has acted, or pause one of them.",
                circle.join(" → ")
            ),
        )),
    }
}

fn recorded(tx: &mut TenantTx, action: &'static str, id: TriageRuleId, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "triage_rule",
        entity_id: Some(id.0),
        summary,
    });
}

/// From when on a rule that waits counts: tickets that had crossed its limit before it was saved
/// are left in peace.
fn begin(tx: &TenantTx, input: &RuleInput) -> Timestamp {
    tx.now().plus_seconds(-60 * i64::from(input.after_minutes))
}
