//! `nestogy serve`, `worker`, `scheduler` and `all`.

use super::{Outcome, serve};
use crate::config::Config;
use crate::jobs;
use crate::shutdown::Shutdown;
use crate::wiring;
use server_core::Core;
use server_core::jobs::{WorkerOptions, run_scheduler, run_workers};
use server_db::replica;
use std::process::ExitCode;
use std::time::Duration;
use tokio::task::JoinSet;

/// What a process does.
#[derive(Clone, Copy)]
pub struct Parts {
    serve: bool,
    work: bool,
    schedule: bool,
}

pub const SERVE: Parts = Parts {
    serve: true,
    work: false,
    schedule: false,
};
pub const WORK: Parts = Parts {
    serve: false,
    work: true,
    schedule: false,
};
pub const SCHEDULE: Parts = Parts {
    serve: false,
    work: false,
    schedule: true,
};
pub const ALL: Parts = Parts {
    serve: true,
    work: true,
    schedule: true,
};

pub async fn run(config: Config, parts: Parts) -> Outcome {
    let core = wiring::core(&config)?;
    let shutdown = Shutdown::default();
    serve::stop_at_signal(&config, &shutdown);
    serve::metrics(&config).await?;
    tokio::spawn(replica::watch(
        wiring::db_config(&config),
        core.db.freshness.clone(),
    ));
    tokio::spawn(serve::measure(core.db.clone()));
    let mut running = JoinSet::new();
    if parts.serve {
        let web = serve::web(&config, core.clone(), shutdown.clone()).await?;
        running.spawn(async move {
            match web.await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "the web server failed"),
                Err(error) => tracing::error!(%error, "the web server failed"),
            }
        });
    }
    if parts.work {
        running.spawn(work(&config, core.clone(), shutdown.clone()));
    }
    if parts.schedule {
        let closing = shutdown.clone();
        running.spawn(run_scheduler(core, jobs::schedule(), async move {
            closing.closing().await;
        }));
    }
    serve::finish(&config, &shutdown, running.join_all()).await;
    Ok(ExitCode::SUCCESS)
}

/// The workers leave a little before the process does, to give back what they did not finish.
fn work(
    config: &Config,
    core: Core,
    shutdown: Shutdown,
) -> impl Future<Output = ()> + Send + use<> {
    let grace = config.shutdown_grace_seconds.saturating_sub(2);
    let options = WorkerOptions {
        grace: Duration::from_secs(grace.into()),
        ..WorkerOptions::default()
    };
    run_workers(core, jobs::registry(), options, async move {
        shutdown.closing().await;
    })
}
