//! Per-tenant numbers that people read aloud: tickets, clients.

use crate::error::DbError;
use crate::schema::counters;
use crate::tx::TenantTx;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

impl TenantTx {
    /// The next number of `name`, starting at `first`. The row stays locked until the end of the
    /// transaction, so numbers have no gaps but for rolled back transactions' none.
    ///
    /// # Errors
    /// Any database error.
    pub async fn next_number(&mut self, name: &str, first: u64) -> Result<u64, DbError> {
        let tenant = self.tenant();
        // One upsert for the first number and all others: it locks the row for writing at once,
        // so that two first writers wait for each other instead of deadlocking.
        diesel::insert_into(counters::table)
            .values((
                counters::tenant_id.eq(tenant),
                counters::name.eq(name),
                counters::value.eq(first),
            ))
            .on_conflict(diesel::dsl::DuplicatedKeys)
            .do_update()
            .set(counters::value.eq(counters::value + 1u64))
            .execute(self.conn())
            .await?;
        Ok(counters::table
            .filter(counters::tenant_id.eq(tenant))
            .filter(counters::name.eq(name))
            .select(counters::value)
            .first(self.conn())
            .await?)
    }
}
