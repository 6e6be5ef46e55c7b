//! `nestogy seed`

use super::Outcome;
use crate::config::{Config, Environment};
use crate::wiring;
use server_core::seed::{self, PASSWORD, Size};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    /// demo: 120 tickets; medium: 20,000; large: 1,000,000, bulk-loaded in minutes.
    #[arg(value_parser = ["demo", "medium", "large"], default_value = "demo")]
    size: String,
    /// Also in production, although everybody knows the demo's password.
    #[arg(long)]
    force: bool,
}

pub async fn run(config: Config, args: Args) -> Outcome {
    let environment = match config.environment {
        // A staging system may be reachable by strangers as well.
        Environment::Production | Environment::Staging => "production",
        Environment::Development | Environment::Testing => "development",
    };
    seed::may_run(environment, args.force)?;
    let core = wiring::core(&config)?;
    let summary = seed::run(&core, Size::parse(&args.size)?, |line| println!("{line}")).await?;
    for tenant in summary.tenants {
        println!(
            "\n{} ({}), mail to {}",
            tenant.name, tenant.slug, tenant.mailbox
        );
        for login in tenant.logins {
            println!("  {:14} {}", login.role, login.email);
        }
    }
    println!("\nThe password of all: {PASSWORD}");
    Ok(ExitCode::SUCCESS)
}
