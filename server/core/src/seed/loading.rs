//! Loading tickets and posts in numbers, on several connections at once.

use super::people::Known;
use super::progress::{self, Meter};
use super::tenant::{Desk, set_counter};
use super::tickets::Made;
use super::{Volume, bulk};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::tickets::FIRST_NUMBER;
use app_types::Timestamp;
use std::ops::Range;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Tickets of one transaction.
const CHUNK: usize = 4_000;
/// Transactions at once: while one waits for the disk, others make and send their rows.
const CONNECTIONS: usize = 4;

/// What every transaction needs to know.
struct Job {
    core: Core,
    desk: Desk,
    clients: Vec<Known>,
    volume: Volume,
    now: Timestamp,
    meter: Meter,
}

/// Loads the volume's tickets with their posts.
pub(super) async fn load(
    core: &Core,
    desk: &Desk,
    clients: Vec<Known>,
    volume: Volume,
    say: &impl Fn(&str),
) -> Result<()> {
    let job = Arc::new(Job {
        core: core.clone(),
        desk: desk.clone(),
        clients,
        volume,
        now: core.db.clock.now(),
        meter: Meter::new(volume.rows()),
    });
    progress::while_doing(all_chunks(&job), &job.meter, say).await?;
    let mut tx = core.db.begin(desk.actor()).await?;
    set_counter(&mut tx, "ticket", FIRST_NUMBER + volume.tickets as u64 - 1).await?;
    Ok(tx.commit().await?)
}

async fn all_chunks(job: &Arc<Job>) -> Result<()> {
    let tickets = job.volume.tickets;
    let mut starts = (0..tickets).step_by(CHUNK);
    let mut loads = JoinSet::new();
    loop {
        while loads.len() < CONNECTIONS
            && let Some(start) = starts.next()
        {
            loads.spawn(chunk(job.clone(), start..(start + CHUNK).min(tickets)));
        }
        let Some(loaded) = loads.join_next().await else {
            return Ok(());
        };
        loaded.map_err(|error| Error::Internal(error.to_string()))??;
    }
}

async fn chunk(job: Arc<Job>, range: Range<usize>) -> Result<()> {
    let mut tickets = Vec::with_capacity(range.len());
    let mut posts = Vec::with_capacity(range.len() * 4);
    for index in range {
        let made = Made::new(&job.desk, &job.clients, job.volume, job.now, index)?;
        tickets.push(made.ticket);
        posts.extend(made.posts);
    }
    let mut tx = bulk::begin(&job.core, job.desk.actor()).await?;
    bulk::tickets(&mut tx, &tickets).await?;
    bulk::posts(&mut tx, &posts).await?;
    bulk::commit(tx).await?;
    job.meter.count(tickets.len() + posts.len());
    Ok(())
}
