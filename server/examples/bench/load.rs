//! Asking again and again on so many connections for so long, and what came of it.

use crate::{Outcome, proc};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// One connection's work: a request over HTTP, a verb, or an insert.
pub trait Client: Send {
    /// The `n`th time; answers the bytes received, or why it failed.
    fn once(&mut self, n: u64) -> BoxFuture<'_, Outcome<usize>>;
}

/// Makes the client of connection `i`.
pub type Clients<'a> = &'a (dyn Fn(usize) -> BoxFuture<'static, Outcome<Box<dyn Client>>> + Sync);

/// Whose processor time is counted beside the answers.
#[derive(Clone, Copy)]
pub struct Watched {
    pub server: Option<u32>,
    pub database: Option<u32>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Sample {
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub per_second: f64,
    pub errors: u64,
    pub bytes: f64,
    pub server_cpu_ms: Option<f64>,
    pub database_cpu_ms: Option<f64>,
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    micros: Vec<u32>,
    bytes: u64,
    errors: u64,
    first_error: Option<String>,
}

pub async fn run(
    clients: Clients<'_>,
    connections: usize,
    time: Duration,
    watched: Watched,
) -> Outcome<Sample> {
    let mut ready = Vec::new();
    for index in 0..connections {
        ready.push(clients(index).await?);
    }
    let cpu = |pid| proc::cpu_ms(pid);
    let before = (cpu(watched.server), cpu(watched.database));
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for (index, client) in ready.into_iter().enumerate() {
        tasks.spawn(repeat(
            client,
            index as u64,
            connections as u64,
            began + time,
        ));
    }
    let mut all = Seen::default();
    while let Some(seen) = tasks.join_next().await {
        let seen = seen?;
        all.micros.extend(seen.micros);
        all.bytes += seen.bytes;
        all.errors += seen.errors;
        all.first_error = all.first_error.or(seen.first_error);
    }
    let seconds = began.elapsed().as_secs_f64();
    if let Some(error) = &all.first_error {
        eprintln!("    {} errors, the first: {error}", all.errors);
    }
    let per_request = |before: Option<f64>, now: Option<f64>, count: usize| {
        Some((now? - before?) / count.max(1) as f64)
    };
    let count = all.micros.len();
    Ok(Sample {
        server_cpu_ms: per_request(before.0, cpu(watched.server), count),
        database_cpu_ms: per_request(before.1, cpu(watched.database), count),
        ..summary(all, seconds)
    })
}

/// Connections count in steps of their number, so that no two ask for the same thing at once.
async fn repeat(mut client: Box<dyn Client>, first: u64, step: u64, until: Instant) -> Seen {
    let mut seen = Seen::default();
    let mut n = first;
    while Instant::now() < until {
        let began = Instant::now();
        match client.once(n).await {
            Ok(bytes) => {
                seen.micros.push(began.elapsed().as_micros() as u32);
                seen.bytes += bytes as u64;
            }
            Err(error) => {
                seen.errors += 1;
                seen.first_error.get_or_insert(error.to_string());
                if seen.errors > 50 {
                    break;
                }
            }
        }
        n += step;
    }
    seen
}

fn summary(mut all: Seen, seconds: f64) -> Sample {
    all.micros.sort_unstable();
    let count = all.micros.len();
    let at = |part: f64| {
        let index = ((count as f64 * part) as usize).min(count.saturating_sub(1));
        all.micros
            .get(index)
            .map_or(0.0, |micros| f64::from(*micros) / 1_000.0)
    };
    Sample {
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        per_second: count as f64 / seconds,
        errors: all.errors,
        bytes: all.bytes as f64 / count.max(1) as f64,
        server_cpu_ms: None,
        database_cpu_ms: None,
    }
}

/// The middle one of each figure; errors add up.
pub fn median(samples: &[Sample]) -> Sample {
    let middle = |figure: fn(&Sample) -> f64| {
        let mut all: Vec<f64> = samples.iter().map(figure).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    let known = |figure: fn(&Sample) -> Option<f64>| {
        let mut all: Vec<f64> = samples.iter().filter_map(figure).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied()
    };
    Sample {
        p50_ms: middle(|s| s.p50_ms),
        p95_ms: middle(|s| s.p95_ms),
        per_second: middle(|s| s.per_second),
        errors: samples.iter().map(|s| s.errors).sum(),
        bytes: middle(|s| s.bytes),
        server_cpu_ms: known(|s| s.server_cpu_ms),
        database_cpu_ms: known(|s| s.database_cpu_ms),
    }
}
