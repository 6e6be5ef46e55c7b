# The environment of the binary: what the user set, then .env, then our own servers, then defaults.
# shellcheck shell=bash

# Lines NAME=value; what is set already stays.
load_dotenv() {
    [ -f .env ] || return 0
    local name value
    while IFS='=' read -r name value; do
        case $name in '' | \#*) continue ;; esac
        [ -n "${!name:-}" ] || export "$name=$value"
    done <.env
}

# A secret of this clone, made once.
own_secret() {
    local file=$LOCAL/run/secret-key
    mkdir -p "$LOCAL/run"
    [ -s "$file" ] || (umask 077; od -An -N 32 -tx1 /dev/urandom | tr -d ' \n' >"$file")
    cat "$file"
}

# Needs load_dotenv and running services.
development_env() {
    eval "$("$ROOT/bin/services" env)"
    export NESTOGY_ENV=${NESTOGY_ENV:-development}
    export NESTOGY_LISTEN=${NESTOGY_LISTEN:-127.0.0.1:3000}
    export NESTOGY_BASE_URL=${NESTOGY_BASE_URL:-http://localhost:${NESTOGY_LISTEN##*:}}
    export NESTOGY_SECRET_KEY=${NESTOGY_SECRET_KEY:-$(own_secret)}
    export NESTOGY_FILES_DIR=${NESTOGY_FILES_DIR:-$LOCAL/run/files}
    export NESTOGY_SITE_ROOT=${NESTOGY_SITE_ROOT:-$ROOT/target/site}
    mkdir -p "$NESTOGY_FILES_DIR"
}

# The server's process id, if bin/run or bin/dev left one that is alive.
running_server() {
    local pid
    pid=$(cat "$LOCAL/run/nestogy.pid" 2>/dev/null) || return 1
    ps -p "$pid" -o args= 2>/dev/null | grep -q nestogy && echo "$pid"
}

port_is_free() {
    local port=${NESTOGY_LISTEN##*:} pid
    if pid=$(running_server); then die "already running as process $pid at $NESTOGY_BASE_URL: make stop"; fi
    ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null ||
        die "port $port is in use by another program; choose another one: NESTOGY_LISTEN=127.0.0.1:3001 make run"
}

prepare_database() {
    timed "migrations" target/debug/nestogy migrate
    timed "demo data" target/debug/nestogy seed demo
}

print_welcome() {
    cat >&2 <<TEXT

  Nestogy         $NESTOGY_BASE_URL
  Sign in as      technician@northwind.example (or owner@, dispatcher@, read-only@ …), workspace northwind
  Password        Harbor-Lantern-42
  Mail catcher    ${MAILDEV_URL:-$SMTP_URL}
  Send a mail as a client would:
                  bin/send-mail "Printer on fire" "It smokes. Please help!"
  Stop everything with Ctrl+C and: make stop

TEXT
}
