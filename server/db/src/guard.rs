//! Checks that every statement of a tenant's transaction carries its tenant.
//!
//! Keys and types keep tenants apart; this guard proves that no query forgot the condition. In
//! debug builds, which is what the whole test suite runs, a statement that names a tenant table
//! without a condition on that table's `tenant_id` panics before it is sent. A statement of a
//! [`crate::SystemTx`] may do that only where its reason is on the list (`across.rs`).

#[cfg(debug_assertions)]
mod across;
mod statement;
#[cfg(test)]
mod tests;

pub use statement::{carries_tenant, tables_without_tenant};

use crate::pool::Conn;
use crate::traces::Statement;
use diesel::connection::InstrumentationEvent;
use diesel_async::AsyncConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Starts counting, and in debug builds checking, the statements of `conn`.
pub(crate) fn watch(conn: &mut Conn, statements: Arc<AtomicU32>) {
    let waiting = conn.waiting.clone();
    let mut statement = Statement::default();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        note_answer(&waiting, &event);
        statement.note(&event);
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            statements.fetch_add(1, Ordering::Relaxed);
            #[cfg(debug_assertions)]
            assert_carries_tenant(&text(query));
            #[cfg(not(debug_assertions))]
            let _ = query;
        }
    });
}

/// The connection now serves a [`crate::SystemTx`]: in debug builds its statements may leave out
/// the tenant only where the list says so for this reason.
pub(crate) fn watch_across(conn: &mut Conn, reason: &'static str) {
    let waiting = conn.waiting.clone();
    let mut statement = Statement::default();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        note_answer(&waiting, &event);
        statement.note(&event);
        #[cfg(debug_assertions)]
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            assert_may_look_across(&text(query), reason);
        }
        #[cfg(not(debug_assertions))]
        let _ = reason;
    });
}

/// Stops watching for tenants: the connection serves nobody yet.
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

#[cfg(debug_assertions)]
fn assert_may_look_across(sql: &str, reason: &str) {
    for table in tables_without_tenant(sql) {
        #[allow(clippy::panic)]
        if !across::may_use(reason, &table) {
            panic!(
                "system transaction {reason:?} on `{table}` across tenants; if that is right, \
                 say so in server/db/src/guard/across.rs: {sql}"
            );
        }
    }
}
