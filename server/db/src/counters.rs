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
        let row = counters::table
            .filter(counters::tenant_id.eq(tenant))
            .filter(counters::name.eq(name));
        let current: Option<u64> = row
            .select(counters::value)
            .for_update()
            .first(self.conn())
            .await
            .optional()?;
        let Some(current) = current else {
            return self.first_number(name, first).await;
        };
        diesel::update(row)
            .set(counters::value.eq(current + 1))
            .execute(self.conn())
            .await?;
        Ok(current + 1)
    }

    /// Two transactions may both find no row: the second waits for the first and then counts on.
    async fn first_number(&mut self, name: &str, first: u64) -> Result<u64, DbError> {
        let tenant = self.tenant();
        let inserted = diesel::insert_into(counters::table)
            .values((
                counters::tenant_id.eq(tenant),
                counters::name.eq(name),
                counters::value.eq(first),
            ))
            .execute(self.conn())
            .await
            .map_err(DbError::from);
        match inserted {
            Ok(_) => Ok(first),
            Err(error) if error.is_unique_violation() => {
                Box::pin(self.next_number(name, first)).await
            }
            Err(error) => Err(error),
        }
    }
}
