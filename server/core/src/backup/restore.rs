//! The way back: into an empty database and an empty folder, and a comparison of every table and file.

use super::manifest::{Manifest, is_name, object, object_of};
use super::tables::differing;
use super::{
    BackupError, Installation, Result, blocking, damaged, dump, files, retain, sealed_stream, take,
};
use secrecy::ExposeSecret;
use server_db::client_program::ClientProgram;
use server_integrations::files::StoredFile;
use server_integrations::place::Place;
use std::path::Path;
use std::sync::Arc;

/// An installation that came back.
pub struct Restored {
    pub manifest: Manifest,
    /// Tables that are not what they were when the backup was made; empty when all is well.
    pub differing: Vec<String>,
}

/// The backups of a place, oldest first.
///
/// # Errors
/// When the place is away, or one of them was changed.
pub async fn list(place: &Place, key: &[u8; 32]) -> Result<Vec<Manifest>> {
    let mut manifests = Vec::new();
    for name in retain::names(place).await? {
        manifests.push(take::read_manifest(place, key, &name).await?);
    }
    Ok(manifests)
}

/// Brings a backup back; the newest when `name` is `None`. The whole of it is checked before the
/// database is touched.
///
/// # Errors
/// [`BackupError::Refused`] when something lives there already, with nothing done;
/// [`BackupError::Damaged`] when the backup was changed, also with nothing done.
pub async fn restore(
    into: &Installation,
    place: &Place,
    name: Option<&str>,
    say: impl Fn(&str),
) -> Result<Restored> {
    let key = *into.key.expose_secret();
    let name = chosen(place, name).await?;
    let manifest = take::read_manifest(place, &key, &name).await?;
    let program = Arc::new(ClientProgram::new(into.database_url.expose_secret())?);
    must_be_empty(&program, into).await?;
    say(&format!("checking {name}"));
    let database = object(&name, "database");
    let file = tempfile::NamedTempFile::new()?;
    place.get_file(&database, file.path()).await?;
    let list = object(&name, "files");
    let wanted = files::open_list(&place.get(&list).await?, &key, &list)?;
    check(file.path(), &key, &database, &manifest).await?;
    say("the files");
    bring_files(into, place, &wanted, &say).await?;
    say("the database");
    let (loader, path) = (program.clone(), file.path().to_owned());
    blocking(move || dump::load(&loader, &path, &key, &database)).await?;
    say("comparing every table");
    let found = blocking(move || dump::look_at(&program)).await?;
    Ok(Restored {
        differing: differing(&manifest.tables, &found.tables),
        manifest,
    })
}

async fn chosen(place: &Place, name: Option<&str>) -> Result<String> {
    let names = retain::names(place).await?;
    let found = match name {
        None => names.last(),
        Some(name) if is_name(name) => names.iter().find(|known| *known == name),
        Some(_) => None,
    };
    found.cloned().ok_or_else(|| {
        let place = place.name();
        BackupError::Refused(match name {
            None => format!("there is no backup in {place}"),
            Some(name) => {
                format!("there is no backup {name:?} in {place}; --list shows those that are")
            }
        })
    })
}

/// A living installation is never written over.
async fn must_be_empty(program: &Arc<ClientProgram>, into: &Installation) -> Result<()> {
    let asked = program.clone();
    let tables = blocking(move || dump::count_tables(&asked)).await?;
    let files = into.files.list().await?.len();
    if tables > 0 {
        return Err(BackupError::Refused(format!(
            "the database holds {tables} tables: a backup is brought back into an empty one only. Make a new database and set DATABASE_URL to it"
        )));
    }
    if files > 0 {
        return Err(BackupError::Refused(format!(
            "NESTOGY_FILES_DIR holds {files} files: a backup is brought back into an empty folder only"
        )));
    }
    Ok(())
}

/// The dump is whole and is the one that the manifest speaks of.
async fn check(file: &Path, key: &[u8; 32], name: &str, manifest: &Manifest) -> Result<()> {
    let (file, key, as_name) = (file.to_owned(), *key, name.to_string());
    let held = blocking(move || dump::verify(&file, &key, &as_name)).await?;
    if held.tables != manifest.tables {
        return Err(damaged(name, "it is not the one that its manifest names"));
    }
    Ok(())
}

async fn bring_files(
    into: &Installation,
    place: &Place,
    files: &[StoredFile],
    say: &impl Fn(&str),
) -> Result<()> {
    let all = files.len();
    for (number, file) in files.iter().enumerate() {
        if number > 0 && number % 10_000 == 0 {
            say(&format!("{number} of {all} files"));
        }
        let name = object_of(file);
        let sealed = place.get(&name).await?;
        let bytes = sealed_stream::open(&sealed, into.key.expose_secret(), &name)
            .map_err(|error| damaged(&name, error))?;
        let sha256 = into.files.put(file.tenant, &bytes).await?;
        if hex::encode(sha256) != file.sha256 {
            return Err(damaged(&name, "it holds another file"));
        }
    }
    Ok(())
}
