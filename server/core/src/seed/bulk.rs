//! Multi-row inserts, in transactions that trust the data.

use super::rows::{Client, ClientDomain, Contact, Location, Post, Ticket};
use crate::core::Core;
use crate::error::Result;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use server_db::schema::{client_domains, clients, contacts, locations, ticket_posts, tickets};
use server_db::{Actor, TenantTx};

/// Rows of one statement: far below the 65,535 values that a prepared statement may have.
const ROWS: usize = 1_000;

macro_rules! insert {
    ($name:ident, $table:ident, $row:ty) => {
        pub(super) async fn $name(tx: &mut TenantTx, rows: &[$row]) -> Result<()> {
            for chunk in rows.chunks(ROWS) {
                diesel::insert_into($table::table)
                    .values(chunk)
                    .execute(tx.conn())
                    .await?;
            }
            Ok(())
        }
    };
}

insert!(clients, clients, Client);
insert!(client_domains, client_domains, ClientDomain);
insert!(locations, locations, Location);
insert!(contacts, contacts, Contact);
insert!(tickets, tickets, Ticket);
insert!(posts, ticket_posts, Post);

/// A transaction that does not look up what every row refers to: the seeder has made that itself
/// a moment ago, and looking it up takes longer than writing the row. `unique_checks` stays on: with
/// both off, MariaDB locks an empty table for the first transaction, and the others time out.
pub(super) async fn begin(core: &Core, actor: Actor) -> Result<TenantTx> {
    let mut tx = core.db.begin(actor).await?;
    tx.conn()
        .batch_execute("SET SESSION foreign_key_checks = 0")
        .await?;
    Ok(tx)
}

/// Commits, after the connection has been made careful again. One that is dropped instead is
/// closed and troubles nobody.
pub(super) async fn commit(mut tx: TenantTx) -> Result<()> {
    tx.conn()
        .batch_execute("SET SESSION foreign_key_checks = 1")
        .await?;
    Ok(tx.commit().await?)
}
