//! Processes that end with the test.

use super::installation::Installation;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

/// A process that is killed when it is dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    pub fn new(child: Child, log: PathBuf) -> Self {
        Self { child, log }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// The end of its log.
    pub fn last_words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    /// Resident memory in KiB.
    pub fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().nth(1));
        number.unwrap().parse().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- {}\n{}", self.log.display(), self.last_words());
        }
        self.kill();
    }
}

/// `nestogy serve` or `all` on a port of its own.
pub struct Server {
    pub process: Process,
    pub url: String,
    name: String,
    words: &'static str,
    port: u16,
}

impl Server {
    /// Starts it and waits until it answers.
    pub async fn start(installation: &Installation, words: &'static str) -> Self {
        let mut server = Self::spawn(installation, words, words);
        server.alive().await;
        server
    }

    /// As [`Server::start`], with its log at this path.
    pub async fn start_with_log(
        installation: &Installation,
        words: &'static str,
        log: &Path,
    ) -> Self {
        let mut server = Self::spawn(installation, words, &log.display().to_string());
        server.alive().await;
        server
    }

    /// Starts it without waiting; its log is called `name`.
    pub fn spawn(installation: &Installation, words: &'static str, name: &str) -> Self {
        // Free now and most likely in a moment.
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        drop(socket);
        Self {
            process: spawn(installation, words, name, port),
            url: format!("http://127.0.0.1:{port}"),
            name: name.to_string(),
            words,
            port,
        }
    }

    /// Again on the same port, after the process was killed.
    pub fn start_again(&mut self, installation: &Installation) {
        self.process = spawn(installation, self.words, &self.name, self.port);
    }

    /// # Panics
    /// When the process ends or does not answer in a minute.
    pub async fn alive(&mut self) {
        for _ in 0..1200 {
            let ended = self.process.has_ended();
            assert!(!ended, "it ended:\n{}", self.process.last_words());
            let answer = reqwest::get(format!("{}/livez", self.url)).await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no answer:\n{}", self.process.last_words());
    }
}

fn spawn(installation: &Installation, words: &str, name: &str, port: u16) -> Process {
    let mut command = installation.command(&[words]);
    command.env("NESTOGY_LISTEN", format!("127.0.0.1:{port}"));
    command.env("NESTOGY_BASE_URL", format!("http://127.0.0.1:{port}"));
    installation.start(name, command)
}
