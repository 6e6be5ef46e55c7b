//! The keys of every table.

use super::Area;
use super::scene::Scene;
use server_world::{swap_foreign_keys, unique_keys};

pub(super) async fn try_all(scene: &Scene) -> Area {
    let mut area = Area::new("tables");
    let mut conn = scene.connect().await;
    let (a, b) = (scene.world.a.id, scene.world.b.id);
    let unique = unique_keys(&mut conn).await;
    for tried in [unique, swap_foreign_keys(&mut conn, a, b).await] {
        match tried {
            Ok(tried) => {
                area.tried += tried.tried;
                area.breaches.extend(tried.breaches);
            }
            Err(error) => area.breach(format!("the catalogue cannot be read: {error}")),
        }
    }
    area
}
