//! An installation of its own to try things in: a scratch database with two tenants, a folder for
//! files, mail that goes nowhere. Redis is the real one, under tenants that nobody has.

use super::visitor::Visitor;
use crate::config::{Config, Environment};
use crate::http::{COOKIE_NAMES, Site, SiteParts, router};
use crate::shutdown::Shutdown;
use crate::wiring;
use app_types::Timestamp;
use app_types::id::TenantId;
use axum::Router;
use diesel_async::AsyncMysqlConnection;
use rand::Rng;
use secrecy::{ExposeSecret, SecretBox};
use server_core::Core;
use server_core::identity::sessions::{self, Stage};
use server_db::Clock;
use server_integrations::files::BoxFuture;
use server_integrations::smtp::{MailError, MailTransport, OutgoingMail, Receipt};
use server_world::{Place, ScratchDatabase, World};
use std::sync::{Arc, Mutex};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The scratch databases' names begin with it.
pub const PREFIX: &str = "nestogy_isolation_";

pub struct Scene {
    pub world: World,
    pub core: Core,
    pub mails: Arc<Kept>,
    routes: Router,
    origin: String,
    host: String,
    ground: Ground,
    // Both go with the scene.
    _files: tempfile::TempDir,
}

/// What the two tenants are written into.
struct Ground {
    database: ScratchDatabase,
    core: Core,
}

impl Place for Ground {
    async fn connect(&self) -> AsyncMysqlConnection {
        #[allow(clippy::expect_used)]
        self.database
            .connect()
            .await
            .expect("the database was there a moment ago")
    }

    fn core(&self) -> &Core {
        &self.core
    }

    fn now(&self) -> Timestamp {
        Clock::System.now()
    }
}

impl Scene {
    /// Makes the database beside the one of the settings, and fills it.
    ///
    /// # Errors
    /// When the account may not make databases, or a service is away.
    pub async fn set(config: Config) -> Result<Self, Failure> {
        let url = config.database.url.expose_secret();
        let database = ScratchDatabase::create(url, PREFIX).await?;
        server_db::migrate::run(&database.url()).await?;
        let files = tempfile::tempdir()?;
        let config = of_its_own(config, &database, &files);
        let mails = Arc::new(Kept::default());
        let mut core = wiring::core(&config)?;
        core.mail = mails.clone();
        let ground = Ground {
            database,
            core: core.clone(),
        };
        let world = World::write(&ground, tenants_of_nobody()).await?;
        let parts = SiteParts::from_config(&config, core.clone(), Shutdown::default());
        let origin = config.http.base_url.origin();
        let host = origin.split("://").nth(1).unwrap_or_default().to_string();
        Ok(Self {
            world,
            core,
            mails,
            routes: router(&Site::new(parts)),
            origin,
            host,
            ground,
            _files: files,
        })
    }

    /// Somebody of tenant A with this role, signed in just now.
    pub async fn visitor(&self, role: &str) -> Visitor {
        let value = self.session(role).await.unwrap_or_default();
        self.with_cookie(&value)
    }

    pub fn with_cookie(&self, value: &str) -> Visitor {
        Visitor {
            routes: self.routes.clone(),
            origin: self.origin.clone(),
            host: self.host.clone(),
            cookie: format!("{}={value}", COOKIE_NAMES.1),
        }
    }

    /// The value of the cookie of a new session of tenant A.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn session(&self, role: &str) -> Result<String, server_core::Error> {
        let mut tx = self.core.db.begin(self.world.a.system()).await?;
        let user = self.world.a.user(role).id;
        let opened = sessions::open(&mut tx, user, Stage::SignedIn, &self.core.settings).await?;
        tx.commit().await?;
        Ok(opened.cookie_value().to_string())
    }

    pub async fn connect(&self) -> AsyncMysqlConnection {
        self.ground.connect().await
    }

    /// For sabotage in tests.
    pub fn database_url(&self) -> String {
        self.ground.database.url()
    }
}

/// The settings with the scratch database, the folder and a key in the place of the installation's:
/// counters in Redis are named by the key.
fn of_its_own(mut config: Config, database: &ScratchDatabase, files: &tempfile::TempDir) -> Config {
    config.environment = Environment::Testing;
    config.database.url = database.url().into();
    config.database.replica_url = None;
    config.files.place = files.path().display().to_string();
    config.secret_key = SecretBox::new(Box::new(rand::rng().random()));
    config.sign_up_open = true;
    config.http.trusted_proxies = Vec::new();
    config
}

/// Tenants are numbered from 1: four thousand million of them have never been seen.
fn tenants_of_nobody() -> [TenantId; 2] {
    let first = rand::rng().random_range(4_000_000_000..u32::MAX - 1);
    [TenantId(first), TenantId(first + 1)]
}

/// Mail that is kept instead of sent.
#[derive(Default)]
pub struct Kept(Mutex<Vec<OutgoingMail>>);

impl Kept {
    /// What would have gone out, as text.
    pub fn texts(&self) -> Vec<String> {
        let kept = self
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let texts = kept
            .iter()
            .map(|mail| String::from_utf8_lossy(&mail.message));
        texts.map(|text| text.into_owned()).collect()
    }
}

impl MailTransport for Kept {
    fn send<'a>(&'a self, mail: &'a OutgoingMail) -> BoxFuture<'a, Result<Receipt, MailError>> {
        Box::pin(async move {
            let mut kept = self
                .0
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner());
            kept.push(mail.clone());
            Ok(Receipt::default())
        })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), MailError>> {
        Box::pin(async { Ok(()) })
    }
}
