//! The file store: files have their tenant in their path.

use super::Area;
use super::scene::Scene;
use server_integrations::files::FileError;

pub(super) async fn try_all(scene: &Scene) -> Area {
    let mut area = Area::new("files");
    let (store, a, b) = (&scene.core.files, scene.world.a.id, scene.world.b.id);
    let stored = match store.list().await {
        Ok(stored) => stored,
        Err(error) => {
            area.breach(format!("the files cannot be listed: {error}"));
            return area;
        }
    };
    let own: Vec<&str> = stored
        .iter()
        .filter(|file| file.tenant == a.0)
        .map(|file| file.sha256.as_str())
        .collect();
    let foreign = stored
        .iter()
        .filter(|file| file.tenant == b.0 && !own.contains(&file.sha256.as_str()));
    for file in foreign {
        let Ok(sha256) = hex::decode(&file.sha256) else {
            continue;
        };
        area.tried += 1;
        match store.get(a.0, &sha256).await {
            Err(FileError::NotFound) => {}
            Ok(_) => area.breach(format!("{}: another tenant's file is served", file.sha256)),
            Err(error) => area.breach(format!("{} could not be tried: {error}", file.sha256)),
        }
    }
    if area.tried == 0 {
        area.breach("there was no file to try".to_string());
    }
    area
}
