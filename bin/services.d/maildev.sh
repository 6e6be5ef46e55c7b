# Catches every mail and shows it in a web page; nothing leaves the machine.
# shellcheck shell=bash

start_maildev() {
    mkdir -p "$STATE/mail"
    start_daemon maildev "$ROOT/node_modules/.bin/maildev" --ip 127.0.0.1 --web-ip 127.0.0.1 \
        --smtp "$SMTP_PORT" --web "$MAILDEV_PORT" --mail-directory "$STATE/mail"
    wait_for maildev 30 listens "$MAILDEV_PORT"
    wait_for maildev 30 listens "$SMTP_PORT"
}
