//! Work that comes round by the clock.
//!
//! A task fires once per tenant and due time, however many schedulers run: the row
//! `(tenant, task, due time)` is unique and stands in the transaction that queues the jobs.
//! There is no leader. Time is the database's, so a wrong clock of a machine does no harm.

mod rules;

pub use rules::{CatchUp, Rule};

use super::patience::in_time;
use crate::{Core, Result};
use app_types::Timestamp;
use app_types::id::TenantId;
use diesel::prelude::*;
use diesel::sql_types::{Datetime, Nullable, Text, Unsigned};
use diesel_async::RunQueryDsl;
use futures::future::BoxFuture;
use jiff::tz::TimeZone;
use server_db::{Actor, DbError, TenantTx};
use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

/// Queues the jobs of one tenant for one due time.
pub type Fire = for<'a> fn(&'a mut TenantTx, Timestamp) -> BoxFuture<'a, Result<()>>;

/// One line of the schedule.
#[derive(Clone, Copy)]
pub struct Task {
    /// Stable: it names the due times in `schedule_runs`.
    pub key: &'static str,
    pub rule: Rule,
    /// Whether the rule means the tenant's civil time; UTC otherwise.
    pub in_tenant_zone: bool,
    pub catch_up: CatchUp,
    pub fire: Fire,
}

/// What comes round. The program puts it together from what the domains offer.
#[derive(Clone, Default)]
pub struct Schedule {
    tasks: Vec<Task>,
}

impl Schedule {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with(mut self, task: Task) -> Self {
        self.tasks.push(task);
        self
    }

    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }
}

/// How often the schedule is looked at.
const TICK: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Fires tasks until `shutdown` resolves. Any number of processes may do this.
pub async fn run_scheduler(core: Core, schedule: Schedule, shutdown: impl Future<Output = ()>) {
    let mut scheduler = Scheduler::new(core, schedule);
    let ticking = async {
        let mut pause = TICK;
        loop {
            tokio::time::sleep(pause).await;
            pause = match in_time(scheduler.tick()).await {
                Ok(_) => TICK,
                Err(error) => {
                    tracing::warn!(%error, "the schedule could not be looked at; trying again");
                    (pause * 2).min(LONGEST_PAUSE)
                }
            };
        }
    };
    tokio::select! {
        () = ticking => {}
        () = shutdown => {}
    }
}

/// A scheduler's memory: the latest due time per tenant and task that it has dealt with.
pub struct Scheduler {
    core: Core,
    schedule: Schedule,
    latest: HashMap<(TenantId, String), Timestamp>,
    loaded: bool,
}

#[derive(QueryableByName)]
struct NowRow {
    #[diesel(sql_type = Datetime)]
    now: Timestamp,
}

#[derive(QueryableByName)]
struct TenantRow {
    #[diesel(sql_type = Unsigned<diesel::sql_types::Integer>)]
    id: TenantId,
    #[diesel(sql_type = Text)]
    time_zone: String,
}

#[derive(QueryableByName)]
struct LatestRow {
    #[diesel(sql_type = Unsigned<diesel::sql_types::Integer>)]
    tenant_id: TenantId,
    #[diesel(sql_type = Text)]
    task_key: String,
    #[diesel(sql_type = Nullable<Datetime>)]
    latest: Option<Timestamp>,
}

impl Scheduler {
    pub fn new(core: Core, schedule: Schedule) -> Self {
        Self {
            core,
            schedule,
            latest: HashMap::new(),
            loaded: false,
        }
    }

    /// Fires what is due by the database's clock. Returns how many firings this scheduler won.
    ///
    /// # Errors
    /// When the database is away. A task that fails for one tenant is logged and tried again at
    /// the next tick; the others go on.
    pub async fn tick(&mut self) -> Result<usize> {
        let mut tx = self
            .core
            .db
            .begin_system("ask the database for the time")
            .await?;
        let row: NowRow = diesel::sql_query("SELECT NOW(6) AS now")
            .get_result(tx.conn())
            .await?;
        tx.rollback().await?;
        self.tick_at(row.now).await
    }

    /// Like [`Scheduler::tick`] at a given instant, for tests.
    ///
    /// # Errors
    /// As [`Scheduler::tick`].
    pub async fn tick_at(&mut self, now: Timestamp) -> Result<usize> {
        if !self.loaded {
            self.load().await?;
        }
        let mut fired = 0;
        for tenant in self.active_tenants().await? {
            let zone = TimeZone::get(&tenant.time_zone).unwrap_or(TimeZone::UTC);
            for task in self.schedule.tasks.clone() {
                fired += self.fire_due(tenant.id, &zone, &task, now).await;
            }
        }
        Ok(fired)
    }

    async fn fire_due(
        &mut self,
        tenant: TenantId,
        zone: &TimeZone,
        task: &Task,
        now: Timestamp,
    ) -> usize {
        let zone = if task.in_tenant_zone {
            zone
        } else {
            &TimeZone::UTC
        };
        let key = (tenant, task.key.to_string());
        let last = self.latest.get(&key).copied();
        let mut fired = 0;
        for due in rules::due_times(task.rule, zone, last, now, task.catch_up) {
            match self.fire(tenant, task, due).await {
                Ok(won) => {
                    fired += usize::from(won);
                    self.latest.insert(key.clone(), due);
                }
                Err(error) => {
                    tracing::warn!(%error, task = task.key, %tenant, "a scheduled task could not be queued; trying again");
                    return fired;
                }
            }
        }
        // A task that never ran here counts from now on.
        self.latest.entry(key).or_insert(now);
        fired
    }

    /// `false`: another scheduler was first.
    async fn fire(&self, tenant: TenantId, task: &Task, due: Timestamp) -> Result<bool> {
        let mut tx = self.core.db.begin(Actor::system(tenant, task.key)).await?;
        let written = diesel::sql_query(
            "INSERT IGNORE INTO schedule_runs (tenant_id, task_key, run_at, created_at) \
             VALUES (?, ?, ?, NOW(6))",
        )
        .bind::<Unsigned<diesel::sql_types::Integer>, _>(tenant)
        .bind::<Text, _>(task.key)
        .bind::<Datetime, _>(due)
        .execute(tx.conn())
        .await?;
        if written == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        (task.fire)(&mut tx, due).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn active_tenants(&self) -> Result<Vec<TenantRow>> {
        let mut tx = self
            .core
            .db
            .begin_system("schedule: which tenants are active")
            .await?;
        let tenants = diesel::sql_query(
            "SELECT id, time_zone FROM tenants WHERE status = 'active' ORDER BY id",
        )
        .load(tx.conn())
        .await?;
        tx.rollback().await?;
        Ok(tenants)
    }

    async fn load(&mut self) -> Result<()> {
        let mut tx = self.core.db.begin_system("schedule: what ran last").await?;
        let rows: std::result::Result<Vec<LatestRow>, DbError> = diesel::sql_query(
            "SELECT tenant_id, task_key, MAX(run_at) AS latest FROM schedule_runs \
             GROUP BY tenant_id, task_key",
        )
        .load(tx.conn())
        .await
        .map_err(DbError::from);
        for row in rows? {
            if let Some(latest) = row.latest {
                self.latest.insert((row.tenant_id, row.task_key), latest);
            }
        }
        tx.rollback().await?;
        self.loaded = true;
        Ok(())
    }
}
