//! The whole installation under `kill -9`: two servers, two workers, a scheduler, a database and
//! a Redis of its own, a mail server that notes what it took. A mixed load runs against it over
//! real HTTP and through the real pipe `nestogy mail receive`, while everything is killed at
//! random moments and started again. Afterwards the books are compared: what was acknowledged
//! exists exactly once, what was not acknowledged at most once, and nothing is half done.
//!
//! `NESTOGY_TEST_KILLS=300 bin/test http -- crash::` for a long run (see CONTRIBUTING.md).

mod desk;
mod killer;
mod ledger;
mod mailer;
mod reconcile;
mod technician;

use killer::Machines;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tokio::task::JoinSet;

/// Kills in an ordinary run of the suite.
const KILLS: usize = 30;

fn kills() -> usize {
    match std::env::var("NESTOGY_TEST_KILLS") {
        Ok(text) => text.parse().expect("NESTOGY_TEST_KILLS is a whole number"),
        Err(_) => KILLS,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn g11_killed_at_random_the_installation_loses_nothing_and_does_nothing_twice() {
    let began = Instant::now();
    let (desk, mut machines) = desk::open().await;
    let desk = Arc::new(desk);
    let over = Arc::new(AtomicBool::new(false));
    let mut load = JoinSet::new();
    for number in 0..2 {
        load.spawn(mailer::run(desk.clone(), number, over.clone()));
        load.spawn(technician::run(desk.clone(), number, over.clone()));
    }
    machines.kill_at_random(&desk, kills()).await;
    over.store(true, Ordering::Relaxed);
    while let Some(ended) = load.join_next().await {
        ended.expect("the load runs to its end");
    }
    machines.settle().await;
    let complaints = reconcile::run(&desk, &machines).await;
    println!(
        "{} kills in {:?}: {}",
        machines.kills,
        began.elapsed(),
        desk.ledger.summary(&desk.smtp)
    );
    assert!(complaints.is_empty(), "{complaints:#?}");
}
