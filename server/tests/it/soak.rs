//! Leptos 0.8 frees what a page held at the end of its body only. `server/src/http/drain.rs`
//! reads the bodies of readers who have left to their end; without it each of them leaks for ever.

use crate::programs::{Installation, Server};
use crate::test_app::cookie;
use futures::StreamExt;
use server_testing::world::World;
use server_testing::{Kit, PrivateRedis};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const WARM_UP: usize = 400;
const ABORTED: usize = 2_000;
const SERVED: usize = 2_000;
/// What allocators keep and caches fill up to; the leak is several times as much.
const SLACK_KIB: u64 = 24 * 1024;

/// Asks for a page and leaves after reading `bytes` of the answer.
async fn visit(server: &Server, cookie: &str, path: &str, bytes: usize) {
    let host = server.url.trim_start_matches("http://");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    if bytes == 0 {
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..30))).await;
    }
    let mut answer = Vec::new();
    let _ = stream.take(bytes as u64).read_to_end(&mut answer).await;
}

/// Half of the visitors leave before the answer begins, half in the middle of it.
async fn visits(server: &Server, cookie: &str, number: usize, aborted: bool) {
    futures::stream::iter(0..number)
        .map(|number| {
            let path = ["/sign-in", "/tickets/1002", "/sign-up"][number % 3];
            let bytes = match (aborted, number % 2) {
                (true, 0) => 0,
                (true, _) => 1_500,
                (false, _) => usize::MAX,
            };
            visit(server, cookie, path, bytes)
        })
        .buffer_unordered(8)
        .collect::<Vec<()>>()
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_who_leave_cost_no_memory() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let redis = PrivateRedis::start();
    let installation = Installation::over(&kit).with("REDIS_URL", redis.url());
    let server = Server::start(&installation, "serve").await;
    let cookie = cookie(&kit, &world.a, "owner").await;
    visits(&server, &cookie, WARM_UP, true).await;
    visits(&server, &cookie, WARM_UP, false).await;
    let before = server.process.resident_kib();
    visits(&server, &cookie, ABORTED, true).await;
    let aborted = server.process.resident_kib();
    visits(&server, &cookie, SERVED, false).await;
    let after = server.process.resident_kib();
    println!(
        "{before} KiB, after {ABORTED} aborted {aborted} KiB, after {SERVED} served {after} KiB"
    );
    assert!(
        after < before + SLACK_KIB,
        "{before} KiB grew to {after} KiB"
    );
}
