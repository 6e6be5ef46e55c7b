# What only the tests need: any Chromium, an IMAP server, Mozilla's scanner of headers, and programs that
# tests start, kill and starve themselves, also where you name servers of your own.
# shellcheck shell=bash

setup_tests() {
    chromium_path >/dev/null || apt_install "browser tests" chromium
    chromium_path >/dev/null || die "no Chromium found: set CHROMIUM to its path"
    need "a database that tests may kill" "mariadb-server" mariadbd mariadb-install-db
    need "a Redis that tests may kill" "redis-server" redis-server redis-cli
    need "certificates of the tests" "openssl" openssl
    need "limits of the tests" "util-linux" prlimit
    [ -n "${TEST_IMAP_URL:-}" ] || need "IMAP for the tests" "dovecot-imapd" dovecot doveadm
    install_scanner
}

# Without the scripts of its packages: they would build a database client that nobody calls.
install_scanner() {
    local folder=end2end/observatory
    local stamp=$folder/node_modules/.installed
    cmp -s "$folder/package-lock.json" "$stamp" && return
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null >&2)
    cp "$folder/package-lock.json" "$stamp"
}
