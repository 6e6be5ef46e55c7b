# IMAP for the tests: any user name with the one password has an empty mailbox of its own,
# so tests that run side by side do not meet.
# shellcheck shell=bash

start_dovecot() {
    case $(dovecot --version) in
        2.3.*) ;;
        *) die "dovecot 2.3 is needed (found $(dovecot --version)); or set TEST_IMAP_URL to a server of your own" ;;
    esac
    local home=$SOCKETS/dovecot owner group
    owner=$(id -un) group=$(id -gn)
    # As root the mailboxes belong to the unprivileged user that every Unix has; dovecot refuses to serve root's.
    if [ "$owner" = root ]; then owner=nobody; group=$(id -gn nobody); fi
    mkdir -p "$home/mail"
    [ "$(id -u)" != 0 ] || { chown "$owner:$group" "$home/mail"; chmod 711 "$SOCKETS"; chmod 755 "$home"; }
    cat >"$home/dovecot.conf" <<CONF
protocols = imap
listen = 127.0.0.1
base_dir = $home/run
state_dir = $home/state
log_path = /dev/stderr
ssl = no
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
default_vsz_limit = 0
passdb {
  driver = static
  args = password=$PASSWORD
}
userdb {
  driver = static
  args = uid=$owner gid=$group home=$home/mail/%u
}
service imap-login {
  chroot =
  process_min_avail = 1
  inet_listener imap {
    port = $IMAP_PORT
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
CONF
    if [ "$(id -u)" != 0 ]; then
        printf 'default_internal_user = %s\ndefault_internal_group = %s\ndefault_login_user = %s\n' "$owner" "$group" "$owner" >>"$home/dovecot.conf"
    fi
    start_daemon dovecot dovecot -F -c "$home/dovecot.conf"
    wait_for dovecot 60 listens "$IMAP_PORT"
}
