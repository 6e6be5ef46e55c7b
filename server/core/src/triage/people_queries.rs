//! One statement each, on the people whom assignment looks at.

use crate::error::Result;
use app_types::Timestamp;
use app_types::id::{TriageRuleId, UserId};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{roles, tickets, triage_people, triage_rules, users};
use server_db::{DbError, TenantTx};

#[derive(Debug, Clone, Queryable)]
pub(super) struct Person {
    pub id: UserId,
    pub name: String,
    /// As the role's row holds them.
    pub permissions: String,
    pub skills: Option<String>,
    pub back_at: Option<Timestamp>,
    pub version: Option<u32>,
}

/// Active users with their role's permissions, by name.
pub(super) async fn workers(tx: &mut TenantTx) -> Result<Vec<Person>> {
    let tenant = tx.tenant();
    Ok(users::table
        .inner_join(
            roles::table.on(roles::tenant_id
                .eq(users::tenant_id)
                .and(roles::id.eq(users::role_id))),
        )
        .left_join(
            triage_people::table.on(triage_people::tenant_id
                .eq(users::tenant_id)
                .and(triage_people::user_id.eq(users::id))),
        )
        .filter(users::tenant_id.eq(tenant))
        .filter(users::status.eq("active"))
        .order((users::name.asc(), users::id.asc()))
        .select((
            users::id,
            users::name,
            roles::permissions,
            triage_people::skills.nullable(),
            triage_people::back_at.nullable(),
            triage_people::version.nullable(),
        ))
        .load(tx.conn())
        .await?)
}

/// How many active tickets each of them has; nobody without any. Read from the index alone.
pub(super) async fn loads(tx: &mut TenantTx, users: &[UserId]) -> Result<Vec<(UserId, i64)>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let tenant = tx.tenant();
    Ok(tickets::table
        .filter(tickets::tenant_id.eq(tenant))
        .filter(tickets::active.eq(1i8))
        .filter(tickets::technician_id.eq_any(users))
        .group_by(tickets::technician_id)
        .select((tickets::technician_id.assume_not_null(), count_star()))
        .load(tx.conn())
        .await?)
}

/// Writes the row if it still has `version`; 0 stands for no row yet. `false`: it has not.
pub(super) async fn set(
    tx: &mut TenantTx,
    user: UserId,
    version: u32,
    skills: &str,
    back_at: Option<Timestamp>,
) -> Result<bool> {
    let (tenant, now) = (tx.tenant(), tx.now());
    if version == 0 {
        let inserted = diesel::insert_into(triage_people::table)
            .values((
                triage_people::tenant_id.eq(tenant),
                triage_people::user_id.eq(user),
                triage_people::skills.eq(skills),
                triage_people::back_at.eq(back_at),
                triage_people::updated_at.eq(now),
            ))
            .execute(tx.conn())
            .await
            .map_err(DbError::from);
        return match inserted {
            Ok(_) => Ok(true),
            Err(error) if error.is_unique_violation() => Ok(false),
            Err(error) => Err(error.into()),
        };
    }
    let row = triage_people::table
        .filter(triage_people::tenant_id.eq(tenant))
        .filter(triage_people::user_id.eq(user))
        .filter(triage_people::version.eq(version));
    let changed = diesel::update(row)
        .set((
            triage_people::skills.eq(skills),
            triage_people::back_at.eq(back_at),
            triage_people::version.eq(version + 1),
            triage_people::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(changed == 1)
}

/// Who got the rule's last ticket; locks the rule.
pub(super) async fn lock_turn(tx: &mut TenantTx, rule: TriageRuleId) -> Result<Option<UserId>> {
    let tenant = tx.tenant();
    Ok(triage_rules::table
        .filter(triage_rules::tenant_id.eq(tenant))
        .filter(triage_rules::id.eq(rule))
        .select(triage_rules::last_assigned_id)
        .for_update()
        .first(tx.conn())
        .await?)
}

pub(super) async fn set_turn(tx: &mut TenantTx, rule: TriageRuleId, user: UserId) -> Result<()> {
    let tenant = tx.tenant();
    diesel::update(
        triage_rules::table
            .filter(triage_rules::tenant_id.eq(tenant))
            .filter(triage_rules::id.eq(rule)),
    )
    .set(triage_rules::last_assigned_id.eq(user))
    .execute(tx.conn())
    .await?;
    Ok(())
}
