# What only the tests need: any Chromium, and an IMAP server.
# shellcheck shell=bash

setup_tests() {
    chromium_path >/dev/null || apt_install "browser tests" chromium
    chromium_path >/dev/null || die "no Chromium found: set CHROMIUM to its path"
    [ -n "${TEST_IMAP_URL:-}" ] || need "IMAP for the tests" "dovecot-imapd" dovecot doveadm
}
