//! Every kind of job, run for one tenant with the ids of the other.

use super::functions::filled;
use super::scene::Scene;
use super::{Area, shows_the_other};
use app_types::id::JobId;
use server_core::jobs::{Registry, run_due};
use server_db::NewJob;

/// What each kind of job is told, as its payload has it.
const PAYLOADS: &[(&str, &str)] = &[
    ("drafts.prune", "{}"),
    ("identity.send_reset", r#"{"email":"{email}"}"#),
    ("jobs.prune", "{}"),
    ("mail.file", r#"{"message":"{mail}"}"#),
    ("mail.poll", r#"{"mailbox":"{mailbox}"}"#),
    ("mail.send", r#"{"message":"{outbound}"}"#),
    ("notifications.daily", r#"{"user":"{technician}","due":0}"#),
    (
        "notifications.mail",
        r#"{"user":"{technician}","first":"{notification}"}"#,
    ),
    (
        "notifications.push",
        r#"{"device":"{push_device}","notification":"{notification}"}"#,
    ),
    (
        "notifications.push_test",
        r#"{"device":"{push_device}","asked":0}"#,
    ),
    ("sessions.prune", "{}"),
    ("tickets.auto_close", "{}"),
    ("tickets.bulk", r#"{"run":"{bulk}"}"#),
    ("tickets.follow_ups", "{}"),
    ("tickets.recurring", "{}"),
    ("triage.clock", "{}"),
    (
        "triage.rules",
        r#"{"event":"{job}","ticket":"{ticket}","trigger":"ticket_created","post":"{post}","rule":"{rule}","at":0,"depth":0}"#,
    ),
];

pub(super) async fn try_all(scene: &Scene) -> Area {
    let mut area = Area::new("jobs");
    let registry = crate::jobs::registry();
    for kind in registry.kinds() {
        let Some((_, payload)) = PAYLOADS.iter().find(|(known, _)| *known == kind) else {
            area.breach(format!("{kind} is on no list and was not tried"));
            continue;
        };
        area.tried += 1;
        if let Err(error) = enqueue(scene, &registry, kind, payload).await {
            area.breach(format!("{kind} could not be tried: {error}"));
        }
    }
    match run_due(&scene.core, &registry).await {
        Err(error) => area.breach(format!("the jobs could not be run: {error}")),
        // What is not there cannot be worked on, and a job may say so. That a payload cannot be
        // read is a fault of our own list.
        Ok(report) => {
            let unread = report.failures.into_iter();
            unread
                .filter(|failure| failure.contains("payload"))
                .for_each(|failure| area.breach(failure));
        }
    }
    for mail in scene.mails.texts() {
        if shows_the_other(&mail) {
            area.breach("a mail of one tenant has another's words".to_string());
        }
    }
    area
}

async fn enqueue(
    scene: &Scene,
    registry: &Registry,
    kind: &'static str,
    payload: &str,
) -> Result<Option<JobId>, server_core::Error> {
    let mut tx = scene.core.db.begin(scene.world.a.system()).await?;
    let job = NewJob {
        queue: registry.queue(kind).unwrap_or("default"),
        kind,
        payload: filled(payload, &scene.world),
        unique_key: None,
        run_at: None,
    };
    let id = tx.enqueue_new(job).await?;
    tx.commit().await?;
    Ok(id)
}
