//! `nestogy`: one binary for every part of an installation.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
