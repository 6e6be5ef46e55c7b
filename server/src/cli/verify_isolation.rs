//! `nestogy verify-isolation`

use super::{Outcome, print_json};
use crate::config::Config;
use crate::isolation::{Area, PREFIX, Scene, verify};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    json: bool,
}

/// Exit code 2: something crosses from one tenant to another, or could not be tried.
pub async fn run(config: Config, args: Args) -> Outcome {
    let scene = match Scene::set(config).await {
        Ok(scene) => scene,
        Err(error) => {
            let hint = format!(
                "{error}\nThis needs an account that may make and drop databases named {PREFIX}…:\n  \
                 GRANT ALL ON `{}%`.* TO the account of DATABASE_URL;",
                PREFIX.replace('_', "\\_")
            );
            return Err(hint.into());
        }
    };
    let areas = verify(&scene).await;
    let breaches: usize = areas.iter().map(|area| area.breaches.len()).sum();
    if args.json {
        print_json(&serde_json::json!({ "isolated": breaches == 0, "areas": areas }));
    } else {
        areas.iter().for_each(show);
        match breaches {
            0 => println!("Nothing crosses from one tenant to another."),
            _ => println!(
                "{breaches} breaches. Stop serving, and report this: SECURITY.md says where."
            ),
        }
    }
    Ok(if breaches == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

fn show(area: &Area) {
    println!("{:24} {:5} tried", area.name, area.tried);
    for breach in &area.breaches {
        println!("  BREACH {breach}");
    }
}
