//! Memory and starting: an idle server, open live updates, readers who leave, sessions, and the
//! time until a new process is ready.

use crate::Outcome;
use crate::connection::Connection;
use crate::desk::{Desk, Server, get};
use crate::load::{self, Client, Watched};
use crate::pages::{Page, Reader, Volume};
use crate::proc::rss_kb;
use server_core::identity::sessions::{self, Stage};
use std::time::Duration;

const STARTS: usize = 5;
const STREAMS: usize = 2_000;
const ABORTED: usize = 2_000;
const SERVED: u64 = 50_000;
const SESSIONS: usize = 10_000;

/// Figures by name, in the order in which they are printed.
pub type Figures = Vec<(String, f64)>;

pub async fn measure(program: &str, desk: &Desk, volume: Volume) -> Outcome<Figures> {
    let url = &desk.database_url;
    let mut figures = Figures::new();
    let mut note = |name: &str, value: f64| {
        println!("    {name}: {value:.1}");
        figures.push((name.to_string(), value));
    };
    note("start to ready, ms", start_to_ready(program, url).await?);
    let server = Server::product(program, url).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    note("idle RSS, MB", rss_mb(&server)?);
    note("live-update connection, KB", streams(&server, desk).await?);
    drop(server);
    let server = Server::product(program, url).await?;
    note("idle session, KB", idle_sessions(&server, desk).await?);
    drop(server);
    let server = Server::product(program, url).await?;
    let (before, after) = aborted_and_served(&server, desk, volume).await?;
    note("RSS after 10,000 served, MB", before);
    note("RSS after 2,000 aborted and 50,000 served more, MB", after);
    for (name, bytes) in site_sizes() {
        note(&name, bytes / 1_024.0);
    }
    Ok(figures)
}

fn rss_mb(server: &Server) -> Outcome<f64> {
    let kb = rss_kb(server.pid()).ok_or("no resident memory")?;
    Ok(kb as f64 / 1_024.0)
}

async fn start_to_ready(program: &str, url: &str) -> Outcome<f64> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        times.push(
            Server::product(program, url)
                .await?
                .ready_after
                .as_secs_f64()
                * 1_000.0,
        );
    }
    times.sort_by(f64::total_cmp);
    Ok(times[STARTS / 2])
}

async fn streams(server: &Server, desk: &Desk) -> Outcome<f64> {
    let request = get(&server.address, "/events", &desk.cookie);
    let mut open = Vec::with_capacity(STREAMS);
    let mut before = 0.0;
    for n in 0..STREAMS {
        let mut connection = Connection::open(&server.address).await?;
        connection.send(&request).await?;
        let head = connection.head().await?;
        if !head.contains(" 200 ") {
            return Err(format!("live update {n}: {head}").into());
        }
        open.push(connection);
        if n == 0 {
            // The first one pays for what all share.
            before = rss_mb(server)?;
        }
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    Ok((rss_mb(server)? - before) * 1_024.0 / (STREAMS - 1) as f64)
}

/// Sessions that have been used once: the server's memory and Redis' together.
async fn idle_sessions(server: &Server, desk: &Desk) -> Outcome<f64> {
    let mut cookies = Vec::with_capacity(SESSIONS);
    for _ in 0..SESSIONS / 500 {
        let mut tx = desk.core.db.begin(desk.who.actor.clone()).await?;
        for _ in 0..500 {
            let user = desk.who.user;
            let settings = &desk.core.settings;
            let opened = sessions::open(&mut tx, user, Stage::SignedIn, settings).await?;
            cookies.push(format!("nestogy={}", opened.cookie_value()));
        }
        tx.commit().await?;
    }
    let mut connection = Connection::open(&server.address).await?;
    let mut visit = async |cookie: &str| -> Outcome<()> {
        let request = get(&server.address, "/api/nothing", cookie);
        connection.ask(&request).await?;
        Ok(())
    };
    for cookie in &cookies[..100] {
        visit(cookie).await?;
    }
    let before = (rss_mb(server)? * 1_024.0, redis_kb(desk).await?);
    for cookie in &cookies[100..] {
        visit(cookie).await?;
    }
    let after = (rss_mb(server)? * 1_024.0, redis_kb(desk).await?);
    let grown = (after.0 - before.0) + (after.1 - before.1);
    Ok(grown / (SESSIONS - 100) as f64)
}

async fn redis_kb(desk: &Desk) -> Outcome<f64> {
    let client = desk.core.db.redis.client().await?;
    let mut conn = client.get_multiplexed_async_connection().await?;
    let info: String = redis::cmd("INFO")
        .arg("memory")
        .query_async(&mut conn)
        .await?;
    let used = info
        .lines()
        .find_map(|line| line.strip_prefix("used_memory:"));
    Ok(used.ok_or("no used_memory")?.trim().parse::<f64>()? / 1_024.0)
}

async fn aborted_and_served(server: &Server, desk: &Desk, volume: Volume) -> Outcome<(f64, f64)> {
    serve(server, desk, volume, 10_000).await?;
    let before = rss_mb(server)?;
    for n in 0..ABORTED as u64 {
        let path = Page::TicketRecord.path(n, volume);
        let mut connection = Connection::open(&server.address).await?;
        connection
            .send(&get(&server.address, &path, &desk.cookie))
            .await?;
        // Some are gone at once, some in the middle of the answer.
        tokio::time::sleep(Duration::from_micros(n % 4 * 500)).await;
    }
    serve(server, desk, volume, SERVED).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    Ok((before, rss_mb(server)?))
}

/// About `count` pages of every kind on eight connections.
async fn serve(server: &Server, desk: &Desk, volume: Volume, count: u64) -> Outcome<()> {
    let mut served = 0;
    while served < count {
        for page in crate::pages::PAGES {
            let (address, cookie) = (server.address.clone(), desk.cookie.clone());
            let clients =
                move |_: usize| -> futures::future::BoxFuture<'static, Outcome<Box<dyn Client>>> {
                    let (address, cookie) = (address.clone(), cookie.clone());
                    Box::pin(async move {
                        let connection = Connection::open(&address).await?;
                        let reader = Reader {
                            connection,
                            address,
                            cookie,
                            page,
                            volume,
                            bare: false,
                        };
                        Ok(Box::new(reader) as Box<dyn Client>)
                    })
                };
            let nobody = Watched {
                server: None,
                database: None,
            };
            let second = Duration::from_secs(1);
            let sample = load::run(&clients, 8, second, nobody).await?;
            served += sample.per_second as u64;
        }
    }
    Ok(())
}

/// What a browser loads for the first page, compressed as the build did it.
fn site_sizes() -> Figures {
    let root = std::env::var("NESTOGY_SITE_ROOT").unwrap_or_default();
    let hashes = std::fs::read_to_string(format!("{root}/hash.txt")).unwrap_or_default();
    let size = |kind: &str| {
        let hash = hashes
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{kind}: ")))?;
        let file = format!("{root}/pkg/nestogy.{hash}.{kind}.br");
        std::fs::metadata(file).ok().map(|data| data.len() as f64)
    };
    let mut sizes = Figures::new();
    if let (Some(wasm), Some(js)) = (size("wasm"), size("js")) {
        sizes.push(("WASM and JS, KB".into(), wasm + js));
    }
    if let Some(css) = size("css") {
        sizes.push(("CSS, KB".into(), css));
    }
    sizes
}
