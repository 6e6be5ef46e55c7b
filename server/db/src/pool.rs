//! Connection pools to the primary and to a replica.

use crate::carrier::Carrier;
use crate::clock::Clock;
use crate::error::DbError;
use crate::live::{CHANNEL, LiveBus};
use crate::redis::Redis;
use crate::replica::Freshness;
use crate::{Actor, SystemTx, TenantTx};
use app_types::id::TenantId;
use app_types::live::LiveEvent;
use diesel_async::pooled_connection::bb8::{Pool, PooledConnection};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use diesel_async::{
    AsyncConnection, AsyncMysqlConnection, SimpleAsyncConnection, TransactionManager,
};
use futures::FutureExt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A pooled connection. Never leaves this crate except inside a transaction type.
///
/// A request or job may be cut off while the database still owes the answer to a statement.
/// Such a connection must not go back into the pool: the next one to use it, perhaps for another
/// tenant, would read that answer as its own.
pub struct Conn {
    inner: PooledConnection<'static, AsyncMysqlConnection>,
    /// Between sending a statement and having its answer.
    pub(crate) waiting: Arc<AtomicBool>,
}

impl Deref for Conn {
    type Target = AsyncMysqlConnection;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl DerefMut for Conn {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.inner
    }
}

impl Drop for Conn {
    fn drop(&mut self) {
        if self.waiting.load(Ordering::Acquire) {
            // The pool closes what counts as broken.
            Manager::transaction_manager_status_mut(&mut *self.inner).set_in_error();
        }
    }
}

type Manager = <AsyncMysqlConnection as AsyncConnection>::TransactionManager;

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct DbConfig {
    /// `mysql://user:password@host:port/database`
    pub url: String,
    /// A read replica; reads go to the primary when it is not set.
    pub replica_url: Option<String>,
    /// Connections per pool.
    pub pool_size: u32,
    /// How long a request waits for a connection before it is told that the database is away.
    pub acquire_timeout: Duration,
}

/// The data of the installation. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    primary: Pool<AsyncMysqlConnection>,
    replica: Option<Pool<AsyncMysqlConnection>>,
    pub redis: Redis,
    /// Brings the ids of jobs to the workers instead of Redis.
    pub carrier: Option<Arc<dyn Carrier>>,
    pub live: LiveBus,
    pub clock: Clock,
    /// Kept up to date by [`crate::replica::watch`]; without it all reads go to the primary.
    pub freshness: Freshness,
}

/// Sent once on every new connection. READ COMMITTED because plain reads under MySQL's
/// REPEATABLE READ see lost updates anyway, and workers must see what others committed.
const SESSION_SETUP: &str = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; \
     SET SESSION time_zone = '+00:00'; \
     SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'; \
     SET SESSION innodb_lock_wait_timeout = 5";

impl Db {
    /// Builds the pools without connecting: the program starts, and says that it is not ready,
    /// while the database is away.
    pub fn new(config: &DbConfig, redis: Redis, live: LiveBus, clock: Clock) -> Self {
        Self {
            primary: build_pool(&config.url, config),
            replica: config
                .replica_url
                .as_deref()
                .map(|url| build_pool(url, config)),
            redis,
            carrier: None,
            live,
            clock,
            freshness: Freshness::default(),
        }
    }

    /// Begins a transaction on the primary for one tenant.
    ///
    /// # Errors
    /// [`DbError::Unreachable`] when no connection can be had in time.
    pub async fn begin(&self, actor: Actor) -> Result<TenantTx, DbError> {
        TenantTx::begin(self.clone(), self.primary_conn().await?, actor).await
    }

    /// Reads for one tenant, without a transaction, from the replica where there is one and it has
    /// what this reader may expect (see [`crate::replica`]). What it returns may be a moment old.
    ///
    /// # Errors
    /// [`DbError::Unreachable`] when no connection can be had in time.
    pub async fn read(&self, actor: Actor) -> Result<TenantTx, DbError> {
        let conn = match self.replica_conn(&actor).await {
            Some(conn) => conn,
            None => self.primary_conn().await?,
        };
        Ok(TenantTx::reading(self.clone(), conn, actor))
    }

    /// `None`: this reader is served by the primary.
    async fn replica_conn(&self, actor: &Actor) -> Option<Conn> {
        let replica = self.replica.as_ref()?;
        if !self.freshness.serves(actor) {
            return count_read("primary", None);
        }
        match get(replica).await {
            Ok(conn) => count_read("replica", Some(conn)),
            Err(error) => {
                tracing::warn!(%error, "the replica cannot be reached, reading the primary");
                count_read("primary", None)
            }
        }
    }

    /// Reads for one tenant on the primary, without a transaction: for the one statement that must
    /// not be a moment old, such as who is signed in.
    ///
    /// # Errors
    /// [`DbError::Unreachable`] when no connection can be had in time.
    pub async fn read_primary(&self, actor: Actor) -> Result<TenantTx, DbError> {
        let conn = self.primary_conn().await?;
        Ok(TenantTx::reading(self.clone(), conn, actor))
    }

