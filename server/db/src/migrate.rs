//! Bringing the schema up to date, one process at a time.

use crate::error::DbError;
use diesel::sql_types::{Integer, Nullable};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncMysqlConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

/// The migrations built into this binary.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Name of the lock that keeps two processes from migrating at once.
const LOCK: &str = "nestogy.migrate";
/// Seconds to wait for another process's migration.
const LOCK_WAIT: i32 = 600;

#[derive(diesel::QueryableByName)]
struct Locked {
    #[diesel(sql_type = Nullable<Integer>)]
    locked: Option<i32>,
}

/// Runs what is pending and returns the names of what was run. Needs a multi-thread runtime.
///
/// # Errors
/// When the database cannot be reached, another process holds the lock too long, or a migration
/// fails; MySQL commits each DDL statement at once, which is why a migration holds just one.
pub async fn run(url: &str) -> Result<Vec<String>, DbError> {
    let mut lock = connect(url).await?;
    take_lock(&mut lock).await?;
    let conn = connect(url).await?;
    let ran = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(conn);
        harness
            .run_pending_migrations(MIGRATIONS)
            .map(|versions| versions.iter().map(ToString::to_string).collect())
            .map_err(|error| DbError::Migration(error.to_string()))
    })
    .await
    .map_err(|error| DbError::Migration(error.to_string()))?;
    // The lock ends with its connection.
    drop(lock);
    ran
}

/// How many migrations of this binary the database lacks.
///
/// # Errors
/// When the database cannot be reached.
pub async fn pending(url: &str) -> Result<usize, DbError> {
    let conn = connect(url).await?;
    tokio::task::spawn_blocking(move || {
        AsyncMigrationHarness::new(conn)
            .pending_migrations(MIGRATIONS)
            .map(|pending| pending.len())
            .map_err(|error| DbError::Migration(error.to_string()))
    })
    .await
    .map_err(|error| DbError::Migration(error.to_string()))?
}

async fn connect(url: &str) -> Result<AsyncMysqlConnection, DbError> {
    AsyncMysqlConnection::establish(url)
        .await
        .map_err(|error| DbError::Unreachable(error.to_string()))
}

async fn take_lock(conn: &mut AsyncMysqlConnection) -> Result<(), DbError> {
    let answer: Locked = diesel::sql_query("SELECT GET_LOCK(?, ?) AS locked")
        .bind::<diesel::sql_types::Text, _>(LOCK)
        .bind::<Integer, _>(LOCK_WAIT)
        .get_result(conn)
        .await?;
    match answer.locked {
        Some(1) => Ok(()),
        _ => Err(DbError::Migration(format!(
            "another process has been migrating for over {LOCK_WAIT} s"
        ))),
    }
}
