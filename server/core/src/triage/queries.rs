//! One statement each, on the rules and what they did.

use super::rows::{NewFiring, RuleRecord, WaitingRule};
use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{TicketId, TriageEventId, TriageFiringId, TriageRuleId, UserId};
use app_types::tickets::AuthorKind;
use app_types::triage::Trigger;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{
    clients, tenants, ticket_posts, ticket_statuses, tickets, triage_firings, triage_rules, users,
};
use std::collections::{BTreeMap, BTreeSet};

/// The rules of a tenant that are not archived.
macro_rules! living {
    ($tenant:expr) => {
        triage_rules::table
            .filter(triage_rules::tenant_id.eq($tenant))
            .filter(triage_rules::archived_at.is_null())
    };
}

/// All rules in their order, with the names of their owners.
pub(super) async fn all(tx: &mut TenantTx) -> Result<Vec<(RuleRecord, String)>> {
    let tenant = tx.tenant();
    Ok(living!(tenant)
        .inner_join(
            users::table.on(users::tenant_id
                .eq(triage_rules::tenant_id)
                .and(users::id.eq(triage_rules::owner_id))),
        )
        .order((triage_rules::position.asc(), triage_rules::id.asc()))
        .select((RuleRecord::as_select(), users::name))
        .load(tx.conn())
        .await?)
}

/// The rules in their order, locked until the end of the transaction.
pub(super) async fn lock_all(tx: &mut TenantTx) -> Result<Vec<RuleRecord>> {
    let tenant = tx.tenant();
    Ok(living!(tenant)
        .order((triage_rules::position.asc(), triage_rules::id.asc()))
        .select(RuleRecord::as_select())
        .for_update()
        .load(tx.conn())
        .await?)
}

pub(super) async fn get(tx: &mut TenantTx, id: TriageRuleId) -> Result<RuleRecord> {
    let tenant = tx.tenant();
    Ok(living!(tenant)
        .filter(triage_rules::id.eq(id))
        .select(RuleRecord::as_select())
        .first(tx.conn())
        .await?)
}

/// The active rules that wait for `trigger`, in their order.
pub(super) async fn active(tx: &mut TenantTx, trigger: Trigger) -> Result<Vec<RuleRecord>> {
    let tenant = tx.tenant();
    Ok(living!(tenant)
        .filter(triage_rules::trigger_event.eq(trigger))
        .filter(triage_rules::paused_at.is_null())
        .order((triage_rules::position.asc(), triage_rules::id.asc()))
        .select(RuleRecord::as_select())
        .load(tx.conn())
        .await?)
}

/// Whether any active rule waits for `trigger`.
pub(super) async fn any_active(tx: &mut TenantTx, trigger: Trigger) -> Result<bool> {
    let tenant = tx.tenant();
    let found: Option<TriageRuleId> = living!(tenant)
        .filter(triage_rules::trigger_event.eq(trigger))
        .filter(triage_rules::paused_at.is_null())
        .select(triage_rules::id)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(found.is_some())
}