    /// Begins a transaction that may look across tenants. `reason` is for the reader of the code:
    /// `grep begin_system` is the list of places to review.
    ///
    /// # Errors
    /// [`DbError::Unreachable`] when no connection can be had in time.
    pub async fn begin_system(&self, reason: &'static str) -> Result<SystemTx, DbError> {
        SystemTx::begin(self.primary_conn().await?, self.clock.now(), reason).await
    }

    /// Whether the primary answers.
    pub async fn ping(&self) -> Result<(), DbError> {
        let mut conn = self.primary_conn().await?;
        Ok(conn.batch_execute("SELECT 1").await?)
    }

    /// Whether the replica answers; `Ok` when there is none.
    pub async fn ping_replica(&self) -> Result<(), DbError> {
        let Some(replica) = &self.replica else {
            return Ok(());
        };
        let mut conn = get(replica).await?;
        Ok(conn.batch_execute("SELECT 1").await?)
    }

    /// Tells open pages of a tenant something that no transaction stands behind.
    pub async fn tell(&self, tenant: TenantId, event: LiveEvent) {
        let messages = self.live.publish(tenant, vec![event]);
        self.redis.announce(tenant, &[], CHANNEL, &messages).await;
    }

    /// Takes a message from the Redis channel of live events. Whoever loads a page because of it
    /// must find what it speaks of: the write is noted first.
    pub fn hear(&self, message: &str) {
        if let Some((tenant, event)) = self.live.foreign(message) {
            self.freshness.wrote(tenant);
            self.live.pass_on(tenant, event);
        }
    }

    /// Puts the use of the pools into the metrics.
    pub fn measure(&self) {
        let pools = [
            ("primary", Some(&self.primary)),
            ("replica", self.replica.as_ref()),
        ];
        for (name, pool) in pools {
            let Some(state) = pool.map(Pool::state) else {
                continue;
            };
            let gauge = |what, connections: u32| {
                let labels = [("pool", name), ("state", what)];
                metrics::gauge!("nestogy_pool_connections", &labels).set(f64::from(connections));
            };
            gauge("idle", state.idle_connections);
            gauge("busy", state.connections - state.idle_connections);
        }
    }

    /// Whether there is a replica to read from at all.
    pub fn has_replica(&self) -> bool {
        self.replica.is_some()
    }

    pub(crate) async fn primary_conn(&self) -> Result<Conn, DbError> {
        get(&self.primary).await
    }
}

/// Where reads went, while there is a choice.
fn count_read(from: &'static str, conn: Option<Conn>) -> Option<Conn> {
    metrics::counter!("nestogy_reads_total", "from" => from).increment(1);
    conn
}

/// In a task of its own: a caller that is cut off must not leave a connection behind in the
/// middle of the check that the pool makes before it hands one out.
async fn get(pool: &Pool<AsyncMysqlConnection>) -> Result<Conn, DbError> {
    let pool = pool.clone();
    let inner = tokio::spawn(async move { pool.get_owned().await })
        .await
        .map_err(|error| DbError::Unreachable(error.to_string()))?
        .map_err(|error| DbError::Unreachable(error.to_string()))?;
    let waiting = Arc::new(AtomicBool::new(false));
    let mut conn = Conn { inner, waiting };
    crate::guard::unwatch(&mut conn);
    Ok(conn)
}

fn build_pool(url: &str, config: &DbConfig) -> Pool<AsyncMysqlConnection> {
    let mut manager_config = ManagerConfig::default();
    manager_config.custom_setup = Box::new(|url| connect(url.to_string()).boxed());
    manager_config.recycling_method =
        RecyclingMethod::CustomFunction(Box::new(|conn| check(conn).boxed()));
    let manager =
        AsyncDieselConnectionManager::<AsyncMysqlConnection>::new_with_config(url, manager_config);
    Pool::builder()
        .max_size(config.pool_size)
        .connection_timeout(config.acquire_timeout)
        .test_on_check_out(true)
        .build_unchecked(manager)
}

/// Longest wait for a new connection. The pool itself would wait for ever, and have one place less.
const CONNECT: Duration = Duration::from_secs(5);

async fn connect(url: String) -> diesel::ConnectionResult<AsyncMysqlConnection> {
    let connecting = async {
        let mut conn = AsyncMysqlConnection::establish(&url).await?;
        conn.batch_execute(SESSION_SETUP)
            .await
            .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
        Ok(conn)
    };
    tokio::time::timeout(CONNECT, connecting)
        .await
        .unwrap_or_else(|_| {
            let words = "the database does not answer".to_string();
            Err(diesel::ConnectionError::BadConnection(words))
        })
}

/// Asks an idle connection whether it still answers. The pool gives up on this after a while and
/// takes the connection back: until the answer is there it counts as broken (see [`Conn`]).
async fn check(conn: &mut AsyncMysqlConnection) -> diesel::QueryResult<()> {
    Manager::transaction_manager_status_mut(conn).set_in_error();
    conn.batch_execute("SELECT 1").await?;
    *Manager::transaction_manager_status_mut(conn) = Default::default();
    Ok(())
}
