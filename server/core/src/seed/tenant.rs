//! A demo tenant with its settings and people.

use super::company::Company;
use super::rows::{Counter, User};
use super::{PASSWORD, fault};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::tenants::{self, NewTenant};
use app_types::id::{BoardId, RoleId, TenantId, UserId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use secrecy::SecretString;
use server_db::schema::{boards, counters, mailboxes, roles, tenants as tenants_table, users};
use server_db::{Actor, Origin, TenantTx};

/// Where and by whom the tickets are worked on.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub tenant: TenantId,
    /// The random sequences' first half.
    pub seed: u64,
    pub board: BoardId,
    pub technicians: Vec<(UserId, &'static str)>,
}

impl Desk {
    pub(super) fn actor(&self) -> Actor {
        Actor::system(self.tenant, "seed")
    }
}

/// A counter that is there while a tenant is being filled: what a cut-off run leaves behind.
const UNFINISHED: &str = "seed_unfinished";

/// The tenant's id, when there is one with this slug, suspended or not.
pub(super) async fn find(core: &Core, slug: &str) -> Result<Option<TenantId>> {
    let mut tx = core.db.begin_system("look for a demo tenant").await?;
    let found = tenants_table::table
        .filter(tenants_table::slug.eq(slug))
        .select(tenants_table::id)
        .first(tx.conn())
        .await
        .optional()?;
    tx.rollback().await?;
    Ok(found)
}

/// Refuses a tenant that an earlier run did not finish.
pub(super) async fn require_finished(core: &Core, tenant: TenantId, slug: &str) -> Result<()> {
    let mut tx = core.db.begin(Actor::system(tenant, "seed")).await?;
    let unfinished: i64 = counters::table
        .filter(counters::tenant_id.eq(tenant))
        .filter(counters::name.eq(UNFINISHED))
        .count()
        .get_result(tx.conn())
        .await?;
    tx.rollback().await?;
    if unfinished == 0 {
        return Ok(());
    }
    Err(Error::Conflict(format!(
        "An earlier run was cut off while it filled {slug}. Empty the database (make reset) and run it again."
    )))
}

pub(super) async fn create(core: &Core, company: &Company) -> Result<Desk> {
    let (_, owner) = company.people.first().ok_or_else(|| fault("no owner"))?;
    let new = NewTenant {
        slug: company.slug.to_string(),
        name: company.name.to_string(),
        time_zone: company.time_zone.to_string(),
        owner_name: (*owner).to_string(),
        owner_email: company.login(0),
        owner_password: Some(SecretString::from(PASSWORD)),
    };
    let tenant = tenants::create(core, new, Origin::default())
        .await?
        .tenant
        .id;
    let mut tx = core.db.begin(Actor::system(tenant, "seed")).await?;
    mark_unfinished(&mut tx).await?;
    set_mailbox(&mut tx, &company.mailbox()).await?;
    super::canned::insert(&mut tx).await?;
    let technicians = insert_people(&mut tx, company).await?;
    let board = boards::table
        .filter(boards::tenant_id.eq(tenant))
        .order(boards::position)
        .select(boards::id)
        .first(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(Desk {
        tenant,
        seed: company.seed,
        board,
        technicians,
    })
}

async fn mark_unfinished(tx: &mut TenantTx) -> Result<()> {
    let row = Counter {
        tenant_id: tx.tenant(),
        name: UNFINISHED,
        value: 1,
    };
    diesel::insert_into(counters::table)
        .values(&row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Removes the mark of an unfinished tenant.
pub(super) async fn finish(core: &Core, desk: &Desk) -> Result<()> {
    let mut tx = core.db.begin(desk.actor()).await?;
    let mark = counters::table
        .filter(counters::tenant_id.eq(desk.tenant))
        .filter(counters::name.eq(UNFINISHED));
    diesel::delete(mark).execute(tx.conn()).await?;
    Ok(tx.commit().await?)
}

/// Lets the tenant's numbers go on after `last`.
pub(super) async fn set_counter(tx: &mut TenantTx, name: &'static str, last: u64) -> Result<()> {
    let row = Counter {
        tenant_id: tx.tenant(),
        name,
        value: last,
    };
    diesel::replace_into(counters::table)
        .values(&row)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An address that reads well and is the same wherever the demo runs.
async fn set_mailbox(tx: &mut TenantTx, address: &str) -> Result<()> {
    let mine = mailboxes::table.filter(mailboxes::tenant_id.eq(tx.tenant()));
    diesel::update(mine)
        .set(mailboxes::address.eq(address))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Everybody but the owner, who is there; returns the technicians.
async fn insert_people(
    tx: &mut TenantTx,
    company: &Company,
) -> Result<Vec<(UserId, &'static str)>> {
    let roles: Vec<(RoleId, Option<String>)> = roles::table
        .filter(roles::tenant_id.eq(tx.tenant()))
        .select((roles::id, roles::built_in))
        .load(tx.conn())
        .await?;
    let hash = crate::identity::passwords::hash(SecretString::from(PASSWORD)).await?;
    let mut rows = Vec::new();
    let mut technicians = Vec::new();
    for (index, (role, name)) in company.people.iter().enumerate().skip(1) {
        let role_id = roles
            .iter()
            .find(|(_, built_in)| built_in.as_deref() == Some(*role))
            .map(|(id, _)| *id)
            .ok_or_else(|| fault("a role is missing"))?;
        let id = UserId::new();
        if *role == "technician" {
            technicians.push((id, *name));
        }
        rows.push(User {
            tenant_id: tx.tenant(),
            id,
            email: company.login(index),
            name: (*name).to_string(),
            role_id,
            status: "active",
            password_hash: hash.clone(),
            created_at: tx.now(),
            updated_at: tx.now(),
        });
    }
    diesel::insert_into(users::table)
        .values(&rows)
        .execute(tx.conn())
        .await?;
    Ok(technicians)
}
