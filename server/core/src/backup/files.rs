//! The files of the store, as the backup sees them: `<folder>/<tenant>/<two digits>/<sha-256>`.

use super::manifest::{StoredFile, is_sha256};
use super::{Result, damaged, sealed_stream};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Every file of the store, in order. What is not a finished file is passed over.
pub fn walk(folder: &Path) -> std::io::Result<Vec<StoredFile>> {
    let mut files = Vec::new();
    for tenant in entries(folder)? {
        let Some(number) = name(&tenant).and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        for shelf in entries(&tenant)? {
            for file in entries(&shelf)? {
                let Some(sha256) = name(&file).filter(|name| is_sha256(name)) else {
                    continue;
                };
                files.push(StoredFile {
                    tenant: number,
                    sha256: sha256.to_string(),
                    size: file.metadata()?.len(),
                });
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Where a file lies in the store.
pub fn path(folder: &Path, file: &StoredFile) -> PathBuf {
    let shelf = &file.sha256[..2];
    folder
        .join(file.tenant.to_string())
        .join(shelf)
        .join(&file.sha256)
}

/// Nothing where there is no such folder, or where it is a file.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(folder)?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// The list of a backup's files as the object `name`.
pub fn seal_list(files: &[StoredFile], key: &[u8; 32], name: &str) -> Result<Vec<u8>> {
    let text: String = files.iter().map(StoredFile::line).collect();
    let packed = zstd::encode_all(text.as_bytes(), 3)?;
    Ok(sealed_stream::seal(&packed, key, name)?)
}

/// # Errors
/// When it was changed, or holds something else.
pub fn open_list(bytes: &[u8], key: &[u8; 32], name: &str) -> Result<Vec<StoredFile>> {
    let packed = sealed_stream::open(bytes, key, name).map_err(|error| damaged(name, error))?;
    let mut text = String::new();
    zstd::Decoder::new(packed.as_slice())?
        .read_to_string(&mut text)
        .map_err(|error| damaged(name, error))?;
    let files = text.lines().map(StoredFile::parse);
    files
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| damaged(name, "a line of it is no file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finished_files_of_tenants_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let sha = "ab".repeat(32);
        for path in [
            format!("7/ab/{sha}"),
            "7/ab/.half".into(),
            "lost/ab/x".into(),
            ".probe-1".into(),
            format!("12/ab/{sha}"),
        ] {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "12345").unwrap();
        }
        let found = walk(folder.path()).unwrap();
        let tenants: Vec<_> = found.iter().map(|file| (file.tenant, file.size)).collect();
        assert_eq!(tenants, [(7, 5), (12, 5)]);
        assert!(path(folder.path(), &found[0]).is_file());
        assert!(walk(&folder.path().join("nowhere")).unwrap().is_empty());
    }

    #[test]
    fn a_list_comes_back_and_a_changed_one_does_not() {
        let file = |tenant| StoredFile {
            tenant,
            sha256: "cd".repeat(32),
            size: 3,
        };
        let files = [file(1), file(2)];
        let mut sealed = seal_list(&files, &[1; 32], "list").unwrap();
        assert_eq!(open_list(&sealed, &[1; 32], "list").unwrap(), files);
        *sealed.last_mut().unwrap() ^= 1;
        assert!(open_list(&sealed, &[1; 32], "list").is_err());
    }
}
