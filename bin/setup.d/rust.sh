# The compiler, its linter and its formatter.
# shellcheck shell=bash

setup_rust() {
    if ! have cargo; then
        [ -x "$HOME/.cargo/bin/cargo" ] || die "Rust is missing. Install it with https://rustup.rs and run this again."
        PATH=$HOME/.cargo/bin:$PATH
    fi
    local wanted found
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    found=$(rustc --version | cut -d' ' -f2)
    [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ] ||
        die "Rust $found is too old, $wanted or newer is needed: rustup update stable"
    have cc || need "linker" "gcc libc6-dev" cc
    # bindgen-free crates only, but aws-lc needs a C compiler and cmake is not required for it on Linux.
    cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
    cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
}
