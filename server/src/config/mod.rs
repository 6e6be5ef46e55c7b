//! The settings: read from the environment once, checked at start, all complaints at once.

mod cidr;
mod keys;
mod reader;
mod sections;
mod variables;

pub use cidr::{Cidr, plain};
pub use reader::{ConfigError, Problem, Source};
pub use sections::{
    BaseUrl, DatabaseConfig, FilesConfig, HttpConfig, LogConfig, LogFormat, MailConfig,
    SessionConfig, TracesConfig,
};
pub use variables::{VARIABLES, Variable, listing};

use reader::Reader;
use secrecy::{SecretBox, SecretString};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    Development,
    Testing,
    Staging,
    Production,
}

impl Environment {
    /// Whether strangers can reach it: then settings that are only fit for trying out are refused.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Staging | Self::Production)
    }
}

/// Everything that the environment says. Its `Debug` form shows no secret.
#[derive(Debug)]
pub struct Config {
    pub environment: Environment,
    pub http: HttpConfig,
    pub database: DatabaseConfig,
    pub redis_url: Option<SecretString>,
    /// How the addresses of the queues at Amazon begin; `None`: Redis carries the ids of jobs.
    pub queue_url: Option<String>,
    pub mail: MailConfig,
    pub files: FilesConfig,
    pub session: SessionConfig,
    pub log: LogConfig,
    pub traces: TracesConfig,
    /// 32 bytes.
    pub secret_key: SecretBox<[u8; 32]>,
    /// Seals backups; 32 bytes.
    pub backup_key: Option<SecretBox<[u8; 32]>>,
    pub sign_up_open: bool,
    /// For jobs and requests that are under way when the process is told to stop.
    pub shutdown_grace_seconds: u32,
}

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Names every variable that cannot be used, and says what to do.
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::read(&|name| std::env::var(name).ok())
    }

    /// Reads from anywhere.
    ///
    /// # Errors
    /// As [`Config::from_environment`].
    pub fn read(source: Source<'_>) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(source);
        let config = Self::from_reader(&mut reader);
        match reader.problems {
            problems if problems.is_empty() => Ok(config),
            problems => Err(ConfigError { problems }),
        }
    }

    fn from_reader(reader: &mut Reader<'_>) -> Self {
        use Environment::{Development, Production, Staging, Testing};
        let choices = [
            ("development", Development),
            ("testing", Testing),
            ("staging", Staging),
            ("production", Production),
        ];
        // An environment nobody understands is treated as the strictest one.
        let environment = match reader.optional("NESTOGY_ENV") {
            None => Development,
            Some(_) => reader.choice("NESTOGY_ENV", Production, &choices),
        };
        let http = HttpConfig::read(reader, environment);
        let mail = MailConfig::read(reader, environment, &http.base_url);
        let open = [("open", true), ("closed", false)];
        Self {
            environment,
            database: DatabaseConfig::read(reader),
            redis_url: sections::redis_url(reader, environment),
            queue_url: sections::queue_url(reader),
            mail,
            files: FilesConfig::read(reader),
            session: SessionConfig::read(reader),
            log: LogConfig::read(reader, environment),
            traces: TracesConfig::read(reader),
            secret_key: keys::secret_key(reader, environment),
            backup_key: keys::backup_key(reader, environment),
            sign_up_open: reader.choice("NESTOGY_SIGN_UP", !environment.is_public(), &open),
            shutdown_grace_seconds: reader.number("NESTOGY_SHUTDOWN_GRACE_SECONDS", 20, 0, 600),
            http,
        }
    }
}
