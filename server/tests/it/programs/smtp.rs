//! A mail server that notes every message on disk before it says that it took it.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

/// What it does with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Takes,
    /// "Try again later."
    Busy,
}

#[derive(Clone)]
pub enum Security {
    None,
    /// Offers STARTTLS and takes no mail before it.
    StartTls(TlsAcceptor),
    /// TLS from the first byte.
    Implicit(TlsAcceptor),
}

/// One accepted message.
#[derive(Debug, Clone)]
pub struct Taken {
    pub message_id: String,
    pub sha256: [u8; 32],
    pub text: String,
}

struct Inner {
    manner: Mutex<Manner>,
    taken: Mutex<Vec<Taken>>,
    log: Mutex<File>,
    accepted: Notify,
    security: Security,
}

pub struct RecordingSmtp {
    pub port: u16,
    inner: Arc<Inner>,
    serving: tokio::task::JoinHandle<()>,
}

impl RecordingSmtp {
    /// Notes into `folder`.
    pub async fn start(folder: &Path, security: Security) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let inner = Arc::new(Inner {
            manner: Mutex::new(Manner::Takes),
            taken: Mutex::default(),
            log: Mutex::new(File::create(folder.join("smtp.taken")).unwrap()),
            accepted: Notify::new(),
            security,
        });
        let serving = tokio::spawn(serve(listener, inner.clone()));
        Self {
            port,
            inner,
            serving,
        }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn set(&self, manner: Manner) {
        *self.inner.manner.lock().unwrap() = manner;
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.inner.taken.lock().unwrap().clone()
    }

    /// Copies by Message-ID.
    pub fn copies(&self) -> BTreeMap<String, Vec<Taken>> {
        let mut copies: BTreeMap<String, Vec<Taken>> = BTreeMap::new();
        for taken in self.taken() {
            copies
                .entry(taken.message_id.clone())
                .or_default()
                .push(taken);
        }
        copies
    }

    /// Resolves just after the next 250 has gone out.
    pub async fn accepted(&self) {
        self.inner.accepted.notified().await;
    }
}

impl Drop for RecordingSmtp {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, inner: Arc<Inner>) {
    while let Ok((stream, _)) = listener.accept().await {
        let inner = inner.clone();
        tokio::spawn(async move {
            // Clients are killed in mid-sentence here: their broken connections are no news.
            let _ = greet(stream, &inner).await;
        });
    }
}

async fn greet(stream: TcpStream, inner: &Inner) -> std::io::Result<()> {
    match &inner.security {
        Security::None => talk(stream, inner, true).await,
        Security::Implicit(tls) => talk(tls.accept(stream).await?, inner, true).await,
        Security::StartTls(tls) => {
            let mut stream = BufReader::new(stream);
            stream.write_all(b"220 mail.example ESMTP\r\n").await?;
            while let Some(line) = line(&mut stream).await? {
                match verb(&line).as_str() {
                    "EHLO" => {
                        stream
                            .write_all(b"250-mail.example\r\n250 STARTTLS\r\n")
                            .await?
                    }
                    "STARTTLS" => {
                        stream.write_all(b"220 go on\r\n").await?;
                        let secured = tls.accept(stream.into_inner()).await?;
                        return talk(secured, inner, false).await;
                    }
                    "QUIT" => return stream.write_all(b"221 bye\r\n").await,
                    _ => stream.write_all(b"530 STARTTLS first\r\n").await?,
                }
            }
            Ok(())
        }
    }
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    inner: &Inner,
    greet: bool,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    if greet {
        stream.write_all(b"220 mail.example ESMTP\r\n").await?;
        stream.flush().await?;
    }
    while let Some(line) = line(&mut stream).await? {
        let answer: &[u8] = match verb(&line).as_str() {
            "EHLO" => b"250-mail.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            "HELO" | "MAIL" | "RCPT" | "RSET" | "NOOP" => b"250 fine\r\n",
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                stream.flush().await?;
                data(&mut stream, inner).await?;
                continue;
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"502 what?\r\n",
        };
        stream.write_all(answer).await?;
        stream.flush().await?;
    }
    Ok(())
}

async fn data<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    inner: &Inner,
) -> std::io::Result<()> {
    let mut message = Vec::new();
    while let Some(line) = line(stream).await? {
        if line == b".\r\n" {
            return answer(stream, inner, &message).await;
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
    Ok(())
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    inner: &Inner,
    message: &[u8],
) -> std::io::Result<()> {
    let manner = *inner.manner.lock().unwrap();
    if manner == Manner::Busy {
        stream.write_all(b"451 later\r\n").await?;
        return stream.flush().await;
    }
    inner.note(message);
    // Long enough for a kill to come before the answer does.
    tokio::time::sleep(Duration::from_millis(3)).await;
    stream.write_all(b"250 taken\r\n").await?;
    stream.flush().await?;
    inner.accepted.notify_one();
    Ok(())
}

impl Inner {
    /// On disk before the client hears of it.
    fn note(&self, message: &[u8]) {
        let text = String::from_utf8_lossy(message).into_owned();
        let message_id = text
            .lines()
            .find_map(|line| line.strip_prefix("Message-ID: "))
            .unwrap_or_default();
        let message_id = message_id.trim().trim_matches(['<', '>']).to_string();
        let mut log = self.log.lock().unwrap();
        writeln!(log, "{message_id}").unwrap();
        log.sync_data().unwrap();
        self.taken.lock().unwrap().push(Taken {
            message_id,
            sha256: Sha256::digest(message).into(),
            text,
        });
    }
}

/// A line with its end; `None` at the end of the connection.
async fn line<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let limited = &mut stream.take(1024 * 1024);
    Ok((limited.read_until(b'\n', &mut line).await? > 0).then_some(line))
}

fn verb(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line).to_ascii_uppercase();
    text.split([' ', '\r', '\n', ':'])
        .next()
        .unwrap_or_default()
        .to_string()
}
