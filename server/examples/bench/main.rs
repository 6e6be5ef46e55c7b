//! Measures the product beside its yardsticks, in one run on one machine. `bin/bench` builds,
//! starts the services, fills the databases and calls this.
//!
//! - `bench run`: everything, for each database of `BENCH_DATABASES` (`medium=mysql://…`)
//! - `bench compare NEW OLD`: two reports
//! - `bench bare COOKIE`: the yardstick's server, started by `bench run`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![recursion_limit = "512"]

mod bare;
mod connection;
mod desk;
mod facts;
mod load;
mod measure;
mod memory;
mod pages;
mod proc;
mod report;
mod targets;
mod writes;

use clap::Parser;
use measure::Plan;
use report::Report;
use std::time::Duration;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
enum Command {
    /// Measure.
    Run(Run),
    /// Print one report beside another.
    Compare { new: String, old: String },
    /// Serve the yardstick.
    Bare { cookie: String },
}

#[derive(clap::Args)]
struct Run {
    /// The product: target/release/nestogy.
    #[arg(long)]
    program: String,
    /// Where the report goes.
    #[arg(long)]
    report: String,
    /// An earlier report to print beside.
    #[arg(long)]
    compare: Option<String>,
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Of each figure in each round.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Leave memory and starting out.
    #[arg(long)]
    no_memory: bool,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    match Command::parse() {
        Command::Bare { cookie } => bare::serve(&cookie).await,
        Command::Compare { new, old } => {
            Report::read(&new)?.compare(&Report::read(&old)?);
            Ok(())
        }
        Command::Run(run) => measure_all(run).await,
    }
}

async fn measure_all(run: Run) -> Outcome<()> {
    let mut report = Report::new(run.seconds, run.rounds);
    let databases = std::env::var("BENCH_DATABASES")?;
    let databases: Vec<(String, String)> = databases
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .map(|(size, url)| (size.to_string(), url.to_string()))
        .collect();
    for (index, (size, url)) in databases.iter().enumerate() {
        println!("{size}");
        let plan = Plan {
            program: run.program.clone(),
            size: size.clone(),
            url: url.clone(),
            rounds: run.rounds,
            time: Duration::from_secs_f64(run.seconds),
            memory: index == 0 && !run.no_memory,
        };
        measure::database(&plan, &mut report).await?;
        // What is measured is not lost when something later fails.
        report.write(&run.report)?;
    }
    report.print();
    let sizes: Vec<String> = databases.into_iter().map(|(size, _)| size).collect();
    targets::print(&report, &sizes);
    if let Some(old) = run.compare {
        report.compare(&Report::read(&old)?);
    }
    println!("\nThe report: {}", run.report);
    Ok(())
}
