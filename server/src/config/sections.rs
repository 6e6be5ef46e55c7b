//! One struct per section.

use super::reader::Reader;
use super::{Cidr, Environment};
use app_types::form::looks_like_email;
use secrecy::SecretString;
use server_db::redis::Address;
use server_integrations::files;
use server_integrations::reach::Reach;
use server_integrations::ses;
use server_integrations::sqs;
use server_integrations::trust::Trust;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Where people reach the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    pub https: bool,
    /// Host, with the port where it is not the usual one: what a browser sends as `Host`.
    pub authority: String,
    /// Host without port.
    pub host: String,
}

impl BaseUrl {
    /// # Errors
    /// What is wrong, in words that say what to do.
    pub fn parse(text: &str) -> Result<Self, String> {
        const FORM: &str =
            "set an address like https://desk.example.com, without user, path or query";
        let (scheme, rest) = text.split_once("://").ok_or(FORM)?;
        let https = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(FORM.into()),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let authority: http::uri::Authority = rest.parse().map_err(|_| FORM)?;
        if authority.host().is_empty() || rest.contains(['@', '/', '?', '#']) {
            return Err(FORM.into());
        }
        let host = authority.host().to_ascii_lowercase();
        let usual = if https { 443 } else { 80 };
        let authority = match authority.port_u16() {
            Some(port) if port != usual => format!("{host}:{port}"),
            None if rest.contains("]:") || (rest.contains(':') && !rest.ends_with(']')) => {
                return Err(FORM.into());
            }
            _ => host.clone(),
        };
        Ok(Self {
            https,
            authority,
            host,
        })
    }

    /// Without a slash at the end; the `Origin` that browsers send.
    pub fn origin(&self) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}", self.authority)
    }
}

#[derive(Debug, Clone)]
pub struct HttpConfig {
    pub listen: SocketAddr,
    pub metrics_listen: Option<SocketAddr>,
    pub base_url: BaseUrl,
    pub site_root: PathBuf,
    pub trusted_proxies: Vec<Cidr>,
    pub drain_seconds: u32,
    pub max_upload_bytes: usize,
    pub max_concurrent_requests: usize,
}

impl HttpConfig {
    pub(super) fn read(reader: &mut Reader<'_>, environment: Environment) -> Self {
        let public = environment.is_public();
        let listen = SocketAddr::from(([127, 0, 0, 1], 3000));
        let metrics = public.then(|| SocketAddr::from(([127, 0, 0, 1], 9464)));
        let fallback = BaseUrl {
            https: false,
            authority: "localhost:3000".into(),
            host: "localhost".into(),
        };
        let given = reader.optional("NESTOGY_BASE_URL").is_some();
        let problems = reader.problems.len();
        let base_url = reader.parsed("NESTOGY_BASE_URL", fallback, BaseUrl::parse);
        let readable = reader.problems.len() == problems;
        if public && readable && (!given || !base_url.https) {
            reader.complain(
                "NESTOGY_BASE_URL",
                "set the https:// address that people use; plain http sends passwords in the open",
            );
        }
        Self {
            listen: reader.parsed("NESTOGY_LISTEN", listen, address),
            metrics_listen: reader.parsed("NESTOGY_METRICS_LISTEN", metrics, |text| match text {
                "off" => Ok(None),
                text => address(text).map(Some),
            }),
            base_url,
            site_root: reader.text("NESTOGY_SITE_ROOT", "target/site").into(),
            trusted_proxies: reader.parsed("NESTOGY_TRUSTED_PROXIES", Vec::new(), proxies),
            drain_seconds: reader.number(
                "NESTOGY_DRAIN_SECONDS",
                if public { 5 } else { 0 },
                0,
                120,
            ),
            max_upload_bytes: reader.number("NESTOGY_MAX_UPLOAD_MB", 32, 1, 1024) as usize
                * 1024
                * 1024,
            max_concurrent_requests: reader.number(
                "NESTOGY_MAX_CONCURRENT_REQUESTS",
                512,
                1,
                100_000,
            ) as usize,
        }
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "set an address and a port, like 127.0.0.1:3000 or [::]:3000".to_string())
}

fn proxies(text: &str) -> Result<Vec<Cidr>, String> {
    let each = text.split([',', ' ']).filter(|part| !part.is_empty());
    each.map(|part| {
        Cidr::parse(part).ok_or_else(|| {
            "list addresses or networks like 10.0.0.0/8, 192.168.1.7; a network of everyone \
             cannot be trusted"
                .to_string()
        })
    })
    .collect()
}

