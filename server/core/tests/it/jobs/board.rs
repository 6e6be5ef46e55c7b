//! What people see of the queues and may do there.

use super::engine::{Engine, T1, T2};
use super::kinds::*;
use app_types::id::{JobId, TenantId, UserId};
use app_types::jobs::{JobFilter, JobList, JobState};
use app_types::{Permission, Permissions};
use server_core::clocktext::ClockText;
use server_core::{Error, jobs};
use server_db::{Actor, Who};

fn person(tenant: TenantId, permissions: &[Permission]) -> Actor {
    Actor {
        who: Who::User {
            id: UserId::new(),
            name: "Ada".into(),
        },
        permissions: permissions.iter().copied().collect::<Permissions>(),
        ..Actor::system(tenant, "test")
    }
}

fn manager() -> Actor {
    person(T1, &[Permission::JobsView, Permission::JobsManage])
}

async fn list(engine: &Engine, filter: JobFilter) -> JobList {
    let mut tx = engine.core.db.read(manager()).await.unwrap();
    let text = ClockText::new("UTC", tx.now());
    jobs::list(&mut tx, &filter, &text).await.unwrap()
}

fn showing(state: &str) -> JobFilter {
    JobFilter {
        state: state.into(),
        ..JobFilter::default()
    }
}

/// Some dead, some done, some waiting, and another tenant's.
async fn busy() -> Engine {
    let engine = Engine::new().await;
    engine.enqueue(T1, &fail("dead")).await;
    engine.enqueue(T1, &fail("dead")).await;
    engine.enqueue(T1, &Plain { ms: 0 }).await;
    engine.enqueue(T2, &fail("dead")).await;
    jobs::run_due(&engine.core, &registry()).await.unwrap();
    engine.enqueue(T1, &mark("waits", 0)).await;
    engine
}

#[tokio::test(flavor = "multi_thread")]
async fn finding_12_the_overview_works_after_jobs_have_ended() {
    let engine = busy().await;
    let dead = list(&engine, showing("dead")).await;
    assert_eq!(dead.queues.len(), 1);
    assert_eq!(
        dead.queues[0].counts,
        [(JobState::Dead, 2), (JobState::Queued, 1)]
    );
    assert!(dead.queues[0].oldest_due.is_some());
    assert_eq!(dead.page.rows.len(), 2);
    assert_eq!(dead.page.rows[0].error, "no use trying");
    assert_eq!(dead.kinds[0].value, "test.fail");
    assert_eq!(list(&engine, showing("done")).await.page.rows.len(), 1);
    assert_eq!(list(&engine, JobFilter::default()).await.page.rows.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_pages_by_key_in_both_directions() {
    let engine = Engine::new().await;
    let mut tx = engine
        .core
        .db
        .begin(Actor::system(T1, "test"))
        .await
        .unwrap();
    // All of one instant: the id decides.
    for i in 0..120 {
        tx.enqueue(&mark(i, 0)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut seen: Vec<JobId> = Vec::new();
    let mut pages = vec![JobFilter::default()];
    loop {
        let page = list(&engine, pages.last().unwrap().clone()).await.page;
        seen.extend(page.rows.iter().map(|row| row.id));
        let Some(after) = page.next else { break };
        pages.push(JobFilter {
            after,
            ..JobFilter::default()
        });
    }
    assert_eq!((pages.len(), seen.len()), (3, 120));
    let mut unique = seen.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), 120);
    let last = list(&engine, pages[2].clone()).await.page;
    let back = list(
        &engine,
        JobFilter {
            before: last.previous.unwrap(),
            ..JobFilter::default()
        },
    )
    .await;
    let ids: Vec<JobId> = back.page.rows.iter().map(|row| row.id).collect();
    assert_eq!(ids, seen[50..100]);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_run_again_and_parked_by_hand() {
    let engine = busy().await;
    let dead = list(&engine, showing("dead")).await.page.rows;
    let mut tx = engine.core.db.begin(manager()).await.unwrap();
    jobs::park(&mut tx, dead[0].id).await.unwrap();
    assert!(matches!(
        jobs::park(&mut tx, dead[0].id).await,
        Err(Error::Conflict(_))
    ));
    assert_eq!(jobs::rerun_dead(&mut tx, "test.fail").await.unwrap(), 1);
    jobs::rerun(&mut tx, dead[0].id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        engine
            .number("SELECT COUNT(*) FROM jobs WHERE tenant_id = 1 AND state = 'queued'")
            .await,
        3
    );
    assert_eq!(
        engine
            .number("SELECT COUNT(*) FROM jobs WHERE tenant_id = 2 AND state = 'dead'")
            .await,
        1
    );
    assert_eq!(
        engine
            .number("SELECT COUNT(*) FROM audit_entries WHERE action LIKE 'job.%'")
            .await,
        3
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_done_job_is_not_run_again() {
    let engine = busy().await;
    let done = list(&engine, showing("done")).await.page.rows[0].id;
    let mut tx = engine.core.db.begin(manager()).await.unwrap();
    assert!(matches!(
        jobs::rerun(&mut tx, done).await,
        Err(Error::Conflict(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_may_and_only_their_own() {
    let engine = busy().await;
    let id = list(&engine, showing("dead")).await.page.rows[0].id;
    let viewer = person(T1, &[Permission::JobsView]);
    let mut tx = engine.core.db.begin(viewer).await.unwrap();
    assert!(matches!(
        jobs::rerun(&mut tx, id).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        jobs::park(&mut tx, id).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        jobs::rerun_dead(&mut tx, "test.fail").await,
        Err(Error::Forbidden(_))
    ));
    let other = person(T2, &[Permission::JobsView, Permission::JobsManage]);
    let mut tx = engine.core.db.begin(other).await.unwrap();
    let text = ClockText::new("UTC", tx.now());
    assert!(matches!(
        jobs::record(&mut tx, id, &text).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        jobs::rerun(&mut tx, id).await,
        Err(Error::NotFound)
    ));
    let nobody = person(T1, &[]);
    let mut tx = engine.core.db.read(nobody).await.unwrap();
    assert!(matches!(
        jobs::record(&mut tx, id, &text).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        jobs::list(&mut tx, &JobFilter::default(), &text).await,
        Err(Error::Forbidden(_))
    ));
}
