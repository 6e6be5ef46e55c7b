//! Every kind of job and everything that comes round by the clock, in one place.

use app_types::Timestamp;
use futures::future::BoxFuture;
use server_core::identity::{self, jobs::PruneSessions};
use server_core::jobs::schedule::{CatchUp, Rule, Task};
use server_core::jobs::{Registry, Schedule, housekeeping};
use server_core::tickets::drafts::PruneDrafts;
use server_core::{Result, TenantTx, mail, notifications, tickets, triage};
use std::time::Duration;

/// What the workers can run.
pub fn registry() -> Registry {
    let mut registry = Registry::new();
    housekeeping::register(&mut registry);
    identity::jobs::register(&mut registry);
    mail::register(&mut registry);
    tickets::register(&mut registry);
    tickets::drafts::register(&mut registry);
    tickets::bulk::register(&mut registry);
    notifications::register(&mut registry);
    triage::register(&mut registry);
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
        .with(triage::clock_task())
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
        .with(tickets::auto_close_task())
        .with(tickets::recurring::recurring_task())
        .with(tickets::follow_up::follow_up_task())
        .with(notifications::daily_task())
        .with(Task {
            key: "drafts.prune",
            rule: Rule::Daily {
                hour: 3,
                minute: 50,
            },
            in_tenant_zone: true,
            catch_up: CatchUp::Latest,
            fire: prune_drafts,
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

fn prune_drafts(tx: &mut TenantTx, _due: Timestamp) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        tx.enqueue(&PruneDrafts {}).await?;
        Ok(())
    })
}
