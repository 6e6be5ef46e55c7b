//! Copies of sessions and who is here, as Redis keeps them.

use super::scene::Scene;
use super::{Area, shows_the_other};

pub(super) async fn try_all(scene: &Scene) -> Area {
    let mut area = Area::new("sessions and presence");
    sessions(scene, &mut area).await;
    presence(scene, &mut area).await;
    area
}

/// A session's secret under the other tenant's number is nobody's: before a copy of it is kept, and
/// after.
async fn sessions(scene: &Scene, area: &mut Area) {
    let value = match scene.session("technician").await {
        Ok(value) => value,
        Err(error) => return area.breach(format!("nobody can sign in: {error}")),
    };
    let secret = value.split_once('.').map_or("", |(_, secret)| secret);
    let swapped = scene.with_cookie(&format!("{}.{secret}", scene.world.b.id));
    let own = scene.with_cookie(&value);
    for (visitor, wanted, who) in [
        (&swapped, 302, "a session under another tenant's number"),
        (&own, 200, "one's own session"),
        (
            &swapped,
            302,
            "a kept session under another tenant's number",
        ),
        (&own, 200, "one's own kept session"),
    ] {
        area.tried += 1;
        let status = visitor.get("/tickets").await.status;
        if status != wanted {
            area.breach(format!("{who} is answered {status}"));
        }
    }
}

/// Both tenants have a ticket 1002: who is at the one is not at the other.
async fn presence(scene: &Scene, area: &mut Area) {
    let there = async {
        let mut tx = scene.core.db.begin(scene.world.b.technician()).await?;
        server_core::tickets::presence::here(&scene.core, &mut tx, 1002, true).await?;
        tx.commit().await?;
        Ok::<_, server_core::Error>(())
    };
    if let Err(error) = there.await {
        return area.breach(format!("presence could not be tried: {error}"));
    }
    area.tried += 1;
    let visitor = scene.visitor("technician").await;
    let answer = visitor
        .call("/api/presence/here", "number=1002&writing=true")
        .await;
    if answer.status != 200 || shows_the_other(&answer.text) {
        let status = answer.status;
        area.breach(format!(
            "another tenant's people are at one's own ticket ({status})"
        ));
    }
}
