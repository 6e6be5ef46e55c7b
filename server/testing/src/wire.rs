//! A tap on the wire between the program and its database: every statement that was really sent,
//! whoever sent it and whatever the program believes.
//!
//! The server's general log would tell the same, but it needs rights that a test account should
//! not have and holds what all other tests send at the same time. The tap sees one test.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Statements in the order in which they were sent.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, sql: String) {
        self.0.lock().expect("the log of statements").push(sql);
    }
}

/// Listens for the program and passes everything on to the database.
pub struct WireTap {
    url: String,
    log: Log,
}

impl WireTap {
    /// Before the database of `url`, which is `mysql://user:password@host:port/name`.
    ///
    /// # Panics
    /// When there is no port to listen on.
    pub async fn before(url: &str) -> Self {
        let (login, rest) = url.rsplit_once('@').expect("an address with a user");
        let (server, name) = rest.split_once('/').expect("an address with a database");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let log = Log::default();
        tokio::spawn(listen(listener, server.to_string(), log.clone()));
        Self {
            url: format!("{login}@127.0.0.1:{port}/{name}"),
            log,
        }
    }

    /// Where the program connects.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What was sent since the last call, without the upkeep of connections: what a new one is
    /// set up with, and the pool's question whether an old one is alive.
    ///
    /// # Panics
    /// When a connection's task did.
    pub fn take(&self) -> Vec<String> {
        let sent = std::mem::take(&mut *self.log.0.lock().expect("the log of statements"));
        sent.into_iter().filter(|sql| !is_upkeep(sql)).collect()
    }
}

fn is_upkeep(sql: &str) -> bool {
    let sql = sql.trim_start();
    matches!(sql, "SELECT 1" | "SELECT ?")
        || sql.starts_with("SET ")
        || sql.starts_with("SELECT @@")
}

async fn listen(listener: TcpListener, server: String, log: Log) {
    while let Ok((program, _)) = listener.accept().await {
        if let Ok(database) = TcpStream::connect(&server).await {
            tap(program, database, log.clone());
        }
    }
}

/// What both directions of one connection know.
#[derive(Default)]
struct Prepared {
    /// Sent to be prepared, not yet answered.
    asked: Option<String>,
    by_id: HashMap<[u8; 4], String>,
}

fn tap(program: TcpStream, database: TcpStream, log: Log) {
    let _ = (program.set_nodelay(true), database.set_nodelay(true));
    let (from_program, to_program) = program.into_split();
    let (from_database, to_database) = database.into_split();
    let asking = Arc::new(Mutex::new(Prepared::default()));
    let answering = asking.clone();
    tokio::spawn(pass(from_program, to_database, move |packet| {
        note_command(packet, &mut asking.lock().expect("prepared"), &log);
    }));
    tokio::spawn(pass(from_database, to_program, move |packet| {
        note_answer(packet, &mut answering.lock().expect("prepared"));
    }));
}

/// Three bytes of length, one with the packet's place in its exchange.
const HEADER: usize = 4;

/// Passes packet after packet on until either side ends.
async fn pass(from: OwnedReadHalf, mut to: OwnedWriteHalf, mut see: impl FnMut(&[u8])) {
    let mut from = BufReader::with_capacity(64 * 1024, from);
    let mut out = Vec::new();
    loop {
        let start = out.len();
        out.resize(start + HEADER, 0);
        if from.read_exact(&mut out[start..]).await.is_err() {
            break;
        }
        let length = u32::from_le_bytes([out[start], out[start + 1], out[start + 2], 0]) as usize;
        out.resize(start + HEADER + length, 0);
        if from.read_exact(&mut out[start + HEADER..]).await.is_err() {
            break;
        }
        see(&out[start..]);
        if from.buffer().is_empty() || out.len() > 64 * 1024 {
            if to.write_all(&out).await.is_err() {
                break;
            }
            out.clear();
        }
    }
    let _ = to.shutdown().await;
}

const QUERY: u8 = 0x03;
const PREPARE: u8 = 0x16;
const EXECUTE: u8 = 0x17;

/// A command is the first packet of its exchange; what follows and the sign-in are none.
fn note_command(packet: &[u8], prepared: &mut Prepared, log: &Log) {
    let [_, _, _, 0, command, body @ ..] = packet else {
        return;
    };
    let text = || String::from_utf8_lossy(body).into_owned();
    match *command {
        QUERY => log.add(text()),
        PREPARE => prepared.asked = Some(text()),
        EXECUTE => {
            let known = body.first_chunk().and_then(|id| prepared.by_id.get(id));
            log.add(known.cloned().expect("a statement that was prepared"));
        }
        _ => {}
    }
}

/// The answer to a PREPARE that went well begins with a zero and the statement's id.
fn note_answer(packet: &[u8], prepared: &mut Prepared) {
    if prepared.asked.is_none() || packet.get(3) != Some(&1) {
        return;
    }
    if let (Some(sql), [_, _, _, _, 0, body @ ..]) = (prepared.asked.take(), packet)
        && let Some(id) = body.first_chunk()
    {
        prepared.by_id.insert(*id, sql);
    }
}
