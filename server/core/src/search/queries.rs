//! Statements of the search, one for each kind of hit. Each is a UNION of branches that use one
//! index each; the first branch that finds a row decides its place.

// sql: what goes into the statements are names of columns and indexes from constants, never text from a person.

use super::HITS;
use super::rows::{ClientRow, ContactRow, TicketRow};
use super::words::Typed;
use crate::error::Result;
use app_types::id::TenantId;
use app_types::search::Hit;
use diesel::mysql::Mysql;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{BigInt, Integer, Text, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use std::collections::HashSet;
use std::hash::Hash;

type Statement = BoxedSqlQuery<'static, Mysql, SqlQuery>;
type Tenant = Unsigned<Integer>;

/// The active tickets that changed last are looked through for every word, also short ones and
/// parts of words; the full-text index answers for all others.
const RECENT: usize = 300;
/// Full-text matches that are put in order; there may be any number of them.
const MATCHES: usize = 50;

/// A UNION under construction.
struct Union {
    statement: Statement,
    branches: usize,
}

impl Union {
    fn new(head: &'static str) -> Self {
        Self {
            statement: diesel::sql_query(head).into_boxed(),
            branches: 0,
        }
    }

    /// Adds a branch: a SELECT that ends in `tenant_id = ?`, and what follows.
    fn branch(
        mut self,
        tenant: TenantId,
        select: String,
        rest: impl FnOnce(Statement) -> Statement,
    ) -> Self {
        let joint = if self.branches == 0 {
            "("
        } else {
            " UNION ALL ("
        };
        let statement = self
            .statement
            .sql(joint)
            .sql(select)
            .bind::<Tenant, _>(tenant);
        self.statement = rest(statement).sql(")");
        self.branches += 1;
        self
    }
}

pub(super) async fn tickets(tx: &mut TenantTx, typed: &Typed) -> Result<Vec<Hit>> {
    let statement = tickets_statement(tx.tenant(), typed);
    let rows: Vec<TicketRow> = statement.load(tx.conn()).await?;
    Ok(first_of_each(rows, |row| row.number))
}

fn tickets_statement(tenant: TenantId, typed: &Typed) -> Statement {
    let mut union =
        Union::new("SELECT f.number, f.subject, s.name AS status, c.name AS client FROM (");
    if let Some(number) = typed.number {
        union = union.branch(tenant, ticket_branch(0, "tickets_number"), |s| {
            s.sql(" AND t.number = ?")
                .bind::<Unsigned<BigInt>, _>(number)
        });
    }
    union = union.branch(
        tenant,
        format!(
            "SELECT 1 AS place, r.* FROM (SELECT {TICKET_COLUMNS} FROM tickets t \
             FORCE INDEX (tickets_active) WHERE t.tenant_id = ?"
        ),
        |s| recent(s, &typed.words),
    );
    if let Some(boolean) = typed.boolean.clone() {
        union = union.branch(tenant, ticket_branch(2, "tickets_words"), |s| {
            s.sql(" AND MATCH (t.search_words) AGAINST (? IN BOOLEAN MODE)")
                .bind::<Text, _>(boolean)
                .sql(format!(" LIMIT {MATCHES}"))
        });
    }
    union
        .statement
        .sql(
            ") f LEFT JOIN ticket_statuses s ON s.tenant_id = f.tenant_id AND s.status_key = f.status_key \
             LEFT JOIN clients c ON c.tenant_id = f.tenant_id AND c.id = f.client_id \
             ORDER BY f.place, f.updated_at DESC, f.number DESC",
        )
        .sql(format!(" LIMIT {}", 3 * HITS))
}

const TICKET_COLUMNS: &str =
    "t.tenant_id, t.number, t.subject, t.status_key, t.client_id, t.updated_at";

fn ticket_branch(place: u8, index: &str) -> String {
    format!(
        "SELECT {place} AS place, {TICKET_COLUMNS} FROM tickets t FORCE INDEX ({index}) WHERE t.tenant_id = ?"
    )
}

/// Ends the branch of the tickets that changed last.
fn recent(statement: Statement, words: &[String]) -> Statement {
    let mut statement = statement.sql(format!(
        " AND t.active = 1 ORDER BY t.updated_at DESC, t.id DESC LIMIT {RECENT}) r"
    ));
    if words.is_empty() {
        return statement.sql(" WHERE FALSE");
    }
    for (i, word) in words.iter().enumerate() {
        let joint = if i == 0 { " WHERE" } else { " AND" };
        statement = statement
            .sql(joint)
            .sql(" r.subject LIKE ?")
            .bind::<Text, _>(format!("%{}%", escaped(word)));
    }
    statement.sql(format!(" LIMIT {HITS}"))
}

pub(super) async fn clients(tx: &mut TenantTx, typed: &Typed) -> Result<Vec<Hit>> {
    let statement = clients_statement(tx.tenant(), typed);
    let rows: Vec<ClientRow> = statement.load(tx.conn()).await?;
    Ok(first_of_each(rows, |row| row.number))
}

fn clients_statement(tenant: TenantId, typed: &Typed) -> Statement {
    let select = |index: &str| {
        format!(
            "SELECT c.number, c.name FROM clients c FORCE INDEX ({index}) WHERE c.tenant_id = ?"
        )
    };
    let mut union = Union::new("").branch(tenant, select("clients_name"), |s| {
        prefix(s.sql(" AND c.active = 1"), "c.name", &typed.text)
    });
    if let Some(boolean) = typed.boolean.clone() {
        union = union.branch(tenant, select("clients_words"), |s| {
            matching(s.sql(" AND c.active = 1"), "c.search_words", boolean)
        });
    }
    if let Some(number) = typed.number {
        union = union.branch(tenant, select("clients_number"), |s| {
            s.sql(" AND c.number = ?")
                .bind::<Unsigned<BigInt>, _>(number)
        });
    }
    union.statement
}

pub(super) async fn contacts(tx: &mut TenantTx, typed: &Typed) -> Result<Vec<Hit>> {
    let statement = contacts_statement(tx.tenant(), typed);
    let rows: Vec<ContactRow> = statement.load(tx.conn()).await?;
    Ok(first_of_each(rows, |row| row.id))
}

fn contacts_statement(tenant: TenantId, typed: &Typed) -> Statement {
    let select = |index: &str| {
        format!(
            "SELECT p.id, p.name, p.email, c.name AS client FROM contacts p FORCE INDEX ({index}) \
             STRAIGHT_JOIN clients c FORCE INDEX (PRIMARY) \
               ON c.tenant_id = p.tenant_id AND c.id = p.client_id WHERE p.tenant_id = ?"
        )
    };
    let email = app_types::form::normalise_email(&typed.text);
    let mut union = Union::new("")
        .branch(tenant, select("contacts_email"), |s| {
            prefix(s.sql(" AND p.active = 1"), "p.email", &email)
        })
        .branch(tenant, select("contacts_name"), |s| {
            prefix(s.sql(" AND p.active = 1"), "p.name", &typed.text)
        });
    if let Some(boolean) = typed.boolean.clone() {
        union = union.branch(tenant, select("contacts_words"), |s| {
            matching(s.sql(" AND p.active = 1"), "p.search_words", boolean)
        });
    }
    union.statement
}

fn prefix(statement: Statement, column: &str, text: &str) -> Statement {
    statement
        .sql(format!(" AND {column} LIKE ?"))
        .bind::<Text, _>(format!("{}%", escaped(text)))
        .sql(format!(" ORDER BY {column} LIMIT {HITS}"))
}

fn matching(statement: Statement, column: &str, boolean: String) -> Statement {
    statement
        .sql(format!(" AND MATCH ({column}) AGAINST (? IN BOOLEAN MODE)"))
        .bind::<Text, _>(boolean)
        .sql(format!(" LIMIT {HITS}"))
}

/// `text` in a LIKE pattern, its wildcards taken literally.
fn escaped(text: &str) -> String {
    crate::clients::like_literal(text)
}

/// Keeps the first row of each key, and of those the first [`HITS`].
fn first_of_each<R: Into<Hit>, K: Eq + Hash>(rows: Vec<R>, key: impl Fn(&R) -> K) -> Vec<Hit> {
    let mut seen = HashSet::new();
    rows.into_iter()
        .filter(|row| seen.insert(key(row)))
        .take(HITS)
        .map(Into::into)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_carries_its_tenant() {
        for q in ["1042", "printer jam", "pc", "ann@example.com", "%"] {
            let tenant = TenantId(1);
            let typed = Typed::parse(tenant, q);
            for statement in [
                tickets_statement(tenant, &typed),
                clients_statement(tenant, &typed),
                contacts_statement(tenant, &typed),
            ] {
                let sql = diesel::debug_query::<Mysql, _>(&statement).to_string();
                assert_eq!(server_db::guard::carries_tenant(&sql), Ok(()), "{sql}");
            }
        }
    }
}
