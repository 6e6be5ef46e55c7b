//! Live updates: what one tenant does is heard by its own pages only.

use super::Area;
use super::scene::Scene;
use futures::StreamExt;
use server_core::Error;
use server_world::Tenant;
use std::time::Duration;

/// Every topic that pages listen to.
const TOPICS: &[&str] = &[
    "bulk",
    "client",
    "clients",
    "contact",
    "contacts",
    "inbound_mail",
    "mailboxes",
    "notifications",
    "outbound_mail",
    "presence",
    "ticket",
    "ticket_views",
    "tickets",
];
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn try_all(scene: &Scene) -> Area {
    let mut area = Area::new("live updates");
    let visitor = scene.visitor("owner").await;
    let Some(page) = visitor.events().await else {
        area.breach("a page cannot listen".to_string());
        return area;
    };
    let mut heard = page.into_data_stream();
    for topic in TOPICS {
        area.tried += 1;
        // The other one first: whoever has heard the second has had time to hear the first.
        let told = async {
            tell(scene, &scene.world.b, topic, "theirs").await?;
            tell(scene, &scene.world.a, topic, "ours").await
        };
        if let Err(error) = told.await {
            area.breach(format!("{topic} could not be tried: {error}"));
            continue;
        }
        let mut text = String::new();
        let listening = async {
            while let Some(Ok(piece)) = heard.next().await {
                text.push_str(&String::from_utf8_lossy(&piece));
                if text.contains("ours") {
                    break;
                }
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, listening).await;
        if in_time.is_err() || !text.contains("ours") {
            area.breach(format!("{topic} could not be tried: nothing is heard"));
        }
        if text.contains("theirs") {
            area.breach(format!("{topic} of another tenant is heard"));
        }
    }
    area
}

async fn tell(scene: &Scene, tenant: &Tenant, topic: &str, key: &str) -> Result<(), Error> {
    let mut tx = scene.core.db.begin(tenant.owner()).await?;
    tx.publish(topic, key, 1);
    tx.commit().await?;
    Ok(())
}
