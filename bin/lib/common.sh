# Sourced by every script in bin/: where things are, and how they talk.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LOCAL=$ROOT/.local
# Tools that take minutes to build are shared by all clones of one user.
TOOLS=${NESTOGY_TOOLS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/nestogy}
cd "$ROOT" || exit
mkdir -p "$LOCAL"

# The crates of the server's world. Every cargo command names the same set with the
# same features, so that every dependency is compiled once (see bin/test).
# shellcheck disable=SC2034
SERVER_WORLD=(-p server -p server-core -p server-db -p server-integrations -p server-world -p server-testing
    -p app-types -p app-ui -p app --features app/ssr)

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
warn() { printf '\033[33mwarning:\033[0m %s\n' "$*" >&2; }
die() { printf '\033[31merror:\033[0m %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# timed "what" command…: runs it and says how long it took, unless it was instant. Not for
# use in a condition: bash would not stop at the first failure inside then.
timed() {
    local what=$1 start=$SECONDS; shift
    "$@"
    [ $((SECONDS - start)) -lt 1 ] || say "$what: $((SECONDS - start)) s"
}

# The exact version of a dependency, as Cargo.lock has it.
locked_version() { awk -v n="name = \"$1\"" '$0 == n { getline; gsub(/version = |"/, ""); print; exit }' "$ROOT/Cargo.lock"; }

# The toolchain that has the wasm32 target; empty means the default one.
wasm_toolchain() { cat "$LOCAL/wasm-toolchain" 2>/dev/null || true; }

# cargo for the browser's half.
wasm_cargo() {
    local chain; chain=$(wasm_toolchain)
    if [ -n "$chain" ]; then cargo "+$chain" "$@"; else cargo "$@"; fi
}

wasm_bindgen() {
    local version; version=$(locked_version wasm-bindgen)
    if [ -x "$TOOLS/wasm-bindgen-$version/bin/wasm-bindgen" ]; then
        echo "$TOOLS/wasm-bindgen-$version/bin/wasm-bindgen"
    elif have wasm-bindgen && [ "$(wasm-bindgen --version)" = "wasm-bindgen $version" ]; then
        command -v wasm-bindgen
    else
        return 1
    fi
}

# Cuts the browser's half. Of the version that belongs to the library wasm_split_helpers.
WASM_SPLIT=0.2.4
wasm_split() {
    local tool=$TOOLS/wasm-split-$WASM_SPLIT/bin/wasm-split-cli
    if [ -x "$tool" ]; then echo "$tool"; else command -v wasm-split-cli; fi
}

# A Node that setup had to fetch, because the system's is missing or too old, comes first.
[ ! -x "$TOOLS/node/bin/node" ] || PATH=$TOOLS/node/bin:$PATH
# Debian keeps daemons out of a normal user's PATH.
PATH=$PATH:/usr/sbin:/usr/local/sbin
export PATH

chromium_path() {
    local name
    for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome; do
        command -v "$name" && return
    done
    return 1
}
