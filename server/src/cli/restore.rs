//! `nestogy restore`

use super::{Outcome, backup, print_json};
use crate::config::Config;
use secrecy::ExposeSecret;
use server_core::backup::{Manifest, list, restore};
use server_integrations::place::Place;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    /// Where the backups are: a folder or s3://bucket/prefix, as for `nestogy backup`.
    #[arg(long)]
    from: String,
    /// Which one; the newest otherwise.
    #[arg(long)]
    backup: Option<String>,
    /// Only show which backups there are.
    #[arg(long, conflicts_with = "backup")]
    list: bool,
    #[arg(long)]
    json: bool,
}

/// Exit code 2: it came back, and some tables are not what they were.
pub async fn run(config: Config, args: Args) -> Outcome {
    let installation = backup::installation(config)?;
    let place = Place::open(&args.from)?;
    if args.list {
        let manifests = list(&place, installation.key.expose_secret()).await?;
        show(&manifests, args.json);
        return Ok(ExitCode::SUCCESS);
    }
    let say = |words: &str| eprintln!("{words}");
    let restored = restore(&installation, &place, args.backup.as_deref(), say).await?;
    let manifest = &restored.manifest;
    if args.json {
        print_json(&serde_json::json!({
            "backup": manifest.name,
            "tables": manifest.tables.len(),
            "differing_tables": restored.differing,
            "files": manifest.files,
        }));
    } else {
        for table in &restored.differing {
            println!("not as it was: {table}");
        }
        println!(
            "{}: {} tables compared, {} differ; {} files",
            manifest.name,
            manifest.tables.len(),
            restored.differing.len(),
            manifest.files
        );
        println!("Next: nestogy migrate, nestogy audit verify, nestogy doctor.");
    }
    Ok(if restored.differing.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

fn show(manifests: &[Manifest], json: bool) {
    if json {
        let each = manifests.iter().map(|manifest| {
            serde_json::json!({
                "backup": manifest.name,
                "program": manifest.program,
                "database_bytes": manifest.database_bytes,
                "files": manifest.files,
                "file_bytes": manifest.file_bytes,
            })
        });
        print_json(&each.collect());
        return;
    }
    if manifests.is_empty() {
        println!("There is no backup here yet.");
    }
    for manifest in manifests {
        let megabytes = (manifest.database_bytes + manifest.file_bytes).div_ceil(1_000_000);
        println!(
            "{}  {megabytes} MB  {} files  by Nestogy {}",
            manifest.name, manifest.files, manifest.program
        );
    }
}
