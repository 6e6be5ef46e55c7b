//! `nestogy`: one binary for every part of an installation.

use std::process::ExitCode;

/// See Cargo.toml, and "Memory" in docs/performance.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
