# A check is a test that a script makes: it prints one line that bin/test counts.
# shellcheck shell=bash

CHECKS_FAILED=0

# check "what" command…: passes when the command succeeds; what it printed is shown when it does not.
check() {
    local what=$1 output; shift
    if output=$("$@" 2>&1); then
        echo "check $what ... ok"
    else
        printf '%s\n' "$output"
        echo "check $what ... FAILED"
        CHECKS_FAILED=$((CHECKS_FAILED + 1))
    fi
}

# finish_checks: the exit code of the script.
finish_checks() { [ "$CHECKS_FAILED" = 0 ]; }
