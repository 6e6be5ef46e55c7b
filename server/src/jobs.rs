//! Every kind of job and everything that comes round by the clock, in one place.

use app_types::Timestamp;
use futures::future::BoxFuture;
use server_core::identity::{self, jobs::PruneSessions};
use server_core::jobs::schedule::{CatchUp, Rule, Task};
use server_core::jobs::{Registry, Schedule, housekeeping};
use server_core::{Result, TenantTx, mail};
use std::time::Duration;

/// What the workers can run.
pub fn registry() -> Registry {
    let mut registry = Registry::new();
    housekeeping::register(&mut registry);
    identity::jobs::register(&mut registry);
    mail::register(&mut registry);
    registry
}

/// What the schedulers put in the queues, per tenant.
pub fn schedule() -> Schedule {
    housekeeping::schedule()
        .with(Task {
            key: "mail.poll",
            rule: Rule::Every(Duration::from_secs(60)),
            in_tenant_zone: false,
            // Polling looks at everything that is there: one poll makes up for all missed ones.
            catch_up: CatchUp::Latest,
            fire: poll_mailboxes,
        })
        .with(Task {
            key: "sessions.prune",
            rule: Rule::Daily {
                hour: 3,
                minute: 40,
            },
            in_tenant_zone: true,
            catch_up: CatchUp::Latest,
            fire: prune_sessions,
        })
}

fn poll_mailboxes(tx: &mut TenantTx, _due: Timestamp) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        mail::mailboxes::queue_polls(tx).await?;
        Ok(())
    })
}

fn prune_sessions(tx: &mut TenantTx, _due: Timestamp) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        tx.enqueue(&PruneSessions {}).await?;
        Ok(())
    })
}
