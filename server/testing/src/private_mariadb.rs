//! A MariaDB server that belongs to one test: it may be killed and started again.

use crate::private_redis::free_port;
use diesel_async::{AsyncConnection, AsyncMysqlConnection};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PASSWORD: &str = "private";

/// The server with its data folder, in memory where there is room.
pub struct PrivateMariadb {
    folder: PathBuf,
    port: u16,
    server: Child,
}

impl PrivateMariadb {
    /// Makes a data folder and starts the server.
    ///
    /// # Panics
    /// When MariaDB is not installed or does not start.
    pub async fn start() -> Self {
        let folder = base().join(format!("nestogy-db-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&folder).expect("make a data folder");
        install(&folder);
        std::fs::write(folder.join("accounts.sql"), accounts()).expect("write the accounts");
        let port = free_port();
        let server = serve(&folder, port);
        let database = Self {
            folder,
            port,
            server,
        };
        database.answering().await;
        database
    }

    /// `mysql://user:password@host:port/database` of its one, empty database.
    pub fn url(&self) -> String {
        format!(
            "mysql://nestogy:{PASSWORD}@127.0.0.1:{}/nestogy_test_private",
            self.port
        )
    }

    /// As a power cut that spares the disk. What was committed is on it.
    pub fn kill(&mut self) {
        self.server.kill().expect("kill mariadbd");
        self.server.wait().expect("wait for mariadbd");
    }

    pub async fn start_again(&mut self) {
        self.server = serve(&self.folder, self.port);
        self.answering().await;
    }

    /// # Panics
    /// When the server is away.
    pub async fn connect(&self) -> AsyncMysqlConnection {
        AsyncMysqlConnection::establish(&self.url())
            .await
            .expect("connect to the private database")
    }

    async fn answering(&self) {
        for _ in 0..600 {
            if AsyncMysqlConnection::establish(&self.url()).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        panic!("mariadbd does not answer on {}:\n{log}", self.port);
    }
}

impl Drop for PrivateMariadb {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A socket's path may have 108 bytes, so the folder must be a short one.
fn base() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let probe = memory.join(format!("nestogy-{}", uuid::Uuid::now_v7().simple()));
    let roomy = std::fs::write(&probe, vec![0; 100 * 1024 * 1024]).is_ok();
    let _ = std::fs::remove_file(&probe);
    if roomy {
        memory.into()
    } else {
        std::env::temp_dir()
    }
}

fn install(folder: &Path) {
    let done = Command::new("mariadb-install-db")
        .args(common(folder))
        .args(["--auth-root-authentication-method=normal", "--skip-test-db"])
        .arg("--innodb-log-file-size=16M")
        .stdin(Stdio::null())
        .output()
        .expect("mariadb-install-db is installed");
    let words = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "mariadb-install-db: {words}");
}

fn common(folder: &Path) -> Vec<String> {
    let mut options = vec![
        // The defaults file would be the system's: none is read.
        "--no-defaults".to_string(),
        format!("--datadir={}", folder.join("data").display()),
    ];
    if std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0) {
        options.push("--user=root".into());
    }
    options
}

fn accounts() -> String {
    format!(
        "CREATE USER IF NOT EXISTS nestogy@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n\
         GRANT ALL PRIVILEGES ON *.* TO nestogy@'127.0.0.1';\n\
         CREATE DATABASE IF NOT EXISTS nestogy_test_private CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;\n"
    )
}

/// With the durability of production: an answered commit survives a kill.
fn serve(folder: &Path, port: u16) -> Child {
    let log = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("log"))
        .expect("open the log");
    let in_folder = |name: &str| folder.join(name).display().to_string();
    // Debian keeps daemons out of a normal user's PATH.
    let program = ["/usr/sbin/mariadbd", "mariadbd"];
    let program = program.iter().find(|path| Path::new(path).exists());
    Command::new(program.unwrap_or(&"mariadbd"))
        .args(common(folder))
        .args(["--bind-address=127.0.0.1", "--skip-name-resolve"])
        .args(["--skip-log-bin", "--default-time-zone=+00:00"])
        .args([
            "--character-set-server=utf8mb4",
            "--max-allowed-packet=64M",
            "--max-connections=300",
            "--innodb-buffer-pool-size=128M",
            "--innodb-log-file-size=16M",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-use-native-aio=0",
            "--innodb-flush-method=fsync",
        ])
        .arg(format!("--port={port}"))
        .arg(format!("--socket={}", in_folder("socket")))
        .arg(format!("--pid-file={}", in_folder("pid")))
        .arg(format!("--init-file={}", in_folder("accounts.sql")))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("mariadbd is installed")
}
