//! A Redis server that belongs to one test: it may be flushed, paused and killed.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub struct PrivateRedis {
    port: u16,
    server: Child,
}

impl PrivateRedis {
    pub fn start() -> Self {
        let port = free_port();
        Self {
            port,
            server: serve(port),
        }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn cli(&self, words: &[&str]) -> String {
        cli(self.port, words)
    }

    /// As a power cut: nothing is saved.
    pub fn kill(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    pub fn start_again(&mut self) {
        self.server = serve(self.port);
    }
}

impl Drop for PrivateRedis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = std::fs::remove_file(std::env::temp_dir().join(file_name(self.port)));
    }
}

/// Free now and most likely in a moment.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn file_name(port: u16) -> String {
    format!("nestogy-test-{port}.rdb")
}

/// What `redis-cli` prints.
pub(crate) fn cli(port: u16, words: &[&str]) -> String {
    let output = Command::new("redis-cli")
        .args(["-p", &port.to_string()])
        .args(words)
        .output()
        .expect("redis-cli is installed");
    String::from_utf8_lossy(&output.stdout).trim().to_string()
}

fn serve(port: u16) -> Child {
    let mut server = Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no"])
        // A replica keeps what it was sent in a file, and a master waits for more replicas.
        .arg("--dir")
        .arg(std::env::temp_dir())
        .args(["--dbfilename", &file_name(port)])
        .args(["--repl-diskless-sync-delay", "0"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("redis-server is installed");
    for _ in 0..250 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return server;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = server.kill();
    let _ = server.wait();
    panic!("redis-server does not listen on {port}");
}
