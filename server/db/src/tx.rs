//! A tenant's transaction: the one way from the business to the data.

use crate::actor::Actor;
use crate::audit::{self, AuditRecord};
use crate::carrier::Carrier;
use crate::error::DbError;
use crate::guard;
use crate::live;
use crate::outbox::{self, Job, NewJob};
use crate::pool::{Conn, Db};
use app_types::id::{JobId, TenantId};
use app_types::live::LiveEvent;
use app_types::{Permission, Timestamp};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, TransactionManager};
use std::collections::BTreeMap;

type Manager = <AsyncMysqlConnection as AsyncConnection>::TransactionManager;

/// A transaction of one tenant. Dropping it without [`TenantTx::commit`] rolls it back (the
/// connection is closed, which is safe also when a request is cut off half-way).
pub struct TenantTx {
    db: Db,
    conn: Conn,
    actor: Actor,
    now: Timestamp,
    mode: Mode,
    audit: Vec<AuditRecord>,
    jobs: Vec<(String, JobId)>,
    events: Vec<LiveEvent>,
    stale: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Reading,
    Writing,
}

impl TenantTx {
    pub(crate) async fn begin(db: Db, conn: Conn, actor: Actor) -> Result<Self, DbError> {
        let mut tx = Self::new(db, conn, actor, Mode::Writing);
        Manager::begin_transaction(&mut *tx.conn).await?;
        Ok(tx)
    }

    pub(crate) fn reading(db: Db, conn: Conn, actor: Actor) -> Self {
        Self::new(db, conn, actor, Mode::Reading)
    }

    fn new(db: Db, mut conn: Conn, actor: Actor, mode: Mode) -> Self {
        guard::watch(&mut conn, actor.origin.statements.clone());
        let now = db.clock.now();
        Self {
            db,
            conn,
            actor,
            now,
            mode,
            audit: Vec::new(),
            jobs: Vec::new(),
            events: Vec::new(),
            stale: Vec::new(),
        }
    }

    pub fn tenant(&self) -> TenantId {
        self.actor.tenant
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The instant at which the transaction began; the same for everything in it.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn can(&self, permission: Permission) -> bool {
        self.actor.can(permission)
    }

    /// The connection, for statements that carry the tenant. In debug builds and tests every
    /// statement is checked (see [`guard`]).
    pub fn conn(&mut self) -> &mut AsyncMysqlConnection {
        &mut self.conn
    }

    /// Adds an entry to the tenant's audit log, written just before the commit so that the
    /// chain is locked as briefly as possible.
    pub fn record(&mut self, record: AuditRecord) {
        self.audit.push(record);
    }

    /// Writes a job beside the change that asks for it. `None`: a job with the same unique key
    /// is queued or running already.
    ///
    /// # Errors
    /// Any database error.
    pub async fn enqueue<J: Job>(&mut self, job: &J) -> Result<Option<JobId>, DbError> {
        self.enqueue_new(NewJob::of(job)?).await
    }

    /// Like [`TenantTx::enqueue`], with the time or the key set by hand.
    ///
    /// # Errors
    /// Any database error.
    pub async fn enqueue_new(&mut self, job: NewJob) -> Result<Option<JobId>, DbError> {
        let due_now = job.run_at.is_none_or(|at| at <= self.now);
        let queue = job.queue.to_string();
        let request_id = self.actor.origin.request_id.clone();
        let id = outbox::insert(
            &mut self.conn,
            self.actor.tenant,
            job,
            self.now,
            &request_id,
        )
        .await?;
        if let (Some(id), true) = (id, due_now) {
            self.jobs.push((queue, id));
        }
        Ok(id)
    }

    /// Tells open pages after the commit that something changed.
    pub fn publish(&mut self, topic: &str, key: impl ToString, version: u32) {
        self.events.push(LiveEvent {
            topic: topic.to_string(),
            key: key.to_string(),
            version,
        });
    }

    /// With the commit, copies of the generation under a Redis key stop to count.
    pub fn make_stale(&mut self, key: String) {
        if !self.stale.contains(&key) {
            self.stale.push(key);
        }
    }

    /// Commits; then wakes workers and open pages. The wake-ups are hints: when Redis is away
    /// the sweep finds the jobs a second later.
    ///
    /// # Errors
    /// Any database error; nothing was changed then.
    pub async fn commit(mut self) -> Result<(), DbError> {
        if self.mode == Mode::Reading {
            return Ok(());
        }
        self.db.redis.close_generations(&self.stale).await;
        let records = std::mem::take(&mut self.audit);
        audit::append(&mut self.conn, &self.actor, self.now, records).await?;
        Manager::commit_transaction(&mut *self.conn).await?;
        let Self {
            db,
            actor,
            jobs,
            events,
            stale,
            conn,
            ..
        } = self;
        drop(conn);
        db.freshness.wrote(actor.tenant);
        db.redis.open_generations(stale).await;
        let messages = db.live.publish(actor.tenant, events);
        let jobs = match &db.carrier {
            Some(carrier) => {
                hand_over(carrier.as_ref(), actor.tenant, jobs);
                Vec::new()
            }
            None => jobs,
        };
        db.redis
            .announce(actor.tenant, &jobs, live::CHANNEL, &messages)
            .await;
        Ok(())
    }

    /// Rolls back and gives the connection back to the pool.
    ///
    /// # Errors
    /// Any database error; the connection is closed then, which rolls back too.
    pub async fn rollback(mut self) -> Result<(), DbError> {
        if self.mode == Mode::Writing {
            Manager::rollback_transaction(&mut *self.conn).await?;
        }
        Ok(())
    }
}

/// The ids of a commit, queue by queue.
fn hand_over(carrier: &dyn Carrier, tenant: TenantId, jobs: Vec<(String, JobId)>) {
    let mut queues: BTreeMap<String, Vec<(TenantId, JobId)>> = BTreeMap::new();
    for (queue, id) in jobs {
        queues.entry(queue).or_default().push((tenant, id));
    }
    for (queue, ids) in queues {
        carrier.push(&queue, ids);
    }
}
