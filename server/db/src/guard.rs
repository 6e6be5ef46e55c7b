//! Checks that every statement of a tenant's transaction carries its tenant.
//!
//! Keys and types keep tenants apart; this guard proves that no query forgot the condition. In
//! debug builds, which is what the whole test suite runs, a statement that names a tenant table
//! without a condition on that table's `tenant_id` panics before it is sent.

use crate::pool::Conn;
use crate::schema::TENANT_TABLES;
use diesel::connection::InstrumentationEvent;
use diesel_async::AsyncConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Starts counting, and in debug builds checking, the statements of `conn`.
pub(crate) fn watch(conn: &mut Conn, statements: Arc<AtomicU32>) {
    let waiting = conn.waiting.clone();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        note_answer(&waiting, &event);
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            statements.fetch_add(1, Ordering::Relaxed);
            #[cfg(debug_assertions)]
            assert_carries_tenant(&text(query));
            #[cfg(not(debug_assertions))]
            let _ = query;
        }
    });
}

/// Stops watching for tenants: the connection now serves a [`crate::SystemTx`].
pub(crate) fn unwatch(conn: &mut Conn) {
    let waiting = conn.waiting.clone();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| note_answer(&waiting, &event));
}

/// Keeps account of whether the database owes an answer (see [`Conn`]).
fn note_answer(waiting: &AtomicBool, event: &InstrumentationEvent<'_>) {
    match event {
        InstrumentationEvent::StartQuery { .. } => waiting.store(true, Ordering::Release),
        InstrumentationEvent::FinishQuery { .. } => waiting.store(false, Ordering::Release),
        _ => {}
    }
}

/// The statement's text. Of an INSERT only the beginning, which names table and columns: thousands
/// of rows with their values take longer to write down than to insert.
#[cfg(debug_assertions)]
fn text(query: &dyn diesel::connection::DebugQuery) -> String {
    use std::fmt::Write;
    struct Beginning(String);
    impl Write for Beginning {
        fn write_str(&mut self, part: &str) -> std::fmt::Result {
            const ENOUGH: usize = 4_096;
            if !self.0.starts_with("INSERT") {
                self.0.push_str(part);
                return Ok(());
            }
            self.0.extend(part.chars().take(ENOUGH));
            if self.0.len() < ENOUGH {
                Ok(())
            } else {
                Err(std::fmt::Error)
            }
        }
    }
    let mut beginning = Beginning(String::new());
    // An error means that it was enough.
    let _ = write!(beginning, "{query}");
    beginning.0
}

#[cfg(debug_assertions)]
fn assert_carries_tenant(sql: &str) {
    if let Err(table) = carries_tenant(sql) {
        #[allow(clippy::panic)]
        {
            panic!("statement on `{table}` without its tenant: {sql}");
        }
    }
}

/// `Err` with the name of the first tenant table that `sql` uses without a condition on its
/// `tenant_id`. Understands what Diesel writes and hand-written SQL with or without aliases.
pub fn carries_tenant(sql: &str) -> Result<(), String> {
    let statement = sql
        .split("-- binds")
        .next()
        .unwrap_or(sql)
        .replace('`', "")
        .to_lowercase();
    let words = tokens(&statement);
    let uses = table_uses(&words);
    for (table, alias) in &uses {
        let carried = match words.first().map(String::as_str) {
            Some("insert" | "replace") if is_insert_target(&words, table) => {
                words.iter().any(|word| word == "tenant_id")
            }
            _ => has_condition(&words, table, alias, uses.len() == 1),
        };
        if !carried {
            return Err(table.clone());
        }
    }
    Ok(())
}

