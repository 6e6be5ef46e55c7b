//! What every layer and route knows.

use super::health::Health;
use super::probing::Probing;
use crate::config::{BaseUrl, Cidr, Config, Environment};
use crate::shutdown::Shutdown;
use app::shell::Assets;
use secrecy::{ExposeSecret, SecretString};
use server_core::Core;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// What is needed to build a [`Site`].
pub struct SiteParts {
    pub core: Core,
    pub environment: Environment,
    pub base_url: BaseUrl,
    pub site_root: PathBuf,
    pub trusted_proxies: Vec<Cidr>,
    pub max_upload_bytes: usize,
    pub max_concurrent_requests: usize,
    /// Longest time until the first byte of an answer.
    pub request_timeout: Duration,
    pub database_url: SecretString,
    pub shutdown: Shutdown,
}

impl SiteParts {
    /// Everything from the settings.
    pub fn from_config(config: &Config, core: Core, shutdown: Shutdown) -> Self {
        Self {
            core,
            environment: config.environment,
            base_url: config.http.base_url.clone(),
            site_root: config.http.site_root.clone(),
            trusted_proxies: config.http.trusted_proxies.clone(),
            max_upload_bytes: config.http.max_upload_bytes,
            max_concurrent_requests: config.http.max_concurrent_requests,
            request_timeout: Duration::from_secs(30),
            database_url: config.database.url.expose_secret().into(),
            shutdown,
        }
    }
}

/// The web server's shared state. Cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

pub struct Inner {
    pub parts: SiteParts,
    pub assets: Assets,
    pub health: Health,
    pub slots: Semaphore,
    /// Turns for writing an Excel file.
    pub workbooks: Semaphore,
    /// Deliveries of mail that are held in memory at once.
    pub deliveries: Semaphore,
    /// Who asks for what is not there.
    pub probing: Probing,
}

/// Excel files that one process writes at the same time.
const WORKBOOKS: usize = 2;

impl Site {
    pub fn new(parts: SiteParts) -> Self {
        let assets = super::assets::names(&parts.site_root);
        let slots = Semaphore::new(parts.max_concurrent_requests);
        Self(Arc::new(Inner {
            health: Health::default(),
            parts,
            assets,
            slots,
            workbooks: Semaphore::new(WORKBOOKS),
            deliveries: Semaphore::new(super::mail_delivery::AT_ONCE),
            probing: Probing::default(),
        }))
    }

    /// Whether people come by https, so that cookies are `Secure`.
    pub fn is_https(&self) -> bool {
        self.parts.base_url.https
    }
}

impl std::ops::Deref for Site {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