#[derive(Debug)]
pub struct DatabaseConfig {
    pub url: SecretString,
    pub replica_url: Option<SecretString>,
    pub pool_size: u32,
}

impl DatabaseConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        if reader.optional("DATABASE_URL").is_none() {
            reader.complain(
                "DATABASE_URL",
                "set it to mysql://user:password@host:3306/nestogy (`make run` starts a private database and does)",
            );
        }
        Self {
            url: reader
                .parsed("DATABASE_URL", String::new(), database_url)
                .into(),
            replica_url: reader.parsed("DATABASE_REPLICA_URL", None, |text| {
                database_url(text).map(|url| Some(url.into()))
            }),
            pool_size: reader.number("DATABASE_POOL_SIZE", 20, 1, 500),
        }
    }
}

fn database_url(text: &str) -> Result<String, String> {
    let uri = parsed_uri(text, &["mysql"]);
    match uri {
        Some(uri) if uri.path().len() > 1 => Ok(text.to_string()),
        _ => Err("set mysql://user:password@host:3306/database".into()),
    }
}

fn parsed_uri(text: &str, schemes: &[&str]) -> Option<http::Uri> {
    let uri: http::Uri = text.parse().ok()?;
    let known = uri.scheme_str().is_some_and(|s| schemes.contains(&s));
    (known && uri.host().is_some_and(|host| !host.is_empty())).then_some(uri)
}

/// A Redis that others can reach holds sessions and jobs: without a password it is refused where
/// strangers are about.
pub(super) fn redis_url(reader: &mut Reader<'_>, environment: Environment) -> Option<SecretString> {
    reader.parsed("REDIS_URL", None, |text| match Address::parse(text) {
        Ok(address) if environment.is_public() && !address.is_guarded() => Err(
            "this Redis is on another machine and has no password: set redis://:password@host:6379/0".into(),
        ),
        Ok(_) => Ok(Some(text.into())),
        Err(_) => Err(
            "set redis://host:6379/0 or redis+sentinel://host,host/name/0 (rediss… for TLS), or leave it out to do without".into(),
        ),
    })
}

pub(super) fn queue_url(reader: &mut Reader<'_>) -> Option<String> {
    reader.parsed("NESTOGY_QUEUE_URL", None, |text| {
        sqs::Address::parse(text).map(|_| Some(text.to_string()))
    })
}

#[derive(Debug)]
pub struct MailConfig {
    pub smtp_url: SecretString,
    pub domain: String,
    pub from: String,
    /// Whose certificates mail servers may show.
    pub trust: Trust,
    /// Hosts in private networks that workspaces may name.
    pub reach: Reach,
}

impl MailConfig {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        environment: Environment,
        base_url: &BaseUrl,
    ) -> Self {
        let given = reader.optional("SMTP_URL").is_some();
        if !given && environment.is_public() {
            reader.complain(
                "SMTP_URL",
                "set the mail server that takes outgoing mail: smtp://user:password@host:587?tls=required",
            );
        }
        let smtp = reader.parsed("SMTP_URL", "smtp://127.0.0.1:1025".to_string(), mail_url);
        let domain = reader.parsed("NESTOGY_MAIL_DOMAIN", mail_domain(&base_url.host), |text| {
            if looks_like_email(&format!("x@{text}")) {
                Ok(text.to_ascii_lowercase())
            } else {
                Err("set a domain like desk.example.com".into())
            }
        });
        let from = reader.parsed("NESTOGY_MAIL_FROM", format!("nestogy@{domain}"), |text| {
            if looks_like_email(text) {
                Ok(text.to_string())
            } else {
                Err("set an address like desk@example.com".into())
            }
        });
        Self {
            smtp_url: smtp.into(),
            domain,
            from,
            trust: reader.parsed("NESTOGY_CA_FILE", Trust::default(), trust),
            reach: reader.parsed("NESTOGY_PRIVATE_HOSTS", private_hosts(environment), hosts),
        }
    }
}

fn mail_url(text: &str) -> Result<String, String> {
    if text.starts_with("ses://") {
        return ses::Address::parse(text).map(|_| text.to_string());
    }
    match parsed_uri(text, &["smtp", "smtps"]) {
        Some(_) => Ok(text.to_string()),
        None => Err(
            "set smtp://host:port or smtps://user:password@host:465, or ses://region for Amazon's SES"
                .into(),
        ),
    }
}

