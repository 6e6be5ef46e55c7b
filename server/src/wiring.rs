//! From the settings to the installation's services.

use crate::config::Config;
use secrecy::{ExposeSecret, SecretBox};
use server_core::Core;
use server_core::core::Settings;
use server_core::jobs::SqsCarrier;
use server_db::live::LiveBus;
use server_db::redis::Redis;
use server_db::{Clock, Db, DbConfig, DbError};
use server_integrations::files;
use server_integrations::mail;
use server_integrations::place::PlaceError;
use server_integrations::reach::Reach;
use server_integrations::smtp::MailError;
use server_integrations::sqs::Sqs;
use std::sync::Arc;
use std::time::Duration;

/// A request gives up on the database after this long and says so.
const ACQUIRE: Duration = Duration::from_secs(3);
/// One whole delivery of a mail.
const DELIVERY: Duration = Duration::from_secs(30);

#[derive(Debug, thiserror::Error)]
pub enum WiringError {
    #[error("REDIS_URL: {0}")]
    Redis(DbError),
    #[error("SMTP_URL: {0}")]
    Smtp(MailError),
    #[error("NESTOGY_QUEUE_URL: {0}")]
    Queue(String),
    #[error("NESTOGY_FILES_DIR: {0}")]
    Files(PlaceError),
}

/// Builds the services without connecting: the program starts, and says that it is not ready,
/// while something is away.
///
/// # Errors
/// When a URL is none after all.
pub fn core(config: &Config) -> Result<Core, WiringError> {
    let redis = match &config.redis_url {
        Some(url) => Redis::new(url.expose_secret()).map_err(WiringError::Redis)?,
        None => Redis::off(),
    };
    let smtp_url = config.mail.smtp_url.expose_secret();
    let mail = mail::open(smtp_url, DELIVERY, &config.mail.trust);
    let mut db = Db::new(&db_config(config), redis, LiveBus::default(), Clock::System);
    if let Some(url) = &config.queue_url {
        let sqs = Sqs::new(url).map_err(WiringError::Queue)?;
        db.carrier = Some(Arc::new(SqsCarrier::new(sqs)));
    }
    Ok(Core {
        db,
        files: files::open_with(&config.files.place, config.files.direct_from)
            .map_err(WiringError::Files)?,
        mail: mail.map_err(WiringError::Smtp)?,
        settings: Arc::new(settings(config)),
        identity: Arc::default(),
    })
}

/// How to reach the databases.
pub fn db_config(config: &Config) -> DbConfig {
    DbConfig {
        url: config.database.url.expose_secret().to_string(),
        replica_url: config
            .database
            .replica_url
            .as_ref()
            .map(|url| url.expose_secret().to_string()),
        pool_size: config.database.pool_size,
        acquire_timeout: ACQUIRE,
    }
}

fn settings(config: &Config) -> Settings {
    Settings {
        base_url: config.http.base_url.origin(),
        secret_key: SecretBox::new(Box::new(*config.secret_key.expose_secret())),
        sign_up_open: config.sign_up_open,
        mail_domain: config.mail.domain.clone(),
        mail_from: config.mail.from.clone(),
        reach: config.mail.reach.clone(),
        push_reach: push_reach(config.environment.is_public()),
        session_idle_minutes: config.session.idle_minutes,
        session_max_hours: config.session.max_hours,
        trust: config.mail.trust.clone(),
    }
}

/// Push services are public; only on a developer's machine is one a program beside us. What the
/// operator named for fetching mail is not meant for browsers.
fn push_reach(public: bool) -> Reach {
    match public {
        true => Reach::default(),
        false => Reach::new(["127.0.0.1", "localhost"].map(str::to_string)),
    }
}
