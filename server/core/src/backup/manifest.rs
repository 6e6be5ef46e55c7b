//! What a backup says of itself, and the names of its parts.
//!
//! ```text
//! backups/2026-11-26T02-30-00Z/database    the dump, compressed and sealed
//! backups/2026-11-26T02-30-00Z/files       which files belong to it, compressed and sealed
//! backups/2026-11-26T02-30-00Z/manifest    sealed; written last: without it there is no backup
//! files/7/<sha-256>                        a file of tenant 7, sealed; shared by all backups
//! ```

use super::Tables;
use serde::{Deserialize, Serialize};
use server_integrations::files::{StoredFile, is_sha256};

/// What this program writes. A newer shape is refused by an older program.
pub const FORMAT: u32 = 1;
pub const BACKUPS: &str = "backups";
pub const FILES: &str = "files";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// Its moment in UTC, fit for a file name: `2026-11-26T02-30-00Z`.
    pub name: String,
    /// The version of the program that made it.
    pub program: String,
    /// Each table with the hash of its definition and rows.
    pub tables: Tables,
    /// Bytes of SQL.
    pub database_bytes: u64,
    pub files: u64,
    /// Bytes of all files, as they lie in the store.
    pub file_bytes: u64,
}

/// A file's name in the place of the backups.
pub fn object_of(file: &StoredFile) -> String {
    format!("{FILES}/{}/{}", file.tenant, file.sha256)
}

/// A line of the list of files.
pub fn line_of(file: &StoredFile) -> String {
    format!("{} {} {}\n", file.tenant, file.sha256, file.size)
}

pub fn parse_line(line: &str) -> Option<StoredFile> {
    let mut words = line.split(' ');
    let tenant = words.next()?.parse().ok()?;
    let sha256 = words.next().filter(|word| is_sha256(word))?.to_string();
    let size = words.next()?.parse().ok()?;
    words.next().is_none().then_some(StoredFile {
        tenant,
        sha256,
        size,
    })
}

/// The name of one part of a backup.
pub fn object(backup: &str, part: &str) -> String {
    format!("{BACKUPS}/{backup}/{part}")
}

/// The backup that an object's name belongs to, when the object is its manifest.
pub fn of_manifest(object: &str) -> Option<&str> {
    let rest = object.strip_prefix(BACKUPS)?.strip_prefix('/')?;
    let name = rest.strip_suffix("/manifest")?;
    is_name(name).then_some(name)
}

/// Digits, `T`, `Z` and hyphens: nothing that leads elsewhere.
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 40
        && name
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'T' | b'Z'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_line_of_the_list_comes_back() {
        let file = StoredFile {
            tenant: 7,
            sha256: "ab".repeat(32),
            size: 12,
        };
        assert_eq!(parse_line(line_of(&file).trim_end()), Some(file));
    }

    #[test]
    fn hostile_lines_and_names_are_none() {
        let good = "ab".repeat(32);
        for line in [
            "",
            "7",
            &format!("x {good} 1"),
            &format!("7 ../../{good} 1"),
            &format!("7 {good} 1 2"),
            &format!("-1 {good} 1"),
        ] {
            assert_eq!(parse_line(line), None, "{line}");
        }
        for object in [
            "backups/../manifest",
            "backups//manifest",
            "backups/a/b/manifest",
            "backups/2026/database",
            "manifest",
        ] {
            assert_eq!(of_manifest(object), None, "{object}");
        }
        assert_eq!(
            of_manifest("backups/2026-11-26T02-30-00Z/manifest"),
            Some("2026-11-26T02-30-00Z")
        );
    }
}
