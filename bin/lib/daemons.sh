# Starting, finding and stopping private daemons. The caller sets STATE, the folder of the profile.
# shellcheck shell=bash

# A port on the loopback that nobody listens on: the remembered one, or a new one.
free_port() { # [remembered]
    local port=${1:-$((20000 + RANDOM % 10000))}
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((20000 + RANDOM % 10000)); done
    echo "$port"
}

random_word() { od -An -N 16 -tx1 /dev/urandom | tr -d ' \n'; }

# start_daemon NAME command…: detached from the terminal and from every open file of
# the caller, so that a shell which waits for its children does not wait for ours.
start_daemon() {
    local name=$1 detach=nohup; shift
    have setsid && detach=setsid
    "$detach" "$@" </dev/null >"$STATE/$name.log" 2>&1 9>&- &
    echo $! >"$STATE/$name.pid"
}

# A number in a file may by now be somebody else's process, so the program must match too.
alive() { # NAME
    local pid; pid=$(cat "$STATE/$1.pid" 2>/dev/null) || return 1
    ps -p "$pid" -o args= 2>/dev/null | grep -q "$1"
}

# A daemon that was started a moment ago by this shell. Its number is surely its own, and its name
# may not be read yet: it is still this shell, or between two programs that replace each other.
runs() { kill -0 "$(cat "$STATE/$1.pid")" 2>/dev/null; } # NAME

# wait_for NAME seconds command…: until the command succeeds; shows the log if the daemon dies first.
wait_for() {
    local name=$1 tries=$(($2 * 10)); shift 2
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        if [ $tries -le 0 ] || ! runs "$name"; then
            tail -n 20 "$STATE/$name.log" >&2
            die "$name did not start, see $STATE/$name.log"
        fi
        sleep 0.1
    done
}

stop_daemon() { # NAME
    local pid tries=200
    if alive "$1"; then
        pid=$(cat "$STATE/$1.pid")
        kill "$pid" 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null && [ $tries -gt 0 ]; do sleep 0.1; tries=$((tries - 1)); done
        kill -9 "$pid" 2>/dev/null || true
    fi
    rm -f "$STATE/$1.pid"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
