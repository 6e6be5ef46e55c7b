//! Which backups stay, and the copy in a second place.

use super::manifest::{self, BACKUPS, FILES, object, object_of, of_manifest};
use super::{Result, files};
use server_integrations::files::StoredFile;
use server_integrations::place::Place;
use std::collections::BTreeSet;

/// The parts of a backup, the manifest last.
const PARTS: [&str; 3] = ["database", "files", "manifest"];

/// Backups that are whole, oldest first.
pub async fn names(place: &Place) -> Result<Vec<String>> {
    let objects = place.list(BACKUPS).await?;
    let names = objects.keys().filter_map(|name| of_manifest(name));
    Ok(names.map(String::from).collect())
}

/// Removes all but the newest `keep` backups and the files that no backup needs any more. Returns
/// the names of those that went. One backup at a time may be made in a place.
pub async fn keep(place: &Place, key: &[u8; 32], keep: usize) -> Result<Vec<String>> {
    let mut names = names(place).await?;
    let kept = names.split_off(names.len().saturating_sub(keep.max(1)));
    for name in &names {
        // Without its manifest it is no backup any more, whatever happens to the rest.
        for part in PARTS.iter().rev() {
            place.delete(&object(name, part)).await?;
        }
    }
    if !names.is_empty() {
        remove_files(place, key, &kept).await?;
    }
    Ok(names)
}

async fn remove_files(place: &Place, key: &[u8; 32], kept: &[String]) -> Result<()> {
    let mut needed = BTreeSet::new();
    for name in kept {
        let list = object(name, "files");
        let files = files::open_list(&place.get(&list).await?, key, &list)?;
        needed.extend(files.iter().map(object_of));
    }
    for name in place.list(FILES).await?.into_keys() {
        if !needed.contains(&name) {
            place.delete(&name).await?;
        }
    }
    Ok(())
}

/// Brings a backup to a second place; sealed objects travel as they are.
pub async fn copy(from: &Place, to: &Place, backup: &str, files: &[StoredFile]) -> Result<()> {
    let there = to.list(manifest::FILES).await?;
    for file in files {
        let name = object_of(file);
        if !there.contains_key(&name) {
            to.put(&name, from.get(&name).await?).await?;
        }
    }
    for part in PARTS {
        let name = object(backup, part);
        let scratch = tempfile::NamedTempFile::new()?;
        from.get_file(&name, scratch.path()).await?;
        to.put_file(&name, scratch.path()).await?;
    }
    Ok(())
}
