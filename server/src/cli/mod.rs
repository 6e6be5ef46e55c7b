//! The command line: one file per subcommand.

mod audit;
mod backup;
mod config;
mod doctor;
mod health;
mod mail;
mod migrate;
mod processes;
mod restore;
mod seed;
mod serve;
mod tenant;
mod user;
mod verify_isolation;

use crate::config::{Config, listing};
use crate::traces::Traces;
use clap::{Parser, Subcommand};
use secrecy::SecretString;
use std::io::{BufRead, Read};
use std::process::ExitCode;

/// What goes to standard error, with exit code 1.
type Failure = Box<dyn std::error::Error + Send + Sync>;
/// What a subcommand answers.
type Outcome = Result<ExitCode, Failure>;

/// Nestogy: the back office of managed service providers.
#[derive(Parser)]
#[command(name = "nestogy", version, arg_required_else_help = true, after_long_help = variables())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the web pages.
    Serve,
    /// Run background jobs: mail in and out, and everything that takes longer than a page may.
    Worker,
    /// Put jobs in the queue by the clock. Any number may run.
    Scheduler,
    /// Serve, work and schedule in one process: for a small installation and for development.
    All,
    /// Bring the database's schema up to date. Safe to run from several servers at once.
    Migrate,
    /// Fill an empty database with believable demo data.
    Seed(seed::Args),
    /// Make, list, suspend and resume workspaces.
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// The people of a workspace: add, disable, let in again.
    #[command(subcommand)]
    User(user::Command),
    /// Incoming mail.
    #[command(subcommand)]
    Mail(mail::Command),
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Back up the whole installation, database and files, sealed, into a folder or a bucket.
    Backup(backup::Args),
    /// Bring a backup back into an empty database and an empty folder, and compare every table.
    Restore(restore::Args),
    /// Prove on a scratch database that nothing crosses from one tenant to another.
    VerifyIsolation(verify_isolation::Args),
    /// Look at everything that an installation needs, and say what to do where something is wrong.
    Doctor(doctor::Args),
    /// Ask a running server whether it is ready; for container health checks.
    Health(health::Args),
    /// Check the settings and show them without secrets.
    Config(config::Args),
}

fn variables() -> String {
    format!("Settings come from the environment:\n\n{}", listing())
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("nestogy: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Serve => with_config(|config| processes::run(config, processes::SERVE)),
        Command::Worker => with_config(|config| processes::run(config, processes::WORK)),
        Command::Scheduler => with_config(|config| processes::run(config, processes::SCHEDULE)),
        Command::All => with_config(|config| processes::run(config, processes::ALL)),
        Command::Seed(args) => with_config(|config| seed::run(config, args)),
        Command::Tenant(command) => with_config(|config| tenant::run(config, command)),
        Command::User(command) => with_config(|config| user::run(config, command)),
        Command::Mail(command) => with_config(|config| mail::run(config, command)),
        Command::Audit(command) => with_config(|config| audit::run(config, command)),
        Command::Backup(args) => with_config(|config| backup::run(config, args)),
        Command::Restore(args) => with_config(|config| restore::run(config, args)),
        Command::Doctor(args) => with_config(|config| doctor::run(config, args)),
        Command::VerifyIsolation(args) => {
            with_quiet_config(|config| verify_isolation::run(config, args))
        }
        Command::Migrate => with_config(migrate::run),
        Command::Health(args) => runtime()?.block_on(health::run(args)),
        Command::Config(args) => config::run(&args),
    }
}

/// Reads the settings, starts the log, and runs `work` in a runtime.
fn with_config<F: Future<Output = Outcome>>(work: impl FnOnce(Config) -> F) -> Outcome {
    start(Config::from_environment()?, work)
}

/// For work that makes hundreds of requests on purpose, refused ones among them: only faults are
/// logged.
fn with_quiet_config<F: Future<Output = Outcome>>(work: impl FnOnce(Config) -> F) -> Outcome {
    let mut config = Config::from_environment()?;
    config.log.filter = "error".into();
    start(config, work)
}

fn start<F: Future<Output = Outcome>>(config: Config, work: impl FnOnce(Config) -> F) -> Outcome {
    let traces = Traces::begin(&config.traces)?;
    crate::logging::start(&config.log, &traces);
    let outcome = runtime()?.block_on(work(config));
    traces.end();
    outcome
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
}

/// The workspace with this slug, also a suspended one.
async fn tenant_by_slug(
    core: &server_core::Core,
    slug: &str,
) -> Result<app_types::identity::TenantBrief, Failure> {
    let all = server_core::tenants::all(core).await?;
    let found = all.into_iter().find(|(tenant, _)| tenant.slug == slug);
    let (tenant, _) = found.ok_or_else(|| format!("there is no workspace {slug:?}"))?;
    Ok(tenant)
}

/// An error as the command line says it: input that a form would refuse beside its fields is
/// named by its option.
fn in_words(error: &server_core::Error) -> String {
    match error {
        server_core::Error::Invalid(invalid) => {
            let each = invalid
                .errors
                .iter()
                .map(|error| match error.field.as_str() {
                    "" => error.message.clone(),
                    field => format!("{}: {}", field.replace('_', "-"), error.message),
                });
            each.collect::<Vec<_>>().join("\n")
        }
        error => error.to_string(),
    }
}

/// The first line of standard input. A password never stands on the command line, where other
/// users of the machine and the shell's history would see it.
fn password_from_stdin() -> Result<SecretString, Failure> {
    /// More than any password may have; the rest of an endless line is not read.
    const LIMIT: u64 = 4_096;
    let mut line = String::new();
    let mut input = std::io::stdin().lock().take(LIMIT);
    input
        .read_line(&mut line)
        .map_err(|error| format!("the password cannot be read from standard input: {error}"))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_string().into())
}

/// Where mail does not work yet, the operator hands the link on.
fn print_invitation(email: &str, link: &str) {
    println!("{link}");
    eprintln!(
        "{email} chooses a password at this address, within seven days. A mail with it goes out as soon as a worker runs."
    );
}

fn print_json(value: &serde_json::Value) {
    println!("{value:#}");
}
