//! Multi-row inserts.

use super::rows::{Client, ClientDomain, Contact, Location, Post, Ticket};
use crate::error::Result;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{client_domains, clients, contacts, locations, ticket_posts, tickets};

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
