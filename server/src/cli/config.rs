//! `nestogy config`

use super::Outcome;
use crate::config::{Config, VARIABLES, listing};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    /// Explain every variable instead of checking the settings.
    #[arg(long)]
    list: bool,
    /// Print a file for `.env` with every variable and its default.
    #[arg(long, conflicts_with = "list")]
    example: bool,
}

pub fn run(args: &Args) -> Outcome {
    if args.list {
        print!("{}", listing());
    } else if args.example {
        print!("{}", example());
    } else {
        Config::from_environment()?;
        print!("{}", shown());
        println!("The settings can be used.");
    }
    Ok(ExitCode::SUCCESS)
}

/// What `.env.example` holds.
pub fn example() -> String {
    let mut out = String::from(
        "# Settings of Nestogy. Copy to .env and change; what is set in the environment wins over this file.\n\
         # Nothing needs to be set for `make run`: it starts private servers for whatever is missing.\n",
    );
    for variable in VARIABLES {
        out.push_str(&format!("\n# {}\n", variable.help));
        if !variable.default.is_empty() {
            out.push_str(&format!("# Default: {}\n", variable.default));
        }
        out.push_str(&format!("#{}=\n", variable.name));
    }
    out
}

fn shown() -> String {
    let mut out = String::new();
    for variable in VARIABLES {
        let value = match std::env::var(variable.name) {
            Ok(_) if variable.secret => "(set)".to_string(),
            Ok(value) => value,
            Err(_) => format!("(default: {})", variable.default),
        };
        out.push_str(&format!("{:34}{value}\n", variable.name));
    }
    out
}
