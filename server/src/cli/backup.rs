//! `nestogy backup`

use super::{Failure, Outcome, print_json};
use crate::config::Config;
use secrecy::ExposeSecret;
use server_core::backup::{Installation, Plan, Taken, names, take};
use server_db::lock;
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
    /// Do nothing when another machine makes a backup just now, or when the newest one is younger
    /// than so many hours: several machines may have the same timer.
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u32).range(1..=8760))]
    unless_within: Option<u32>,
    /// One JSON object at the end instead of words.
    #[arg(long)]
    json: bool,
}

pub async fn run(config: Config, args: Args) -> Outcome {
    let installation = installation(config)?;
    let place = Place::open(&args.to)?;
    let _turn = match args.unless_within {
        None => None,
        Some(hours) => match turn(&installation, &place, hours).await? {
            Some(turn) => Some(turn),
            None => return Ok(ExitCode::SUCCESS),
        },
    };
    let plan = Plan {
        place,
        copy: args.copy_to.as_deref().map(Place::open).transpose()?,
        keep: args.keep as usize,
        name: jiff::Timestamp::now().strftime(NAME).to_string(),
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

/// The moment in a backup's name, in UTC.
const NAME: &str = "%Y-%m-%dT%H-%M-%SZ";

/// The lock under which the backup is to be made; `None`, and a word about it, when there is
/// nothing to do.
async fn turn(
    installation: &Installation,
    place: &Place,
    hours: u32,
) -> Result<Option<lock::Lock>, Failure> {
    let url = installation.database_url.expose_secret();
    let Some(turn) = lock::try_take(url, "backup").await? else {
        println!("nothing to do: another machine makes a backup just now");
        return Ok(None);
    };
    // Looked at under the lock: whoever waited for nothing sees what the other one made.
    let newest = names(place).await?.pop();
    let made = newest.as_deref().and_then(moment);
    let age = made.map(|made| jiff::Timestamp::now().as_second() - made);
    if age.is_some_and(|age| age < i64::from(hours) * 3600) {
        println!(
            "nothing to do: {} is young enough",
            newest.unwrap_or_default()
        );
        return Ok(None);
    }
    Ok(Some(turn))
}

/// Seconds since the epoch.
fn moment(name: &str) -> Option<i64> {
    let civil = jiff::civil::DateTime::strptime(NAME, name).ok()?;
    let zoned = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second())
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

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_backups_moment_is_read_from_its_name() {
        assert_eq!(moment("1970-01-02T00-00-01Z"), Some(86_401));
        for strange in ["", "kept", "2026-13-01T00-00-00Z", "2026-11-26"] {
            assert_eq!(moment(strange), None, "{strange}");
        }
    }
}