fn trust(path: &str) -> Result<Trust, String> {
    let pem = std::fs::read(path).map_err(|error| format!("the file cannot be read: {error}"))?;
    Trust::with_pem(&pem)
}

/// On a developer's machine the mail server is the machine itself.
fn private_hosts(environment: Environment) -> Reach {
    match environment.is_public() {
        true => Reach::default(),
        false => Reach::new(["127.0.0.1", "localhost"].map(str::to_string)),
    }
}

fn hosts(text: &str) -> Result<Reach, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    let named: Vec<&str> = text
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    match named.iter().all(|host| host.chars().all(plain)) {
        true => Ok(Reach::new(named.into_iter().map(str::to_string))),
        false => Err("list host names and addresses: mail.office.lan, 192.168.1.7".into()),
    }
}

/// `localhost` and bare addresses make no domain of a mail.
fn mail_domain(host: &str) -> String {
    if looks_like_email(&format!("x@{host}")) && host.parse::<std::net::IpAddr>().is_err() {
        host.to_string()
    } else {
        "nestogy.localdomain".into()
    }
}

/// Where attachments and raw mails lie.
#[derive(Debug, Clone)]
pub struct FilesConfig {
    /// A folder, or `s3://bucket/prefix`.
    pub place: String,
    /// From how many bytes on a file is fetched from the bucket itself.
    pub direct_from: Option<u64>,
}

impl FilesConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let folder = ".local/run/files".to_string();
        let check = |text: &str| match files::open(text) {
            Ok(_) => Ok(text.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let place = reader.parsed("NESTOGY_FILES_DIR", folder, check);
        let name = "NESTOGY_DIRECT_DOWNLOADS_MB";
        let direct = reader.optional(name);
        let direct = direct.map(|_| reader.number(name, 1, 1, 1024));
        if direct.is_some() && !place.contains("://") {
            reader.complain(
                name,
                "leave it out: files in a folder have no address of their own",
            );
        }
        Self {
            place,
            direct_from: direct.map(|megabytes| u64::from(megabytes) * 1024 * 1024),
        }
    }

    /// The folder, where it is one.
    pub fn folder(&self) -> Option<&Path> {
        let local = !self.place.contains("://");
        local.then(|| Path::new(&self.place))
    }
}

#[derive(Debug, Clone)]
pub struct SessionConfig {
    pub idle_minutes: u32,
    pub max_hours: u32,
}

impl SessionConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            idle_minutes: reader.number("NESTOGY_SESSION_IDLE_MINUTES", 720, 5, 10_080),
            max_hours: reader.number("NESTOGY_SESSION_MAX_HOURS", 168, 1, 2_160),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone)]
pub struct LogConfig {
    pub filter: String,
    pub format: LogFormat,
}

impl LogConfig {
    pub(super) fn read(reader: &mut Reader<'_>, environment: Environment) -> Self {
        let format = if environment.is_public() {
            LogFormat::Json
        } else {
            LogFormat::Text
        };
        let formats = [("text", LogFormat::Text), ("json", LogFormat::Json)];
        Self {
            filter: reader.parsed("NESTOGY_LOG", "info".to_string(), |text| {
                tracing_subscriber::EnvFilter::try_new(text)
                    .map(|_| text.to_string())
                    .map_err(|_| "set a level, or levels per module: info,server_core=debug".into())
            }),
            format: reader.choice("NESTOGY_LOG_FORMAT", format, &formats),
        }
    }
}

#[derive(Debug, Clone)]
pub struct TracesConfig {
    /// A collector that takes OTLP over HTTP: `http://localhost:4318`.
    pub endpoint: Option<String>,
    /// Of the requests whose trace is kept, 0 to 1.
    pub share: f64,
}

impl TracesConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            endpoint: reader.parsed("OTEL_EXPORTER_OTLP_ENDPOINT", None, |text| {
                let rest = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
                let fit = rest.is_some_and(|host| !host.is_empty() && !host.contains([' ', '?', '#']));
                let hint = "set the address of a collector that takes OTLP over HTTP: http://localhost:4318";
                fit.then(|| Some(text.to_string())).ok_or_else(|| hint.into())
            }),
            share: reader.parsed("OTEL_TRACES_SAMPLER_ARG", 1.0, |text| {
                let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
                share.ok_or_else(|| "set a share from 0 to 1".into())
            }),
        }
    }
}
