# Redis. It is a lane, not the truth: nothing is written to disk.
# shellcheck shell=bash

start_redis() {
    # The password goes through standard input, where `ps` does not show it.
    local config=$STATE/redis.conf
    cat >"$config" <<CONF
bind 127.0.0.1
port $REDIS_PORT
requirepass $PASSWORD
dir $STATE
save ""
appendonly no
databases 64
CONF
    chmod 600 "$config"
    start_daemon redis redis-server "$config"
    wait_for redis 20 env "REDISCLI_AUTH=$PASSWORD" redis-cli -h 127.0.0.1 -p "$REDIS_PORT" ping
}