/// Splits into names, operators and brackets. `a.tenant_id` stays one word.
fn tokens(statement: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in statement.chars() {
        if c.is_alphanumeric() || c == '_' || c == '.' {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Every tenant table that stands where a table stands, with its alias (or its own name).
fn table_uses(words: &[String]) -> Vec<(String, String)> {
    let mut uses = Vec::new();
    for (i, word) in words.iter().enumerate() {
        if !TENANT_TABLES.contains(&word.as_str()) || i == 0 {
            continue;
        }
        let before = words[i - 1].as_str();
        if !matches!(
            before,
            "from" | "join" | "straight_join" | "update" | "into" | "ignore" | "," | "("
        ) {
            continue;
        }
        let alias = match words.get(i + 1).map(String::as_str) {
            Some("as") => words.get(i + 2).cloned(),
            Some(next) if is_alias(next) => Some(next.to_string()),
            _ => None,
        };
        uses.push((word.clone(), alias.unwrap_or_else(|| word.clone())));
    }
    uses
}

fn is_alias(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "where",
        "set",
        "inner",
        "left",
        "join",
        "on",
        "order",
        "group",
        "limit",
        "for",
        "force",
        "use",
        "values",
        "select",
        "cross",
        "straight_join",
        "union",
        "having",
        "ignore",
    ];
    word.chars().all(|c| c.is_alphanumeric() || c == '_') && !KEYWORDS.contains(&word)
}

fn is_insert_target(words: &[String], table: &str) -> bool {
    words
        .iter()
        .position(|word| word == "into")
        .and_then(|i| words.get(i + 1))
        .is_some_and(|word| word == table)
}

/// Whether `alias.tenant_id` is compared with something (`=` or `IN`), on either side.
fn has_condition(words: &[String], table: &str, alias: &str, alone: bool) -> bool {
    let names = [format!("{alias}.tenant_id"), format!("{table}.tenant_id")];
    words.iter().enumerate().any(|(i, word)| {
        let named = names.contains(word) || (alone && word == "tenant_id");
        let next = words[i + 1..]
            .iter()
            .find(|word| *word != ")")
            .map(String::as_str);
        let before = words[..i]
            .iter()
            .rev()
            .find(|word| *word != "(")
            .map(String::as_str);
        named && (matches!(next, Some("=" | "in")) || before == Some("="))
    })
}

#[cfg(test)]
mod tests {
    use super::carries_tenant;

    #[test]
    fn accepts_statements_that_carry_their_tenant() {
        for sql in [
            "SELECT `users`.`id` FROM `users` WHERE (`users`.`tenant_id` = ?) -- binds: [1]",
            "SELECT id FROM users WHERE tenant_id = ? AND id = ?",
            "SELECT t.id FROM tickets t FORCE INDEX (tickets_active) LEFT JOIN clients c ON c.tenant_id = t.tenant_id AND c.id = t.client_id WHERE t.tenant_id = ?",
            "INSERT INTO `users` (`tenant_id`, `id`) VALUES (?, ?)",
            "UPDATE `users` SET `name` = ? WHERE ((`users`.`tenant_id` = ?) AND (`users`.`id` = ?))",
            "DELETE FROM `users` WHERE (`users`.`tenant_id` = ?)",
            "SELECT slug FROM tenants WHERE id = ?",
            "SELECT `clients`.`id` FROM (`tickets` INNER JOIN `clients` ON ((`clients`.`tenant_id` = `tickets`.`tenant_id`) AND (`clients`.`id` = `tickets`.`client_id`))) WHERE (`tickets`.`tenant_id` = ?)",
        ] {
            assert_eq!(carries_tenant(sql), Ok(()), "{sql}");
        }
    }

    #[test]
    fn refuses_statements_that_lost_it() {
        for (sql, table) in [
            (
                "SELECT `users`.`id` FROM `users` WHERE (`users`.`id` = ?)",
                "users",
            ),
            ("SELECT `users`.`tenant_id` FROM `users`", "users"),
            ("UPDATE users SET name = ?", "users"),
            ("DELETE FROM jobs WHERE id = ?", "jobs"),
            ("INSERT INTO users (id) VALUES (?)", "users"),
            (
                "SELECT t.id FROM tickets t JOIN clients c ON c.id = t.client_id WHERE t.tenant_id = ?",
                "clients",
            ),
            (
                "SELECT id FROM users WHERE id IN (SELECT user_id FROM user_sessions WHERE tenant_id = 1)",
                "users",
            ),
        ] {
            assert_eq!(carries_tenant(sql), Err(table.to_string()), "{sql}");
        }
    }
}