pub(super) async fn insert(tx: &mut TenantTx, row: &RuleRecord) -> Result<()> {
    diesel::insert_into(triage_rules::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What a change of a rule may write. `None` leaves a column as it is.
#[derive(Default, AsChangeset)]
#[diesel(table_name = triage_rules)]
pub(super) struct RuleChanges<'a> {
    pub name: Option<&'a str>,
    pub position: Option<u32>,
    pub trigger_event: Option<Trigger>,
    pub after_minutes: Option<u32>,
    pub looked_until: Option<Timestamp>,
    pub match_kind: Option<app_types::triage::MatchKind>,
    pub conditions: Option<&'a str>,
    pub actions: Option<&'a str>,
    pub stops: Option<bool>,
    pub owner_id: Option<UserId>,
    pub paused_at: Option<Option<Timestamp>>,
    pub version: Option<u32>,
    pub updated_at: Option<Timestamp>,
    pub archived_at: Option<Option<Timestamp>>,
    pub archived_by: Option<Option<UserId>>,
}

pub(super) async fn update(
    tx: &mut TenantTx,
    id: TriageRuleId,
    changes: &RuleChanges<'_>,
) -> Result<()> {
    let tenant = tx.tenant();
    diesel::update(living!(tenant).filter(triage_rules::id.eq(id)))
        .set(changes)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Counts a firing. The rule's version stays: nobody has changed it.
pub(super) async fn count_firing(tx: &mut TenantTx, id: TriageRuleId) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    diesel::update(
        triage_rules::table
            .filter(triage_rules::tenant_id.eq(tenant))
            .filter(triage_rules::id.eq(id)),
    )
    .set((
        triage_rules::fired_count.eq(triage_rules::fired_count + 1u64),
        triage_rules::last_fired_at.eq(now),
    ))
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn insert_firing(tx: &mut TenantTx, row: &NewFiring<'_>) -> Result<()> {
    diesel::insert_into(triage_firings::table)
        .values(row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether rules have acted on the event already.
pub(super) async fn has_fired(tx: &mut TenantTx, event: TriageEventId) -> Result<bool> {
    let tenant = tx.tenant();
    let found: Option<TriageFiringId> = triage_firings::table
        .filter(triage_firings::tenant_id.eq(tenant))
        .filter(triage_firings::event_id.eq(event))
        .select(triage_firings::id)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(found.is_some())
}

/// Number, subject, effects and instant of a rule's latest firings.
pub(super) async fn firings(
    tx: &mut TenantTx,
    rule: TriageRuleId,
    limit: i64,
) -> Result<Vec<(u64, String, String, Timestamp)>> {
    let tenant = tx.tenant();
    Ok(triage_firings::table
        .inner_join(
            tickets::table.on(tickets::tenant_id
                .eq(triage_firings::tenant_id)
                .and(tickets::id.eq(triage_firings::ticket_id))),
        )
        .filter(triage_firings::tenant_id.eq(tenant))
        .filter(triage_firings::rule_id.eq(rule))
        .order((triage_firings::created_at.desc(), triage_firings::id.desc()))
        .select((
            tickets::number,
            tickets::subject,
            triage_firings::effects,
            triage_firings::created_at,
        ))
        .limit(limit)
        .load(tx.conn())
        .await?)
}

/// Those of `numbers` that are clients of the tenant.
pub(super) async fn clients_among(
    tx: &mut TenantTx,
    numbers: &BTreeSet<u64>,
) -> Result<BTreeSet<u64>> {
    if numbers.is_empty() {
        return Ok(BTreeSet::new());
    }
    let tenant = tx.tenant();
    let found: Vec<u64> = clients::table
        .filter(clients::tenant_id.eq(tenant))
        .filter(clients::number.eq_any(numbers))
        .select(clients::number)
        .load(tx.conn())
        .await?;
    Ok(found.into_iter().collect())
}

pub(super) async fn time_zone(tx: &mut TenantTx) -> Result<String> {
    let tenant = tx.tenant();
    Ok(tenants::table
        .filter(tenants::id.eq(tenant))
        .select(tenants::time_zone)
        .first(tx.conn())
        .await?)
}

/// Name and address of a user who works here.
pub(super) async fn active_user(tx: &mut TenantTx, id: UserId) -> Result<Option<(String, String)>> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .filter(users::id.eq(id))
        .filter(users::status.eq("active"))
        .select((users::name, users::email))
        .first(tx.conn())
        .await
        .optional()?)
}

/// The kind of each status, by its key.
pub(super) async fn status_categories(tx: &mut TenantTx) -> Result<BTreeMap<String, String>> {
    let tenant = tx.tenant();
    let rows: Vec<(String, String)> = ticket_statuses::table
        .filter(ticket_statuses::tenant_id.eq(tenant))
        .select((ticket_statuses::status_key, ticket_statuses::category))
        .load(tx.conn())
        .await?;
    Ok(rows.into_iter().collect())
}

const WAITING: [Trigger; 2] = [Trigger::Unassigned, Trigger::Idle];

/// Whether any active rule waits for time to pass.
pub(super) async fn any_waiting(tx: &mut TenantTx) -> Result<bool> {
    let tenant = tx.tenant();
    let found: Option<TriageRuleId> = living!(tenant)
        .filter(triage_rules::trigger_event.eq_any(WAITING))
        .filter(triage_rules::paused_at.is_null())
        .select(triage_rules::id)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(found.is_some())
}

/// The active rules that wait for time to pass, locked until the end of the transaction.
pub(super) async fn lock_waiting(tx: &mut TenantTx) -> Result<Vec<WaitingRule>> {
    let tenant = tx.tenant();
    Ok(living!(tenant)
        .filter(triage_rules::trigger_event.eq_any(WAITING))
        .filter(triage_rules::paused_at.is_null())
        .order((triage_rules::position.asc(), triage_rules::id.asc()))
        .select((
            triage_rules::id,
            triage_rules::trigger_event,
            triage_rules::after_minutes,
            triage_rules::looked_until,
        ))
        .for_update()
        .load(tx.conn())
        .await?)
}

/// Active tickets that crossed a rule's limit since it looked last, the longest waiting first.
pub(super) async fn crossed(
    tx: &mut TenantTx,
    rule: &WaitingRule,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<(TicketId, Timestamp)>> {
    let tenant = tx.tenant();
    let active = tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::active.eq(1i8));
    if rule.trigger_event == Trigger::Unassigned {
        return Ok(active
            .filter(tickets::technician_id.is_null())
            .filter(tickets::created_at.gt(rule.looked_until))
            .filter(tickets::created_at.le(until))
            .order((tickets::created_at.asc(), tickets::id.asc()))
            .select((tickets::id, tickets::created_at))
            .limit(limit)
            .load(tx.conn())
            .await?);
    }
    Ok(active
        .filter(tickets::updated_at.gt(rule.looked_until))
        .filter(tickets::updated_at.le(until))
        .order((tickets::updated_at.asc(), tickets::id.asc()))
        .select((tickets::id, tickets::updated_at))
        .limit(limit)
        .load(tx.conn())
        .await?)
}

pub(super) async fn set_looked_until(
    tx: &mut TenantTx,
    rule: TriageRuleId,
    until: Timestamp,
) -> Result<()> {
    let changes = RuleChanges {
        looked_until: Some(until),
        ..RuleChanges::default()
    };
    update(tx, rule, &changes).await
}

/// Whether a rule has acted on a ticket since somebody last wrote to it.
pub(super) async fn acted_since_people(
    tx: &mut TenantTx,
    rule: TriageRuleId,
    ticket: TicketId,
) -> Result<bool> {
    let tenant = tx.tenant();
    let people: Option<Timestamp> = ticket_posts::table
        .filter(ticket_posts::tenant_id.eq(tenant))
        .filter(ticket_posts::ticket_id.eq(ticket))
        .filter(ticket_posts::author_kind.ne(AuthorKind::System))
        .order(ticket_posts::position.desc())
        .select(ticket_posts::created_at)
        .first(tx.conn())
        .await
        .optional()?;
    let acted: Option<Timestamp> = triage_firings::table
        .filter(triage_firings::tenant_id.eq(tenant))
        .filter(triage_firings::ticket_id.eq(ticket))
        .filter(triage_firings::rule_id.eq(rule))
        .order(triage_firings::created_at.desc())
        .select(triage_firings::created_at)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(acted.is_some_and(|acted| people.is_none_or(|people| acted >= people)))
}
