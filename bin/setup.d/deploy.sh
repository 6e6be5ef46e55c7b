# What the files in deploy/ are tried with: proxies, Prometheus' own checker, schemas.
# shellcheck shell=bash

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
        "$venv/bin/pip" install --quiet kubernetes-validate==1.37.0 cfn-lint==1.58.0 'moto[server,s3]==5.2.5' ||
        warn "kubernetes-validate, cfn-lint and moto could not be installed"
}
