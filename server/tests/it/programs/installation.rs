//! The settings that the processes of one test share.

use super::process::Process;
use server_testing::Kit;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// A folder that goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("nestogy-it-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Settings, files and logs of an installation whose programs are real processes.
pub struct Installation {
    settings: BTreeMap<&'static str, String>,
    /// Words before the program's own: a shell that sets limits.
    through: Vec<&'static str>,
    folder: Folder,
}

/// How a short-lived program ended.
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Installation {
    /// On this database, with files in a folder of its own, without Redis.
    pub fn on(database_url: &str) -> Self {
        let folder = Folder::new();
        let files = folder.path().join("files");
        let settings = [
            ("NESTOGY_ENV", "testing".to_string()),
            ("DATABASE_URL", database_url.to_string()),
            ("NESTOGY_FILES_DIR", files.display().to_string()),
            ("NESTOGY_MAIL_DOMAIN", "desk.example.com".to_string()),
            // Nobody takes mail here until a test says who does.
            ("SMTP_URL", "smtp://127.0.0.1:9".to_string()),
            ("NESTOGY_LOG", "warn".to_string()),
            ("NESTOGY_SITE_ROOT", folder.path().display().to_string()),
        ];
        Self {
            settings: settings.into(),
            through: Vec::new(),
            folder,
        }
    }

    /// On the kit's database and files: a session opened by the test is good here too.
    pub fn over(kit: &Kit) -> Self {
        let files = kit.files_folder().display().to_string();
        Self::on(&kit.db.url()).with("NESTOGY_FILES_DIR", files)
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.settings.insert(name, value.into());
        self
    }

    /// For programs that are started from now on.
    pub fn set(&mut self, name: &'static str, value: &str) {
        self.settings.insert(name, value.to_string());
    }

    pub fn through(mut self, words: &[&'static str]) -> Self {
        self.through = words.to_vec();
        self
    }

    pub fn files_folder(&self) -> PathBuf {
        PathBuf::from(&self.settings["NESTOGY_FILES_DIR"])
    }

    /// `nestogy` with these words, not yet started. Nothing of the test's own environment reaches it.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut all = self.through.clone();
        all.push(env!("CARGO_BIN_EXE_nestogy"));
        let mut command = Command::new(all[0]);
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .args(&all[1..])
            .args(words)
            .env_clear()
            .env("PATH", path);
        command.envs(&self.settings).stdin(Stdio::null());
        command
    }

    /// Starts `command` with its log in a file of this name, or at this path.
    pub fn start(&self, name: &str, mut command: Command) -> Process {
        let path = self.folder.path().join(name);
        let mut log = std::fs::OpenOptions::new();
        let log = log.create(true).append(true).open(&path).unwrap();
        command.stdout(Stdio::null()).stderr(log);
        Process::new(command.spawn().unwrap(), path)
    }

    /// Runs `nestogy` to its end, with `input` on standard input.
    pub async fn run(&self, words: &[&str], input: &[u8]) -> Ended {
        let command = self.command(words);
        let input = input.to_vec();
        tokio::task::spawn_blocking(move || finish(command, &input))
            .await
            .unwrap()
    }
}

fn finish(mut command: Command, input: &[u8]) -> Ended {
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that ends early closes its end; its exit code tells what happened.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ended {
        status: output.status,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
