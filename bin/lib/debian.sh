# The bare Debian in which deploy/single is tried. Sourced by bin/setup.d/deploy.sh and bin/test.d/deploy.
# shellcheck shell=bash

# What the installer asks for, as its own file says.
# shellcheck disable=SC1091
installed_packages() { (. "$ROOT/deploy/single/common.sh" && echo "${PACKAGES[@]}"); }

# shellcheck disable=SC1091
debian_codename() { (. /etc/os-release && echo "${VERSION_CODENAME:-}"); }

# Another release of Debian or other packages make another folder.
bare_debian() {
    local codename sum
    codename=$(debian_codename)
    sum=$(installed_packages | cksum | cut -d ' ' -f 1)
    [ -z "$codename" ] || echo "$TOOLS/debian-$codename-$sum"
}
