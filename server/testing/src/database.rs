//! A database of its own for each test, with the schema of the migrations.

use crate::environment;
use diesel_async::{AsyncMysqlConnection, SimpleAsyncConnection};
use server_world::ScratchDatabase;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A database that is dropped with this value.
pub struct TestDb(ScratchDatabase);

impl TestDb {
    /// Creates `nestogy_test_<random>` and replays every migration.
    ///
    /// # Panics
    /// When `TEST_DATABASE_URL` is missing, the server is away or a migration fails.
    pub async fn new() -> Self {
        let db = Self::empty().await;
        let mut conn = db.connect().await;
        conn.batch_execute(&SCHEMA)
            .await
            .unwrap_or_else(|error| panic!("the migrations do not run: {error}"));
        db
    }

    /// Creates a database without any table.
    ///
    /// # Panics
    /// When `TEST_DATABASE_URL` is missing or the server is away.
    pub async fn empty() -> Self {
        let made = ScratchDatabase::create(&environment::database_server(), "nestogy_test_").await;
        Self(made.unwrap_or_else(|error| panic!("TEST_DATABASE_URL: {error}")))
    }

    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// `mysql://user:password@host:port/nestogy_test_…`
    pub fn url(&self) -> String {
        self.0.url()
    }

    /// A connection without any guard, for looking at rows and for setting the scene.
    ///
    /// # Panics
    /// When the server is away.
    pub async fn connect(&self) -> AsyncMysqlConnection {
        self.0
            .connect()
            .await
            .expect("connect to the test database")
    }

    /// Runs statements as they are, for sabotage and for setting the scene.
    ///
    /// # Panics
    /// When the server refuses one.
    pub async fn execute(&self, sql: &str) {
        self.connect()
            .await
            .batch_execute(sql)
            .await
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
}

/// All migrations in one batch, with the rows that say that they ran. The same files that
/// `server_db::migrate` embeds; one round trip instead of a hundred.
static SCHEMA: LazyLock<String> = LazyLock::new(|| {
    let mut batch = String::from(
        "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
         run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);\n",
    );
    for folder in migration_folders() {
        let sql = std::fs::read_to_string(folder.join("up.sql")).expect("read a migration");
        batch.push_str(sql.trim_end());
        if !sql.trim_end().ends_with(';') {
            batch.push(';');
        }
        batch.push_str(&format!(
            "\nINSERT INTO __diesel_schema_migrations (version) VALUES ('{}');\n",
            version(&folder)
        ));
    }
    batch
});

fn migration_folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(&root)
        .expect("read the migrations folder")
        .map(|entry| entry.expect("read a migration folder").path())
        .filter(|path| path.join("up.sql").exists())
        .collect();
    folders.sort();
    folders
}

/// `2026-11-23-000001_create_tenants` → `20261123000001`, as Diesel does it.
fn version(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.split('_').next().unwrap_or_default().replace('-', "")
}
