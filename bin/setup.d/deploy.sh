# What the files in deploy/ are tried with: proxies, Prometheus' own checker, schemas.
# shellcheck shell=bash
# shellcheck source=bin/lib/debian.sh
. "$ROOT/bin/lib/debian.sh"

# A machine of its own for the installer: systemd's container on a Debian that has nothing but systemd. What the
# installer will ask for lies in apt's folder, because the machine has no network.
make_bare_debian() {
    local debian
    debian=$(bare_debian)
    [ -n "$debian" ] || return 1
    # In a shell of its own, because the rest goes on without them.
    (need "deploy: a machine for the installer" "systemd-container" systemd-nspawn &&
        need "deploy: a machine for the installer" "mmdebstrap" mmdebstrap) || return 1
    [ ! -d "$debian" ] || return 0
    # Its files belong to root.
    [ "$(id -u)" = 0 ] || return 1
    say "making a bare Debian below $TOOLS"
    rm -rf "$debian.new"
    # shellcheck disable=SC2016  # "$1" is the new folder, as mmdebstrap gives it
    mmdebstrap --quiet --mode=root --variant=minbase --include=systemd,systemd-sysv,dbus,procps --skip=cleanup/apt \
        --customize-hook='chroot "$1" apt-get install -qq --download-only --no-install-recommends '"$(installed_packages)" \
        "$(debian_codename)" "$debian.new" >"$LOCAL/mmdebstrap.log" 2>&1 || { tail -n 5 "$LOCAL/mmdebstrap.log" >&2; return 1; }
    mv "$debian.new" "$debian"
}

setup_deploy() {
    need "deploy: nginx" "nginx-light" nginx
    need "deploy: HAProxy" "haproxy" haproxy
    need "deploy: alerts" "prometheus" promtool
    need "deploy: requests of the smoke test" "curl" curl
    # Only Debian has these in this form; without them the firewall is not tried.
    [ -e /usr/lib/nginx/modules/ngx_http_modsecurity_module.so ] && [ -d /usr/share/modsecurity-crs/rules ] ||
        (apt_install "deploy: firewall" libnginx-mod-http-modsecurity modsecurity-crs) || warn "ModSecurity could not be installed"
    have systemd-analyze || apt_install "deploy: units" systemd || warn "systemd-analyze could not be installed"
    # The folder is made by setup's part `checks`, which comes before.
    local venv=$TOOLS/checks
    "$venv/bin/python" -c 'import cfnlint, kubernetes_validate, moto' 2>/dev/null ||
        "$venv/bin/pip" install --quiet kubernetes-validate==1.37.0 cfn-lint==1.58.0 'moto[server,s3,sqs,ses]==5.2.5' ||
        warn "kubernetes-validate, cfn-lint and moto could not be installed"
    make_bare_debian || warn "a bare Debian could not be made: the installer is not tried"
}
