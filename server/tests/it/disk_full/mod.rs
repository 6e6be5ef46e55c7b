//! G27 and G37: a disk without room. As root on a file system of one megabyte, and in any case
//! by a limit on the size of files, which the kernel enforces at the same calls.

mod disk;

use crate::programs::{Ended, Installation, Server, Visitor, multipart};
use crate::test_app::cookie;
use disk::{BY_SHELL, SmallDisk};
use serde_json::Value;
use server_testing::world::World;
use server_testing::{Kit, sql};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The program on that disk, and what a test sees of it.
struct Scene {
    kit: Kit,
    world: World,
    disk: SmallDisk,
    installation: Installation,
    server: Server,
    owner: Visitor,
}

impl Scene {
    async fn open(disk: SmallDisk) -> Self {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let installation = Installation::over(&kit)
            .with("NESTOGY_FILES_DIR", disk.files().display().to_string())
            .with("FILE_LIMIT", "unlimited")
            .through(&["sh", "-c", BY_SHELL, "sh"]);
        let server = Server::start(&installation, "serve").await;
        let owner = Visitor::with_cookie(cookie(&kit, &world.a, "owner").await);
        Self {
            kit,
            world,
            disk,
            installation,
            server,
            owner,
        }
    }

    async fn number(&self, what: &str) -> i64 {
        let mut conn = self.kit.connect().await;
        let sql = format!("SELECT CAST({what} AS SIGNED) AS value");
        sql::number(&mut conn, &sql).await
    }

    /// A reply with a file, sent by a program or by a browser without JavaScript.
    async fn reply(&self, body: &str, accept: &str) -> reqwest::Response {
        let version = "(SELECT version FROM tickets WHERE tenant_id = 1 AND number = 1002)";
        let version = self.number(version).await.to_string();
        let fields = [
            ("number", "1002"),
            ("version", version.as_str()),
            ("kind", "note"),
            ("body", body),
        ];
        let (kind, bytes) = multipart(&fields, Some(("a.txt", body.as_bytes())));
        let path = "/api/tickets/reply";
        let sent = self
            .owner
            .send(&self.server.url, path, &kind, bytes, accept, "");
        sent.await.unwrap()
    }

    async fn readiness(&self) -> (u16, Value) {
        let answer = self.owner.get(&self.server.url, "/readyz").await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap())
    }

    async fn ready(&self, wanted: u16) -> Value {
        for _ in 0..100 {
            let (status, report) = self.readiness().await;
            if status == wanted {
                return report;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{wanted} expected: {:?}", self.readiness().await);
    }

    async fn receive(&self, words: &str) -> Ended {
        let mail = format!(
            "From: {}\r\nTo: {}\r\nSubject: {words}\r\nMessage-ID: <{words}@alpha.example>\r\n\r\nText\r\n",
            self.world.a.contact_email, self.world.a.mailbox_address
        );
        self.installation
            .run(&["mail", "receive"], mail.as_bytes())
            .await
    }

    /// Rows that name files, and the files.
    async fn state(&self) -> (i64, Vec<PathBuf>) {
        let rows = "(SELECT COUNT(*) FROM files) + (SELECT COUNT(*) FROM attachments) \
                    + (SELECT COUNT(*) FROM ticket_posts) + (SELECT COUNT(*) FROM inbound_messages)";
        let mut files = Vec::new();
        walk(&self.disk.files(), &mut files);
        files.sort();
        (self.number(rows).await, files)
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => walk(&path, found),
            path => found.push(path),
        }
    }
}

async fn a_full_disk_is_survived_on(disk: SmallDisk) {
    let mut scene = Scene::open(disk).await;
    let done = scene.reply("before", "application/json").await;
    assert!(done.text().await.unwrap().contains("Done"));
    let before = scene.state().await;
    scene.disk.fill(&mut scene.installation, &scene.server);

    let refused = scene.reply("a program's", "application/json").await;
    assert_eq!(refused.status(), 503);
    assert!(refused.text().await.unwrap().contains("The file store"));
    let refused = scene.reply("typed by hand", "text/html").await;
    assert_eq!(refused.status(), 302);
    let page = follow(&scene, &refused).await;
    assert!(page.contains("The file store cannot be reached"), "{page}");
    assert!(page.contains("typed by hand"), "what was typed is kept");

    let later = scene.receive("while-full").await;
    assert_eq!(later.status.code(), Some(75), "{}", later.stderr);
    assert!(
        later.stderr.contains("The file store is not available"),
        "{}",
        later.stderr
    );
    let report = scene.ready(503).await;
    assert_eq!(report["parts"]["files"]["status"], "not_ready");
    assert_eq!(
        scene.state().await,
        before,
        "no row, no file, no part of a file"
    );
    // What needs no disk works on.
    let page = scene
        .owner
        .get(&scene.server.url, "/tickets/1002")
        .await
        .unwrap();
    assert_eq!(page.status(), 200);

    scene.disk.free(&mut scene.installation, &scene.server);
    scene.ready(200).await;
    let done = scene.reply("after", "application/json").await;
    assert!(done.text().await.unwrap().contains("Done"));
    let taken = scene.receive("while-full").await;
    assert!(
        taken.stdout.starts_with("stored"),
        "{}{}",
        taken.stdout,
        taken.stderr
    );
}

/// The page that the redirect leads to, with what the server kept for it.
async fn follow(scene: &Scene, answer: &reqwest::Response) -> String {
    let cookies = answer.headers().get_all("set-cookie").iter();
    let mut cookies = cookies.filter_map(|c| c.to_str().ok()?.split(';').next());
    let flash = cookies.rfind(|c| c.starts_with("nestogy-flash="));
    let session = cookie(&scene.kit, &scene.world.a, "owner").await;
    let reader = Visitor::with_cookie(format!("{session}; {}", flash.expect("a flash")));
    let page = reader
        .get(&scene.server.url, "/tickets/1002")
        .await
        .unwrap();
    page.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn g27_a_full_disk_is_survived() {
    a_full_disk_is_survived_on(SmallDisk::limit()).await;
    match SmallDisk::tmpfs() {
        Some(disk) => a_full_disk_is_survived_on(disk).await,
        None => println!("only by a limit: a file system of its own cannot be mounted here"),
    }
}

/// The log often lies on the disk that is full.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_cannot_be_written_stops_nothing() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let installation = Installation::over(&kit).with("NESTOGY_LOG", "debug");
    let server = Server::start_with_log(&installation, "all", Path::new("/dev/full")).await;
    let owner = Visitor::with_cookie(cookie(&kit, &world.a, "owner").await);
    for _ in 0..5 {
        let page = owner.get(&server.url, "/tickets").await.unwrap();
        assert_eq!(page.status(), 200);
    }
    let missing = owner.get(&server.url, "/tickets/999999").await.unwrap();
    assert_eq!(missing.status(), 404);
}
