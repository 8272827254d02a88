#!/bin/bash
# brazier simulate as a process: its first line, its end, its log, its refusals.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"

needs_simulator

# ask PORT REQUEST-LINE: sends a request with the demo key, writes the whole answer.
ask() {
	exec 5<>"/dev/tcp/127.0.0.1/$1" || return 1
	printf '%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer demo-key\r\nConnection: close\r\n\r\n' "$2" >&5
	cat <&5
	exec 5>&-
}

# Starts it in the background with its stdout in a pipe; $line is the first line, $port the port, $pid the process.
start() {
	coproc SIMULATOR { exec "$BRAZIER" simulate "$@" 2>"$work/stderr"; }
	pid=$SIMULATOR_PID
	IFS= read -r -t 20 line <&"${SIMULATOR[0]}"
	port=${line##*:}
}

start --today 2026-09-15 --log "$work/log.jsonl"
check 'the first line says where it listens' "listening on http://127.0.0.1:$port" "$line"
check 'the port is one that was picked' yes "$([ "$port" -gt 0 ] && echo yes)"
answer=$(ask "$port" 'GET /kpi/dau/data_series?length=1')
check 'it answers' 'HTTP/1.1 200 OK' "$(printf '%s' "$answer" | head -n 1 | tr -d '\r')"
check 'the request is in the log before the answer is there' 1 "$(wc -l <"$work/log.jsonl")"
kill -TERM "$pid"
wait "$pid"
check 'SIGTERM ends it cleanly' 0 $?
check 'and it said nothing on stderr' '' "$(cat "$work/stderr")"

start
kill -INT "$pid"
wait "$pid"
check 'SIGINT does so, too' 0 $?

# The process that started it is a shell that is killed; afterwards nobody answers.
"$BASH" -c '"$BRAZIER" simulate --parent-exit >"$1" & wait' shell "$work/line" &
shell=$!
await test -s "$work/line"
port=$(sed 's/.*://' "$work/line")
check 'it listens while its parent lives' 200 "$(ask "$port" 'GET /segments/list' | head -n 1 | cut -d ' ' -f 2)"
kill -KILL "$shell"
{ wait "$shell"; } 2>/dev/null
nobody_listens() {
	! (exec 5<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}
check 'and no longer' refused "$(await nobody_listens && echo refused)"

start
"$BRAZIER" simulate --port "$port" >"$work/out" 2>"$work/err"
check 'a port that is taken is a network error' 5 $?
check 'with nothing on stdout' '' "$(cat "$work/out")"
kill -TERM "$pid"
wait "$pid"

for wrong in '--fault nonsense' '--today yesterday' '--rate-limit 5' '--permissions nothing.at.all' '--campaigns -3' 'surplus'; do
	# shellcheck disable=SC2086
	"$BRAZIER" simulate $wrong >/dev/null 2>&1
	check "\"$wrong\" is a usage error" 2 $?
done
"$BRAZIER" simulate --log "$work/no/such/directory/log" >/dev/null 2>&1
check 'a log that cannot be written is a failure' 1 $?

finish
