//! Work that must look across tenants: finding a tenant by host, claiming due jobs, schedules.

use crate::error::DbError;
use crate::guard;
use crate::pool::Conn;
use app_types::Timestamp;
use diesel_async::{AsyncConnection, AsyncMysqlConnection, TransactionManager};

type Manager = <AsyncMysqlConnection as AsyncConnection>::TransactionManager;

/// A transaction without a tenant. A type of its own, so that no verb of the business takes it
/// by accident. Dropping it rolls back.
pub struct SystemTx {
    conn: Conn,
    now: Timestamp,
}

impl SystemTx {
    pub(crate) async fn begin(
        mut conn: Conn,
        now: Timestamp,
        reason: &'static str,
    ) -> Result<Self, DbError> {
        guard::watch_across(&mut conn, reason);
        tracing::trace!(reason, "system transaction");
        Manager::begin_transaction(&mut *conn).await?;
        Ok(Self { conn, now })
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn conn(&mut self) -> &mut AsyncMysqlConnection {
        &mut self.conn
    }

    /// # Errors
    /// Any database error; nothing was changed then.
    pub async fn commit(mut self) -> Result<(), DbError> {
        Ok(Manager::commit_transaction(&mut *self.conn).await?)
    }

    /// # Errors
    /// Any database error; the connection is closed then, which rolls back too.
    pub async fn rollback(mut self) -> Result<(), DbError> {
        Ok(Manager::rollback_transaction(&mut *self.conn).await?)
    }
}
