# The servers that development and tests start for themselves.
# shellcheck shell=bash

setup_services() {
    [ -n "${DATABASE_URL:-}" ] && [ -n "${TEST_DATABASE_URL:-}" ] ||
        need "database" "mariadb-server" mariadbd mariadb-install-db mariadb
    [ -n "${REDIS_URL:-}" ] && [ -n "${TEST_REDIS_URL:-}" ] ||
        need "Redis" "redis-server" redis-server redis-cli
    need "compressed files" "brotli" brotli
}
