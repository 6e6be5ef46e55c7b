//! A Redis master with a replica and a sentinel that belong to one test.

use crate::PrivateRedis;
use crate::kit::TemporaryFolder;
use crate::private_redis::{cli, free_port};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The name under which the sentinel knows the master.
const NAME: &str = "nestogy";

pub struct PrivateGroup {
    pub first: PrivateRedis,
    pub second: PrivateRedis,
    sentinel: Child,
    port: u16,
    _folder: TemporaryFolder,
}

impl PrivateGroup {
    /// `first` is the master.
    ///
    /// # Panics
    /// When Redis is not installed or does not come up.
    pub fn start() -> Self {
        let (first, second) = (PrivateRedis::start(), PrivateRedis::start());
        let master = first.port().to_string();
        second.cli(&["REPLICAOF", "127.0.0.1", &master]);
        wait("the replica follows", || {
            first.cli(&["INFO", "replication"]).contains("state=online")
        });
        let folder = TemporaryFolder::new();
        let port = free_port();
        let config = folder.path().join("sentinel.conf");
        let text = format!(
            "port {port}\nbind 127.0.0.1\nsentinel monitor {NAME} 127.0.0.1 {master} 1\n\
             sentinel down-after-milliseconds {NAME} 500\nsentinel failover-timeout {NAME} 2000\n"
        );
        std::fs::write(&config, text).unwrap();
        let sentinel = Command::new("redis-server")
            .arg(&config)
            .arg("--sentinel")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("redis-server is installed");
        let group = Self {
            first,
            second,
            sentinel,
            port,
            _folder: folder,
        };
        wait("the sentinel knows the replica", || {
            group
                .ask(&["SENTINEL", "REPLICAS", NAME])
                .contains("127.0.0.1")
        });
        group
    }

    pub fn url(&self) -> String {
        format!("redis+sentinel://127.0.0.1:{}/{NAME}/0", self.port)
    }

    /// What the sentinel answers.
    fn ask(&self, words: &[&str]) -> String {
        cli(self.port, words)
    }

    /// Moves the role by hand to `first` (0) or `second` (1), and waits until it is there.
    ///
    /// # Panics
    /// When it does not happen within half a minute.
    pub async fn fail_over(&self, to: usize) {
        self.until("the sentinel agrees", || {
            self.ask(&["SENTINEL", "FAILOVER", NAME]) == "OK"
        })
        .await;
        self.until_master(to).await;
    }

    /// Waits until `first` (0) or `second` (1) is the master.
    ///
    /// # Panics
    /// After half a minute.
    pub async fn until_master(&self, which: usize) {
        self.until_role(which, "role:master").await;
    }

    /// Waits until `first` (0) or `second` (1) follows the other one.
    ///
    /// # Panics
    /// After half a minute.
    pub async fn until_replica(&self, which: usize) {
        self.until_role(which, "master_link_status:up").await;
    }

    async fn until_role(&self, which: usize, role: &str) {
        let redis = if which == 0 {
            &self.first
        } else {
            &self.second
        };
        self.until(role, || redis.cli(&["INFO", "replication"]).contains(role))
            .await;
    }

    async fn until(&self, what: &str, condition: impl Fn() -> bool) {
        let began = Instant::now();
        while !condition() {
            assert!(began.elapsed() < Duration::from_secs(30), "never: {what}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for PrivateGroup {
    fn drop(&mut self) {
        let _ = self.sentinel.kill();
        let _ = self.sentinel.wait();
    }
}

fn wait(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..500 {
        if condition() {
            return;
        }
        std::thread::sleep(Duration::from_millis(40));
    }
    panic!("never: {what}");
}
