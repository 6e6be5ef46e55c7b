//! Making a backup: the database first, then the files, so that every row of it has its file.

use super::manifest::{self, FORMAT, Manifest, object, object_of};
use super::{Installation, Result, blocking, damaged, dump, files, retain, sealed_stream};
use secrecy::ExposeSecret;
use server_db::client_program::ClientProgram;
use server_integrations::files::StoredFile;
use server_integrations::place::Place;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Where a backup goes, and how many stay.
pub struct Plan {
    pub place: Place,
    /// A second place, in another region.
    pub copy: Option<Place>,
    /// The newest ones that are kept, at least 1.
    pub keep: usize,
    /// Its moment in UTC: `2026-11-26T02-30-00Z`.
    pub name: String,
}

/// A backup that was made.
pub struct Taken {
    pub manifest: Manifest,
    /// Files of the store that are not what their names say; they are not in the backup.
    pub damaged: Vec<StoredFile>,
    /// Older backups that were removed.
    pub removed: Vec<String>,
}

/// Makes a backup, copies it, and removes the ones that are too old. `say` is told of each step.
///
/// # Errors
/// When a place or the database is away, or a program is missing. What was written by then is no
/// backup, for it has no manifest; the next one begins anew.
pub async fn take(from: &Installation, plan: &Plan, say: impl Fn(&str)) -> Result<Taken> {
    say("the database");
    let dumped = database(from, plan).await?;
    say("the files");
    let stored = store_files(from, plan, &say).await?;
    let list = object(&plan.name, "files");
    let sealed_list = files::seal_list(&stored.files, from.key.expose_secret(), &list)?;
    plan.place.put(&list, sealed_list).await?;
    let manifest = Manifest {
        format: FORMAT,
        name: plan.name.clone(),
        program: env!("CARGO_PKG_VERSION").to_string(),
        tables: dumped.tables,
        database_bytes: dumped.bytes,
        files: stored.files.len() as u64,
        file_bytes: stored.files.iter().map(|file| file.size).sum(),
    };
    write_manifest(from, &plan.place, &manifest).await?;
    if let Some(copy) = &plan.copy {
        say("the copy");
        retain::copy(&plan.place, copy, &manifest.name, &stored.files).await?;
        retain::keep(copy, from.key.expose_secret(), plan.keep).await?;
    }
    let removed = retain::keep(&plan.place, from.key.expose_secret(), plan.keep).await?;
    Ok(Taken {
        manifest,
        damaged: stored.damaged,
        removed,
    })
}

async fn database(from: &Installation, plan: &Plan) -> Result<dump::Dumped> {
    let program = ClientProgram::new(from.database_url.expose_secret())?;
    let name = object(&plan.name, "database");
    let file = tempfile::NamedTempFile::new()?;
    let (path, key, as_name) = (
        file.path().to_owned(),
        *from.key.expose_secret(),
        name.clone(),
    );
    let dumped = blocking(move || dump::dump_into(&program, &path, &key, &as_name)).await?;
    plan.place.put_file(&name, file.path()).await?;
    Ok(dumped)
}

async fn write_manifest(from: &Installation, place: &Place, manifest: &Manifest) -> Result<()> {
    let name = object(&manifest.name, "manifest");
    let text = serde_json::to_vec(manifest).map_err(std::io::Error::other)?;
    let sealed = sealed_stream::seal(&text, from.key.expose_secret(), &name)?;
    Ok(place.put(&name, sealed).await?)
}

struct Stored {
    files: Vec<StoredFile>,
    damaged: Vec<StoredFile>,
}

/// Files never change: what the place has from an earlier backup is not sent again.
async fn store_files(from: &Installation, plan: &Plan, say: &impl Fn(&str)) -> Result<Stored> {
    let found = from.files.list().await?;
    let there = plan.place.list(manifest::FILES).await?;
    let mut stored = Stored {
        files: Vec::with_capacity(found.len()),
        damaged: Vec::new(),
    };
    let all = found.len();
    for (number, file) in found.into_iter().enumerate() {
        if number > 0 && number % 10_000 == 0 {
            say(&format!("{number} of {all} files"));
        }
        if is_there(&there, &file) || store_file(from, plan, &file).await? {
            stored.files.push(file);
        } else {
            stored.damaged.push(file);
        }
    }
    Ok(stored)
}

fn is_there(there: &BTreeMap<String, u64>, file: &StoredFile) -> bool {
    there.get(&object_of(file)) == Some(&sealed_stream::sealed_size(file.size))
}

/// `false`: the file's bytes are not those of its name.
async fn store_file(from: &Installation, plan: &Plan, file: &StoredFile) -> Result<bool> {
    let named = hex::decode(&file.sha256).unwrap_or_default();
    let bytes = from.files.get(file.tenant, &named).await?;
    if hex::encode(Sha256::digest(&bytes)) != file.sha256 {
        return Ok(false);
    }
    let name = object_of(file);
    let sealed = sealed_stream::seal(&bytes, from.key.expose_secret(), &name)?;
    plan.place.put(&name, sealed).await?;
    Ok(true)
}

/// The manifest of a backup, opened.
///
/// # Errors
/// When it is not there, was changed, or comes from a newer program.
pub async fn read_manifest(place: &Place, key: &[u8; 32], backup: &str) -> Result<Manifest> {
    let name = object(backup, "manifest");
    let bytes = place.get(&name).await?;
    let text = sealed_stream::open(&bytes, key, &name).map_err(|error| damaged(&name, error))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|error| damaged(&name, error))?;
    if manifest.format > FORMAT {
        let reason = "a newer version of Nestogy made it; use that one";
        return Err(damaged(&name, reason));
    }
    Ok(manifest)
}
