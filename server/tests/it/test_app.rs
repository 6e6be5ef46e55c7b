//! A server for one test, and people who use it.

use reqwest::{Method, RequestBuilder, redirect};
use secrecy::ExposeSecret;
use server::config::{BaseUrl, Cidr, Environment};
use server::http::{COOKIE_NAMES, Site, SiteParts, run};
use server::shutdown::Shutdown;
use server_core::identity::sessions::{self, Stage};
use server_integrations::files::FileStore;
use server_testing::world::{Tenant, World};
use server_testing::{Kit, KitOptions};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

pub struct TestApp {
    pub kit: Kit,
    pub world: World,
    pub shutdown: Shutdown,
    /// `http://127.0.0.1:<port>`
    pub url: String,
    client: reqwest::Client,
}

/// What a test may want different.
pub struct Options {
    pub environment: Environment,
    pub base_url: Option<&'static str>,
    pub trusted_proxies: Vec<Cidr>,
    pub max_concurrent_requests: usize,
    pub database_url: Option<String>,
    pub files: Option<Arc<dyn FileStore>>,
    /// What the browser loads; nothing if nothing is said.
    pub site_root: Option<PathBuf>,
    /// Listen to what goes to the database (`kit.wire()`).
    pub tap: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            environment: Environment::Testing,
            base_url: None,
            trusted_proxies: Vec::new(),
            max_concurrent_requests: 64,
            database_url: None,
            files: None,
            site_root: None,
            tap: false,
        }
    }
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Self {
        let kit = Kit::with(KitOptions {
            tap: options.tap,
            ..KitOptions::default()
        })
        .await;
        let world = World::two_tenants(&kit).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shutdown = Shutdown::default();
        let mut core = kit.core.clone();
        if let Some(url) = &options.database_url {
            let config = server_db::DbConfig {
                acquire_timeout: Duration::from_millis(500),
                ..server_testing::kit::db_config(url)
            };
            core.db = server_db::Db::new(
                &config,
                core.db.redis.clone(),
                core.db.live.clone(),
                core.db.clock.clone(),
            );
        }
        if let Some(files) = options.files {
            core.files = files;
        }
        let site = Site::new(SiteParts {
            core,
            environment: options.environment,
            base_url: BaseUrl::parse(options.base_url.unwrap_or(&url)).unwrap(),
            site_root: options
                .site_root
                .unwrap_or_else(|| std::env::temp_dir().join("nestogy-no-site")),
            trusted_proxies: options.trusted_proxies,
            max_upload_bytes: 4 * 1024 * 1024,
            max_concurrent_requests: options.max_concurrent_requests,
            request_timeout: Duration::from_secs(20),
            database_url: options.database_url.unwrap_or_else(|| kit.db.url()).into(),
            shutdown: shutdown.clone(),
        });
        tokio::spawn(run(listener, site));
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            kit,
            world,
            shutdown,
            url,
            client,
        }
    }

    /// A request as a browser's page of ours sends it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        request.header("origin", &self.url)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
            .header("accept", "text/html")
    }

    /// A POST of a form by the app.
    pub fn post(&self, path: &str, form: &str) -> RequestBuilder {
        self.request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.to_string())
    }

    /// The `Cookie` header of a signed-in user of `tenant` with this role.
    pub async fn cookie(&self, tenant: &Tenant, role: &str) -> String {
        cookie(&self.kit, tenant, role).await
    }

    /// Signed in without a single permission.
    pub async fn powerless_cookie(&self, tenant: &Tenant) -> String {
        let role = tenant.user("sales").role_id.0.simple();
        let sql = format!(
            "UPDATE roles SET permissions = '[]' WHERE tenant_id = {} AND id = UNHEX('{role}')",
            tenant.id
        );
        self.kit.db.execute(&sql).await;
        self.cookie(tenant, "sales").await
    }
}

/// The `Cookie` header of a user who signs in just now, good at every server of this database.
pub async fn cookie(kit: &Kit, tenant: &Tenant, role: &str) -> String {
    let mut tx = kit.begin(tenant.system()).await;
    let user = tenant.user(role).id;
    let opened = sessions::open(&mut tx, user, Stage::SignedIn, &kit.core.settings)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    format!("{}={}", COOKIE_NAMES.1, opened.cookie.expose_secret())
}
