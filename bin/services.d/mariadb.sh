# MariaDB with its own data folder, socket and port.
# shellcheck shell=bash

start_mariadb() {
    local data=$STATE/mariadb
    # For tests in memory and without a thought for power cuts.
    local options=(--innodb-buffer-pool-size=512M --innodb-log-file-size=256M)
    if [ "$PROFILE" = test ]; then
        data=$MEMORY/mariadb
        options=(--innodb-buffer-pool-size=512M --innodb-log-file-size=64M --innodb-flush-log-at-trx-commit=0
            --innodb-doublewrite=0 --innodb-flush-method=fsync --innodb-use-native-aio=0 --sync-binlog=0)
    fi
    # The defaults file would be the system's: none is read.
    local common=(--no-defaults "--datadir=$data")
    [ "$(id -u)" != 0 ] || common+=(--user=root)
    if [ ! -d "$data/mysql" ]; then
        rm -rf "$data"
        mkdir -p "$data"
        mariadb-install-db "${common[@]}" --auth-root-authentication-method=normal --skip-test-db \
            --innodb-log-file-size=64M >"$STATE/mariadb-install.log" 2>&1 </dev/null ||
            { tail -n 20 "$STATE/mariadb-install.log" >&2; die "mariadb-install-db failed"; }
    fi
    # Accounts on every start: the statements change nothing the second time.
    cat >"$STATE/accounts.sql" <<SQL
ALTER USER root@localhost IDENTIFIED BY '$PASSWORD';
CREATE USER IF NOT EXISTS nestogy@'127.0.0.1' IDENTIFIED BY '$PASSWORD';
ALTER USER nestogy@'127.0.0.1' IDENTIFIED BY '$PASSWORD';
GRANT ALL PRIVILEGES ON \`nestogy%\`.* TO nestogy@'127.0.0.1';
GRANT PROCESS ON *.* TO nestogy@'127.0.0.1';
CREATE DATABASE IF NOT EXISTS nestogy CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
SQL
    chmod 600 "$STATE/accounts.sql"
    start_daemon mariadb mariadbd "${common[@]}" --bind-address=127.0.0.1 "--port=$MARIADB_PORT" \
        "--socket=$SOCKETS/mariadb.sock" "--pid-file=$SOCKETS/mariadb.pid" "--init-file=$STATE/accounts.sql" \
        --skip-name-resolve --skip-log-bin --default-time-zone=+00:00 \
        --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci \
        --max-allowed-packet=64M --max-connections=300 "${options[@]}"
    wait_for mariadb 60 mariadb --no-defaults --host=127.0.0.1 "--port=$MARIADB_PORT" --user=nestogy \
        "--password=$PASSWORD" --execute="SELECT 1"
}
