//! `nestogy backup`

use super::{Failure, Outcome, print_json};
use crate::config::Config;
use server_core::backup::{Installation, Plan, Taken, take};
use server_integrations::files;
use server_integrations::place::Place;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    /// Where to: a folder, or s3://bucket/prefix?region=… with credentials from the environment
    /// (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL).
    #[arg(long)]
    to: String,
    /// A second place, in another region; what is sealed travels as it is.
    #[arg(long)]
    copy_to: Option<String>,
    /// How many backups stay; older ones are removed, with the files that only they needed.
    #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=3650))]
    keep: u32,
    /// One JSON object at the end instead of words.
    #[arg(long)]
    json: bool,
}

pub async fn run(config: Config, args: Args) -> Outcome {
    let installation = installation(config)?;
    let plan = Plan {
        place: Place::open(&args.to)?,
        copy: args.copy_to.as_deref().map(Place::open).transpose()?,
        keep: args.keep as usize,
        name: jiff::Timestamp::now()
            .strftime("%Y-%m-%dT%H-%M-%SZ")
            .to_string(),
    };
    let say = |words: &str| eprintln!("{words}");
    let taken = take(&installation, &plan, say).await?;
    report(&taken, &args);
    Ok(if taken.damaged.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

/// What is backed up, and with which key.
pub fn installation(config: Config) -> Result<Installation, Failure> {
    let key = config.backup_key.ok_or(
        "NESTOGY_BACKUP_KEY: set 64 hexadecimal digits (openssl rand -hex 32), and keep a copy elsewhere",
    )?;
    Ok(Installation {
        database_url: config.database.url,
        files: files::open(&config.files.place)?,
        key,
    })
}

fn report(taken: &Taken, args: &Args) {
    let manifest = &taken.manifest;
    for file in &taken.damaged {
        eprintln!(
            "damaged, and not in the backup: file {} of tenant {}",
            file.sha256, file.tenant
        );
    }
    if args.json {
        print_json(&serde_json::json!({
            "backup": manifest.name,
            "tables": manifest.tables.len(),
            "database_bytes": manifest.database_bytes,
            "files": manifest.files,
            "file_bytes": manifest.file_bytes,
            "damaged_files": taken.damaged.len(),
            "removed": taken.removed,
        }));
        return;
    }
    println!(
        "{}: {} tables, {} files{}",
        manifest.name,
        manifest.tables.len(),
        manifest.files,
        if args.copy_to.is_some() {
            ", and a copy"
        } else {
            ""
        }
    );
    for name in &taken.removed {
        println!("removed {name}");
    }
}
