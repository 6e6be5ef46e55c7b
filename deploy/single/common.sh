# What install, upgrade and uninstall share.
# shellcheck shell=bash
# shellcheck disable=SC2034  # for the scripts that source this file

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
HOME_DIR=/opt/nestogy
CONF=/etc/nestogy
PACKAGES=(nginx mariadb-server redis-server curl openssl ca-certificates logrotate tar)
# On a server whose root has a narrow umask the program's user must be able to read the program all the same.
umask 022

step() { printf '\033[1m==>\033[0m %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
die() { printf 'nestogy: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

systemd_runs() { [ -d /run/systemd/system ]; }

# Where systemd does not run (a container, a chroot) Debian's own scripts start the services. One that runs is left
# alone: a second run of the installer disturbs nobody.
start_service() { # name
    if systemd_runs; then systemctl enable --quiet --now "$1"
    else service "$1" status >/dev/null 2>&1 || service "$1" start >/dev/null; fi
}
restart_service() { if systemd_runs; then systemctl restart "$1"; else service "$1" restart >/dev/null; fi; } # name
reload_nginx() { if systemd_runs; then systemctl reload nginx; else nginx -s reload; fi; }

# part start|stop|restart PART…: blue and green are the pages, worker and scheduler what is behind them.
part() {
    local action=$1 name; shift
    for name in "$@"; do
        if systemd_runs; then systemctl "$action" "$(unit "$name")"; else "$HERE/without-systemd" "$action" "$name"; fi
    done
}
unit() { case $1 in blue | green) echo "nestogy-serve@$1" ;; *) echo "nestogy-$1" ;; esac; }

# A server that starts again starts what serves now.
enable_parts() {
    systemd_runs || return 0
    local colour idle=blue
    colour=$(cat "$HOME_DIR/active")
    [ "$colour" = green ] || idle=green
    systemctl enable --quiet "nestogy-serve@$colour" nestogy-worker nestogy-scheduler
    systemctl enable --quiet --now nestogy-backup.timer
    systemctl disable --quiet "nestogy-serve@$idle"
}

wait_for() { # what, command…
    local what=$1 tries=300; shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || die "$what does not answer"
        sleep 0.1
    done
}

# A value as systemd reads it from an environment file: without white space and quotes around it.
unquoted() {
    local value=${1#"${1%%[![:space:]]*}"}
    value=${value%"${value##*[![:space:]]}"}
    case $value in '"'*'"' | "'"*"'") value=${value:1:-1} ;; esac
    printf '%s' "$value"
}

# A setting as the file has it; empty when there is none.
setting() { unquoted "$(sed -n "s#^$1=##p" "$CONF/nestogy.env" 2>/dev/null | tail -n 1)"; }
host_of_settings() { setting NESTOGY_BASE_URL | sed 's#^https://##'; }

# The archive holds what a release holds, and nothing that reaches outside its folder.
check_release() { # archive, version
    local names
    [ -f "$1" ] && [ -r "$1" ] || die "the release $1 cannot be read"
    [[ $2 =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || die "--version: the release's number, like 0.1.0"
    names=$(tar -tzf "$1" 2>/dev/null) || die "$1 is no .tar.gz archive, or is damaged"
    ! grep -qE '^/|(^|/)\.\.(/|$)' <<<"$names" || die "$1 holds paths that lead out of its folder"
    grep -qE '^(\./)?bin/nestogy$' <<<"$names" || die "$1 holds no bin/nestogy"
    grep -qE '^(\./)?site/' <<<"$names" || die "$1 holds no site/"
}

# Exports what an environment file sets. It is read as systemd reads it, not run as a shell would: a password may
# hold any sign.
load_settings() { # file
    local line
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line#"${line%%[![:space:]]*}"}
        [[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*= ]] || continue
        export "${line%%=*}=$(unquoted "${line#*=}")"
    done <"$1"
}

plain_user() { exec setpriv --reuid=nestogy --regid=nestogy --init-groups --no-new-privs "$@"; }

# Turns this shell into the program, with the installation's settings and its own user.
become_nestogy() { # program, words…
    load_settings "$CONF/nestogy.env"
    [ ! -f "${PART_SETTINGS:-}" ] || load_settings "$PART_SETTINGS"
    # What units get as credentials.
    NESTOGY_SECRET_KEY=$(cat "$CONF/secret-key") || die "$CONF/secret-key cannot be read"
    NESTOGY_BACKUP_KEY=$(cat "$CONF/backup-key") || die "$CONF/backup-key cannot be read"
    export NESTOGY_SECRET_KEY NESTOGY_BACKUP_KEY
    cd /var/lib/nestogy || exit
    plain_user "$@"
}
as_nestogy() { (become_nestogy "$@"); }
