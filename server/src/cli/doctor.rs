//! `nestogy doctor`

use super::{Outcome, print_json};
use crate::config::Config;
use crate::doctor::{Finding, Level, look};
use crate::wiring;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    json: bool,
}

/// Exit code 0: all is well, or there are warnings only. 2: something does not work.
pub async fn run(config: Config, args: Args) -> Outcome {
    let core = wiring::core(&config)?;
    let findings = look(&config, &core).await;
    if args.json {
        print_json(&serde_json::to_value(&findings)?);
    } else {
        findings.iter().for_each(print);
    }
    let worst = findings.iter().map(|finding| finding.level).max();
    Ok(if worst == Some(Level::Problem) {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    })
}

fn print(finding: &Finding) {
    let sign = match finding.level {
        Level::Good => "ok     ",
        Level::Warning => "warning",
        Level::Problem => "PROBLEM",
    };
    println!("{sign}  {:10} {}", finding.part, finding.seen);
    if !finding.advice.is_empty() {
        println!("{:20} {}", "", finding.advice);
    }
}
