//! A TCP line between a program and a server that it needs: it can be cut, hang, and be mended.

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Whole,
    /// Open connections break, new ones are closed at once.
    Cut,
    /// Connections stay open and new ones are taken; nothing comes through. They stay dead when
    /// the line is whole again, as after a failover to another machine.
    Hanging,
}

pub struct Proxy {
    pub port: u16,
    line: watch::Sender<Line>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// A line to `host:port`.
    pub async fn to(upstream: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (line, state) = watch::channel(Line::Whole);
        let accepting = tokio::spawn(accept(listener, upstream.to_string(), state));
        Self {
            port,
            line,
            accepting,
        }
    }

    /// A line to the server of `url`, and the URL that goes through it.
    pub async fn before(url: &str) -> (Self, String) {
        let (_, rest) = url.split_once("://").unwrap();
        let authority = rest.split('/').next().unwrap();
        let upstream = authority.rsplit('@').next().unwrap();
        let proxy = Self::to(upstream).await;
        let through = url.replacen(upstream, &format!("127.0.0.1:{}", proxy.port), 1);
        (proxy, through)
    }

    pub fn set(&self, line: Line) {
        self.line.send_replace(line);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, upstream: String, state: watch::Receiver<Line>) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(serve(client, upstream.clone(), state.clone()));
    }
}

/// Returning closes the connection.
async fn serve(client: TcpStream, upstream: String, mut state: watch::Receiver<Line>) {
    let mut hung = state.clone();
    let (mut client, mut server) = (client, None);
    let passing = async {
        let server = server.insert(TcpStream::connect(upstream).await?);
        tokio::io::copy_bidirectional(&mut client, server).await
    };
    tokio::select! {
        biased;
        _ = state.wait_for(|line| *line == Line::Cut) => return,
        _ = hung.wait_for(|line| *line == Line::Hanging) => {}
        _ = passing => return,
    }
    // Both ends stay open, and neither hears of the other, until the line is cut.
    let _ = state.wait_for(|line| *line == Line::Cut).await;
}
