//! One installation for one test.

use crate::wire::WireTap;
use crate::{FakeMail, TestDb, environment};
use app_types::Timestamp;
use diesel_async::AsyncMysqlConnection;
use secrecy::SecretBox;
use server_core::Core;
use server_core::core::Settings;
use server_db::live::LiveBus;
use server_db::redis::Redis;
use server_db::{Actor, Clock, Db, DbConfig, TenantTx};
use server_integrations::files::LocalFiles;
use server_integrations::reach::Reach;
use server_integrations::trust::Trust;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What a test may want different.
#[derive(Debug, Clone)]
pub struct KitOptions {
    /// Use the Redis of `TEST_REDIS_URL`.
    pub redis: bool,
    /// Where the clock stands; the machine's time when `None`.
    pub start: Option<Timestamp>,
    pub sign_up_open: bool,
    pub base_url: String,
    /// Listen to what the program sends to the database (see [`Kit::wire`]).
    pub tap: bool,
}

impl Default for KitOptions {
    fn default() -> Self {
        Self {
            redis: false,
            start: None,
            sign_up_open: true,
            base_url: "http://localhost:3000".into(),
            tap: false,
        }
    }
}

/// An installation: database, files, recording mail server, a clock that stands until moved.
pub struct Kit {
    pub core: Core,
    pub clock: Clock,
    pub mail: Arc<FakeMail>,
    wire: Option<WireTap>,
    // Dropped after `core`, so that no pool holds a connection to the database that goes away.
    pub db: TestDb,
    files: TemporaryFolder,
}

impl server_world::Place for Kit {
    async fn connect(&self) -> AsyncMysqlConnection {
        self.db.connect().await
    }

    fn core(&self) -> &Core {
        &self.core
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Kit {
    /// An installation with the defaults of [`KitOptions`].
    ///
    /// # Panics
    /// When a service that tests need is away.
    pub async fn new() -> Self {
        Self::with(KitOptions::default()).await
    }

    /// An installation that uses the Redis of `TEST_REDIS_URL`.
    ///
    /// # Panics
    /// When a service that tests need is away.
    pub async fn with_redis() -> Self {
        Self::with(KitOptions {
            redis: true,
            ..KitOptions::default()
        })
        .await
    }

    /// # Panics
    /// When a service that tests need is away.
    pub async fn with(options: KitOptions) -> Self {
        let db = TestDb::new().await;
        let files = TemporaryFolder::new();
        let mail = Arc::new(FakeMail::default());
        let clock = Clock::manual(options.start.unwrap_or_else(|| Clock::System.now()));
        let redis = if options.redis {
            Redis::new(&environment::redis()).expect("TEST_REDIS_URL is a Redis URL")
        } else {
            Redis::off()
        };
        let wire = match options.tap {
            true => Some(WireTap::before(&db.url()).await),
            false => None,
        };
        let url = wire.as_ref().map_or(db.url(), |tap| tap.url().to_string());
        let core = Core {
            db: Db::new(&db_config(&url), redis, LiveBus::default(), clock.clone()),
            files: Arc::new(LocalFiles::new(files.path())),
            mail: mail.clone(),
            settings: Arc::new(settings(&options)),
            identity: Arc::default(),
        };
        Self {
            core,
            clock,
            mail,
            wire,
            db,
            files,
        }
    }

    /// Begins a transaction.
    ///
    /// # Panics
    /// When the database is away.
    pub async fn begin(&self, actor: Actor) -> TenantTx {
        self.core.db.begin(actor).await.expect("begin")
    }

    /// A reader without a transaction.
    ///
    /// # Panics
    /// When the database is away.
    pub async fn read(&self, actor: Actor) -> TenantTx {
        self.core.db.read(actor).await.expect("read")
    }

    /// A connection without any guard.
    ///
    /// # Panics
    /// When the database is away.
    pub async fn connect(&self) -> AsyncMysqlConnection {
        self.db.connect().await
    }

    /// What the program sends to the database, when the kit was made with `tap`. Connections of
    /// [`Kit::connect`] go past it.
    ///
    /// # Panics
    /// When it was made without.
    pub fn wire(&self) -> &WireTap {
        self.wire.as_ref().expect("a kit with `tap: true`")
    }

    /// Where the file store keeps its files.
    pub fn files_folder(&self) -> &Path {
        self.files.path()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock forward.
    pub fn wait_seconds(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
    }
}

/// An installation over a database that stands already, for a second process or a second clock.
/// Its files go to the system's temporary folder and its mail nowhere.
pub fn core_over(database_url: &str, redis: Redis, clock: Clock) -> Core {
    Core {
        db: Db::new(&db_config(database_url), redis, LiveBus::default(), clock),
        files: Arc::new(LocalFiles::new(std::env::temp_dir())),
        mail: Arc::new(FakeMail::default()),
        settings: Arc::new(settings(&KitOptions::default())),
        identity: Arc::default(),
    }
}

/// Small pools and short waits: many tests run at once.
pub fn db_config(url: &str) -> DbConfig {
    DbConfig {
        url: url.to_string(),
        replica_url: None,
        pool_size: 8,
        acquire_timeout: Duration::from_secs(10),
    }
}

fn settings(options: &KitOptions) -> Settings {
    Settings {
        base_url: options.base_url.clone(),
        secret_key: SecretBox::new(Box::new(unique_key())),
        sign_up_open: options.sign_up_open,
        mail_domain: "desk.example.com".into(),
        reach: Reach::new(["127.0.0.1", "localhost"].map(str::to_string)),
        push_reach: Reach::new(["127.0.0.1", "localhost"].map(str::to_string)),
        mail_from: "desk@desk.example.com".into(),
        session_idle_minutes: 60,
        session_max_hours: 12,
        trust: Trust::default(),
    }
}

/// A key of its own for every installation: counters in a shared Redis are named by it.
fn unique_key() -> [u8; 32] {
    let half = uuid::Uuid::now_v7();
    let mut key = [0; 32];
    key[..16].copy_from_slice(half.as_bytes());
    key
}

/// A folder that goes with the test.
pub(crate) struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("nestogy-test-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&path).expect("create a temporary folder");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
