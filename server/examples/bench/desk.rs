//! The installation that is measured: its database through the product's own pool, and the server
//! as a process of its own.

use crate::Outcome;
use crate::connection::{Answer, Connection};
use server::config::Config;
use server_core::identity::{SignedIn, sessions};
use server_core::seed::PASSWORD;
use server_core::{Core, Origin};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

pub const EMAIL: &str = "technician@northwind.example";

/// The data and who looks at it. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub core: Core,
    pub who: SignedIn,
    pub cookie: String,
    pub database_url: String,
}

impl Desk {
    /// From this process's settings, a database and a session that a server has given.
    pub async fn open(cookie: &str, database_url: &str) -> Outcome<Self> {
        let config = Config::read(&|name| match name {
            "DATABASE_URL" => Some(database_url.to_string()),
            name => std::env::var(name).ok(),
        })?;
        let core = server::wiring::core(&config)?;
        let value = cookie
            .split(';')
            .next()
            .and_then(|pair| pair.split_once('='));
        let (_, value) = value.ok_or("a cookie has a name and a value")?;
        let who = sessions::resolve(&core, value, Origin::default()).await?;
        Ok(Self {
            core,
            who: who.ok_or("the session is not good")?,
            cookie: cookie.to_string(),
            database_url: database_url.to_string(),
        })
    }
}

/// A server in a process of its own; stopped when dropped.
pub struct Server {
    child: Child,
    pub address: String,
    /// From the start of the process to the first answer that it is ready.
    pub ready_after: Duration,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Starts `nestogy serve` as it would run in production but for https.
    pub async fn product(program: &str, database_url: &str) -> Outcome<Self> {
        let mut command = Command::new(program);
        command.arg("serve").env("NESTOGY_LOG_FORMAT", "json");
        command.env("DATABASE_URL", database_url);
        Self::start(command, "/readyz", "NESTOGY_LISTEN").await
    }

    /// Starts the yardstick: this program as a bare server.
    pub async fn bare(cookie: &str, database_url: &str) -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["bare", cookie])
            .env("DATABASE_URL", database_url);
        Self::start(command, "/ready", "BENCH_LISTEN").await
    }

    async fn start(mut command: Command, ready: &str, listen: &str) -> Outcome<Self> {
        let address = free_address()?;
        command.env(listen, &address).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.env("NESTOGY_BASE_URL", format!("http://{address}"));
        let began = Instant::now();
        let mut server = Self {
            child: command.spawn()?,
            address,
            ready_after: Duration::ZERO,
        };
        let request = get(&server.address, ready, "");
        while began.elapsed() < Duration::from_secs(20) {
            if let Ok(mut connection) = Connection::open(&server.address).await
                && connection
                    .ask(&request)
                    .await
                    .is_ok_and(|a| a.status == 200)
            {
                server.ready_after = began.elapsed();
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Err("the server did not become ready within 20 s".into())
    }

    /// Signs in and returns the session's cookie as a request sends it.
    pub async fn sign_in(&self) -> Outcome<String> {
        let password = PASSWORD.replace(' ', "+");
        let form = format!(
            "workspace=northwind&email={}&password={password}&next=",
            EMAIL.replace('@', "%40")
        );
        let answer = self.post("/api/identity/sign-in", "", &form).await?;
        let cookie = answer
            .head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
            .filter_map(|(_, value)| value.split(';').next())
            .find(|pair| pair.starts_with("nestogy="));
        let cookie = cookie.ok_or_else(|| format!("no session: {}", answer.head))?;
        Ok(format!("{cookie}; nestogy-workspace=northwind"))
    }

    pub async fn post(&self, path: &str, cookie: &str, form: &str) -> Outcome<Answer> {
        let kind = "application/x-www-form-urlencoded";
        let request = post(&self.address, path, cookie, kind, form);
        let mut connection = Connection::open(&self.address).await?;
        Ok(connection.ask(&request).await?)
    }
}

fn free_address() -> std::io::Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.to_string())
}

/// What today's browsers accept; `BENCH_ENCODINGS` tries others.
static ENCODINGS: LazyLock<String> = LazyLock::new(|| {
    std::env::var("BENCH_ENCODINGS").unwrap_or_else(|_| "gzip, deflate, br, zstd".into())
});

/// A page as a browser asks for it.
pub fn get(address: &str, path: &str, cookie: &str) -> Vec<u8> {
    let encodings = ENCODINGS.as_str();
    format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\n\
         Accept-Encoding: {encodings}\r\nUser-Agent: bench\r\nCookie: {cookie}\r\n\r\n"
    )
    .into_bytes()
}

/// A form as the app sends it.
pub fn post(address: &str, path: &str, cookie: &str, kind: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nAccept: application/json\r\n\
         User-Agent: bench\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
