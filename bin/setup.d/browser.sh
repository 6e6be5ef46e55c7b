# Any Chromium will do for the browser tests.
# shellcheck shell=bash

setup_browser() {
    chromium_path >/dev/null || apt_install "browser tests" chromium
    chromium_path >/dev/null || die "no Chromium found: set CHROMIUM to its path"
}
