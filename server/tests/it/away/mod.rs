//! What the program needs goes away, hangs, and comes back: what people see meanwhile, and that
//! everything recovers by itself. The program is the real one, as a process; the lines to its
//! neighbours are proxies of the test.

mod database;
mod mail_server;
mod redis;

use crate::programs::{Folder, Installation, Proxy, RecordingSmtp, Security, Server, Visitor};
use serde_json::Value;
use server_testing::world::World;
use server_testing::{Kit, PrivateRedis};
use std::time::{Duration, Instant};

/// `nestogy all` between three lines that can be cut.
pub struct Scene {
    pub server: Server,
    pub database: Proxy,
    pub redis_line: Proxy,
    pub redis: PrivateRedis,
    pub smtp_line: Proxy,
    pub smtp: RecordingSmtp,
    pub world: World,
    pub owner: Visitor,
    pub installation: Installation,
    pub kit: Kit,
    _notes: Folder,
}

impl Scene {
    pub async fn open() -> Self {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let notes = Folder::new();
        let smtp = RecordingSmtp::start(notes.path(), Security::None).await;
        let redis = PrivateRedis::start();
        let (database, database_url) = Proxy::before(&kit.db.url()).await;
        let (redis_line, redis_url) = Proxy::before(&redis.url()).await;
        let (smtp_line, smtp_url) = Proxy::before(&smtp.url()).await;
        let installation = Installation::over(&kit)
            .with("DATABASE_URL", database_url)
            .with("REDIS_URL", redis_url)
            .with("SMTP_URL", smtp_url);
        let server = Server::start(&installation, "all").await;
        let owner = Visitor::with_cookie(crate::test_app::cookie(&kit, &world.a, "owner").await);
        Self {
            server,
            database,
            redis_line,
            redis,
            smtp_line,
            smtp,
            world,
            owner,
            installation,
            kit,
            _notes: notes,
        }
    }

    /// Status, text and duration of a page.
    pub async fn page(&self, path: &str) -> (u16, String, Duration) {
        let began = Instant::now();
        let answer = self.owner.get(&self.server.url, path).await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap_or_default();
        (status, text, began.elapsed())
    }

    pub async fn readiness(&self) -> (u16, Value) {
        let (status, text, _) = self.page("/readyz").await;
        (status, serde_json::from_str(&text).unwrap())
    }

    /// Writes a reply into ticket 1002 as its page does; says status, answer and duration.
    pub async fn reply(&self, body: &str) -> (u16, String, Duration) {
        let (_, page, _) = self.page("/tickets/1002").await;
        let mark = "name=\"version\" value=\"";
        let version = page
            .split(mark)
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let fields = [
            ("number", "1002"),
            ("version", version.unwrap_or("0")),
            ("kind", "reply"),
            ("body", body),
            ("status", ""),
        ];
        let began = Instant::now();
        let answer = self.owner.reply(&self.server.url, &fields, None, "").await;
        let answer = answer.unwrap();
        let status = answer.status().as_u16();
        (
            status,
            answer.text().await.unwrap_or_default(),
            began.elapsed(),
        )
    }
}

/// Asks until `condition` holds.
///
/// # Panics
/// After `patience`, naming what was waited for.
pub async fn until(what: &str, patience: Duration, mut condition: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !condition().await {
        assert!(
            began.elapsed() < patience,
            "{what}: not within {patience:?}"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
