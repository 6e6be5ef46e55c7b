//! `nestogy migrate`

use super::Outcome;
use crate::config::Config;
use secrecy::ExposeSecret;
use std::process::ExitCode;

pub async fn run(config: Config) -> Outcome {
    let ran = server_db::migrate::run(config.database.url.expose_secret()).await?;
    match ran.len() {
        0 => println!("The schema is up to date."),
        1 => println!("1 migration was run."),
        n => println!("{n} migrations were run."),
    }
    Ok(ExitCode::SUCCESS)
}
