//! `nestogy mail receive`: the end of a mail server's pipe. Exit codes are those of sysexits.h,
//! which mail servers understand: 0 taken, 64 wrong usage, 65 unusable message, 67 no such
//! mailbox, 70 our fault, 75 try again later, 78 wrong settings.

use crate::config::Config;
use crate::wiring;
use server_core::mail::inbound::{Accepted, MAX_MAIL, Source, accept};
use server_core::{Core, Error};
use std::io::Read;
use std::process::ExitCode;

const USAGE: u8 = 64;
const BAD_DATA: u8 = 65;
const NO_USER: u8 = 67;
const SOFTWARE: u8 = 70;
const TRY_LATER: u8 = 75;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Take one message from standard input: `nestogy mail receive support@example.com < message`.
    Receive(Receive),
}

#[derive(clap::Args)]
pub struct Receive {
    /// Addresses the message is for; without one its headers say.
    recipients: Vec<String>,
    /// The same as an address without a name before it.
    #[arg(long)]
    mailbox: Option<String>,
}

pub async fn run(config: Config, command: Command) -> super::Outcome {
    let Command::Receive(args) = command;
    // Standard input is read before anything can fail, so that the sender does not see a broken pipe.
    let mut raw = Vec::new();
    let limit = MAX_MAIL as u64 + 1;
    if let Err(error) = std::io::stdin().lock().take(limit).read_to_end(&mut raw) {
        eprintln!("nestogy: the message cannot be read: {error}");
        return Ok(ExitCode::from(TRY_LATER));
    }
    let core = wiring::core(&config)?;
    Ok(ExitCode::from(receive(&core, args, &raw).await))
}

async fn receive(core: &Core, args: Receive, raw: &[u8]) -> u8 {
    let recipients = args.mailbox.into_iter().chain(args.recipients).collect();
    match accept(core, Source::pipe(recipients), raw).await {
        Ok(Accepted::Stored(id)) => println!("stored {id}"),
        Ok(Accepted::Duplicate(id)) => println!("known already: {id}"),
        Err(error) => {
            eprintln!("nestogy: {}", super::in_words(&error));
            return exit_code(&error);
        }
    }
    0
}

/// When in doubt the mail server keeps the message and tries again.
fn exit_code(error: &Error) -> u8 {
    match error {
        Error::NotFound => NO_USER,
        Error::Invalid(_) => BAD_DATA,
        Error::Conflict(_) => USAGE,
        Error::Forbidden(_) | Error::Unauthenticated => SOFTWARE,
        Error::RateLimited { .. } | Error::Unavailable(_) | Error::Db(_) | Error::Internal(_) => {
            TRY_LATER
        }
    }
}
