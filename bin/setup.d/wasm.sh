# The browser's half needs the wasm32 standard library and the wasm-bindgen tool.
# shellcheck shell=bash

setup_wasm() {
    setup_wasm_target
    setup_wasm_bindgen
    setup_wasm_split
}

has_wasm_std() { # toolchain
    local lib
    lib=$(rustc ${1:+"+$1"} --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) || return 1
    compgen -G "$lib/libstd-*.rlib" >/dev/null
}

setup_wasm_target() {
    local chain; chain=$(wasm_toolchain)
    has_wasm_std "$chain" && { echo "$chain" >"$LOCAL/wasm-toolchain"; return; }
    : >"$LOCAL/wasm-toolchain"
    # The normal way.
    has_wasm_std "" && return
    if have rustup && rustup target add wasm32-unknown-unknown >/dev/null 2>&1 && has_wasm_std ""; then return; fi
    # No way to the Rust project's servers: Debian ships a whole newer compiler with the library's source.
    debian_wasm_toolchain
    has_wasm_std nestogy-wasm || die "the wasm32 standard library could not be provided; try: rustup target add wasm32-unknown-unknown"
    echo nestogy-wasm >"$LOCAL/wasm-toolchain"
}

# Builds the wasm32 standard library from Debian's source package, in a folder of our own:
# nothing is written below /usr, and a broken attempt is simply done again.
debian_wasm_toolchain() {
    have rustup || die "the wasm32 target is missing: install Rust with rustup, or your distribution's wasm32 standard library"
    has_wasm_std nestogy-wasm && return
    [ -d /usr/lib/rustlib/src/rust ] && have ld.lld-22 && [ -x /usr/bin/cargo ] ||
        apt_install "wasm32 standard library" rustc-web cargo-web rust-web-src rust-web-llvm lld-22
    say "building the wasm32 standard library"
    local home=$TOOLS/wasm-toolchain work host
    host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
    work=$(mktemp -d)
    mkdir -p "$work/src"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/Cargo.toml"
    echo '#![no_std]' >"$work/src/lib.rs"
    (cd "$work" && env -u RUSTUP_TOOLCHAIN -u RUSTFLAGS RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc CARGO_TARGET_DIR="$work/target" \
        /usr/bin/cargo build --quiet -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown --release)
    rm -rf "$home"
    mkdir -p "$home/bin" "$home/lib/rustlib/wasm32-unknown-unknown/lib"
    rm -f "$work"/target/wasm32-unknown-unknown/release/deps/libempty*
    cp "$work"/target/wasm32-unknown-unknown/release/deps/lib*.rlib "$home/lib/rustlib/wasm32-unknown-unknown/lib/"
    # The host's library and tools stay Debian's; only the wasm32 folder is ours.
    ln -s "/usr/lib/rustlib/$host" "$home/lib/rustlib/$host"
    printf '#!/bin/sh\nexec /usr/bin/rustc --sysroot %q "$@"\n' "$home" >"$home/bin/rustc"
    ln -s /usr/bin/cargo "$home/bin/cargo"
    chmod +x "$home/bin/rustc"
    rm -rf "$work"
    rustup toolchain link nestogy-wasm "$home"
}

# The tool must be of exactly the version of the library.
setup_wasm_bindgen() {
    wasm_bindgen >/dev/null && return
    local version; version=$(locked_version wasm-bindgen)
    say "installing wasm-bindgen $version"
    if cargo binstall --version >/dev/null 2>&1 &&
        cargo binstall --no-confirm --root "$TOOLS/wasm-bindgen-$version" "wasm-bindgen-cli@$version" >/dev/null 2>&1 </dev/null &&
        wasm_bindgen >/dev/null; then return; fi
    install_tool "$TOOLS/wasm-bindgen-$version" "wasm-bindgen-cli@$version" || die "wasm-bindgen $version could not be installed"
}

setup_wasm_split() {
    wasm_split >/dev/null && return
    say "installing wasm-split-cli $WASM_SPLIT"
    install_tool "$TOOLS/wasm-split-$WASM_SPLIT" "wasm_split_cli_support@$WASM_SPLIT" --features build-binary ||
        die "wasm-split-cli $WASM_SPLIT could not be installed"
}

# A tool that runs for a second need not be optimised for minutes. Its lock file may name versions that a mirror does
# not have yet: then do without it.
install_tool() { # folder, crate@version, options…
    local folder=$1 locked; shift
    for locked in --locked ""; do
        # shellcheck disable=SC2086  # no word when empty
        ! env CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
            CARGO_TARGET_DIR="$ROOT/target/tools" cargo install --quiet --root "$folder" $locked "$@" </dev/null || break
    done
    rm -rf "$ROOT/target/tools"
    [ -d "$folder/bin" ]
}
