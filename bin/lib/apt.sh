# Installs Debian packages without starting a single system service.
# shellcheck shell=bash

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif have sudo && sudo -n true 2>/dev/null; then sudo "$@"
    else return 1; fi
}

# A package's start script asks this file; "101" means "do not start anything".
POLICY=/usr/sbin/policy-rc.d
policy_made=

block_service_starts() {
    [ -e "$POLICY" ] && return
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
    as_root chmod 755 "$POLICY"
    policy_made=1
}

restore_service_starts() {
    [ -z "$policy_made" ] || as_root rm -f "$POLICY"
    policy_made=
}

# apt_install "what for" package…
apt_install() {
    local what=$1; shift
    have apt-get || die "$what: please install the equivalent of these Debian packages: $*"
    as_root true || die "$what: not root and no password-less sudo. Please run: sudo apt-get install --no-install-recommends $*"
    say "installing $* ($what)"
    trap restore_service_starts EXIT
    block_service_starts
    local env=(env DEBIAN_FRONTEND=noninteractive)
    local options=(-y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends)
    # The package list may be missing or older than the mirror: refresh once, on demand.
    if ! as_root "${env[@]}" apt-get install "${options[@]}" "$@" </dev/null >"$LOCAL/apt.log" 2>&1; then
        as_root "${env[@]}" apt-get update -qq </dev/null >"$LOCAL/apt.log" 2>&1 || warn "apt-get update failed, see .local/apt.log"
        as_root "${env[@]}" apt-get install "${options[@]}" "$@" </dev/null >>"$LOCAL/apt.log" 2>&1 ||
            { tail -n 20 "$LOCAL/apt.log" >&2; restore_service_starts; die "$what: apt-get install failed: $*"; }
    fi
    restore_service_starts
    trap - EXIT
}

# need "what for" "package…" command…: installs the packages if one of the commands is missing.
need() {
    local what=$1 packages=$2 command; shift 2
    for command in "$@"; do
        # shellcheck disable=SC2086  # a list of packages is meant
        have "$command" || { apt_install "$what" $packages; return; }
    done
}
