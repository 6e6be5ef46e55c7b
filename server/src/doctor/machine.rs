//! This machine: folders, rights, room, programs.

use super::{Finding, rules};
use crate::config::Config;
use secrecy::ExposeSecret;
use server_core::Core;
use server_db::client_program::ClientProgram;
use std::path::Path;

pub async fn look(config: &Config, core: &Core) -> Vec<Finding> {
    let mut findings = vec![match core.files.check().await {
        Ok(()) => Finding::good("files", "the store can be used"),
        Err(error) => Finding::problem(
            "files",
            format!("NESTOGY_FILES_DIR: {error}"),
            "Make the folder, and let the program's user write to it; or check the bucket's name and credentials.",
        ),
    }];
    let folder = config.files.folder();
    findings.extend(folder.and_then(room));
    findings.extend(folder.and_then(rights));
    findings.push(site(&config.http.site_root));
    findings.push(backups(config));
    findings
}

fn room(folder: &Path) -> Option<Finding> {
    let stat = rustix::fs::statvfs(folder).ok()?;
    let unit = stat.f_frsize;
    Some(rules::room(stat.f_bavail * unit, stat.f_blocks * unit))
}

/// Attachments and raw mails are nobody else's business.
fn rights(folder: &Path) -> Option<Finding> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(folder).ok()?.permissions().mode();
    (mode & 0o007 != 0).then(|| {
        Finding::warning(
            "files",
            format!(
                "everybody on this machine may look into the folder (mode {:o})",
                mode & 0o777
            ),
            "chmod o= on NESTOGY_FILES_DIR.",
        )
    })
}

fn site(root: &Path) -> Finding {
    if root.join("hash.txt").is_file() {
        Finding::good("site", "the browser's half is there")
    } else {
        Finding::warning(
            "site",
            format!("{} holds no browser's half", root.display()),
            "Set NESTOGY_SITE_ROOT to the folder `site` of this very release, unless this machine serves no pages.",
        )
    }
}

fn backups(config: &Config) -> Finding {
    let programs = ClientProgram::new(config.database.url.expose_secret())
        .and_then(|program| program.dump().and(program.load()).map(|_| ()));
    match (programs, &config.backup_key) {
        (Err(error), _) => Finding::warning(
            "backup",
            error.to_string(),
            "`nestogy backup` needs the database's own programs.",
        ),
        (Ok(()), None) => Finding::warning(
            "backup",
            "NESTOGY_BACKUP_KEY is not set",
            "Make a key, keep a copy elsewhere, and let `nestogy backup` run every night.",
        ),
        (Ok(()), Some(_)) => Finding::good("backup", "key and programs are there"),
    }
}
