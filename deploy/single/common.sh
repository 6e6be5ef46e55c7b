# What install, upgrade and uninstall share.
# shellcheck shell=bash
# shellcheck disable=SC2034  # for the scripts that source this file

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
HOME_DIR=/opt/nestogy
CONF=/etc/nestogy

step() { printf '\033[1m==>\033[0m %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
die() { printf 'nestogy: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

systemd_runs() { [ -d /run/systemd/system ]; }

# Where systemd does not run (a container, a chroot) Debian's own scripts start the services.
start_service() { # name
    if systemd_runs; then systemctl enable --quiet --now "$1"; systemctl reload-or-restart "$1"
    else service "$1" restart >/dev/null; fi
}

wait_for() { # what, command…
    local what=$1 tries=300; shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || die "$what does not answer"
        sleep 0.1
    done
}

# A setting as the file of the last run has it; empty when there is none.
setting() { sed -n "s#^$1=##p" "$CONF/nestogy.env" 2>/dev/null | tail -n 1; }

# The archive holds what a release holds, and nothing that reaches outside its folder.
check_release() { # archive, version
    [ -r "$1" ] || die "the release $1 cannot be read"
    printf '%s' "$2" | grep -qE '^[A-Za-z0-9][A-Za-z0-9._-]*$' || die "--version: the release's number, like 0.1.0"
    local names
    names=$(tar -tzf "$1" 2>/dev/null) || die "$1 is no .tar.gz archive, or is damaged"
    ! printf '%s\n' "$names" | grep -qE '^/|(^|/)\.\.(/|$)' || die "$1 holds paths that lead out of its folder"
    printf '%s\n' "$names" | grep -qE '^(\./)?bin/nestogy$' || die "$1 holds no bin/nestogy"
    printf '%s\n' "$names" | grep -qE '^(\./)?site/' || die "$1 holds no site/"
}

# Exports what an environment file sets. It is read as systemd reads it, not run as a shell would: a password may
# hold any sign.
load_settings() { # file
    local line
    while IFS= read -r line; do
        case $line in [A-Z]*=*) export "${line?}" ;; esac
    done <"$1"
}

# The program with the installation's settings, as its own user.
as_nestogy() { # program, words…
    (
        load_settings "$CONF/nestogy.env"
        # What units get as credentials.
        NESTOGY_SECRET_KEY=$(cat "$CONF/secret-key")
        NESTOGY_BACKUP_KEY=$(cat "$CONF/backup-key")
        export NESTOGY_SECRET_KEY NESTOGY_BACKUP_KEY
        cd /var/lib/nestogy || exit
        exec setpriv --reuid=nestogy --regid=nestogy --init-groups --no-new-privs "$@"
    )
}
