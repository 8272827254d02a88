#!/bin/sh
# brazier replay from outside: nothing goes out unasked, nothing is lost, nothing is sent twice, whatever stops it.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"

needs_simulator

start() { # SIMULATOR OPTION...
	start_simulator --api-key demo-key-0000-1111 --log "$work/log" "$@"
	"$BRAZIER" profile set acme --rest-url "$url" --data-plane-url "$url" >/dev/null
}

events() { # COUNT: tracks of a few users, each with its number
	awk -v count="$1" 'BEGIN { for (i = 1; i <= count; i++)
		printf "{\"type\":\"track\",\"event\":\"Seen\",\"userId\":\"u-%d\",\"timestamp\":\"2026-11-01T10:00:00Z\",\"properties\":{\"n\":%d}}\n", i % 7, i }'
}

# The numbers of the events that the simulator applied, one a line.
applied() {
	grep '"path":"/users/track"' "$work/log" | grep '"applied":true' | grep -o '"n":[0-9]*' | cut -d: -f2
}

printf 'demo-key-0000-1111\n' | "$BRAZIER" profile add acme --rest-url http://127.0.0.1:1 --environment sandbox \
	--api-key-stdin >/dev/null
printf 'demo-write-key\n' | "$BRAZIER" profile set acme --write-key-stdin >/dev/null
start
events 5 >"$work/five.jsonl"

said=$("$BRAZIER" replay "$work/five.jsonl" 2>"$work/stderr")
check 'a dry run is no failure' 0 $?
contains 'and shows the request' "$said" 'POST /users/track HTTP/1.1'
contains 'with the key masked' "$said" 'Authorization: Bearer ••••1111'
contains 'and says that nothing was sent' "$(cat "$work/stderr")" 'nothing was sent'
check 'which the simulator bears out' 0 "$(wc -l <"$work/log")"
check '--json gives a request a line' 1 "$("$BRAZIER" replay --json "$work/five.jsonl" 2>/dev/null | grep -c '"url"')"
said=$(events 3 | "$BRAZIER" replay - 2>/dev/null)
contains 'events may come from stdin' "$said" '"n": 3'

"$BRAZIER" replay --confirm --dry-run "$work/five.jsonl" >/dev/null 2>&1
check '--confirm and --dry-run exclude each other' 2 $?
"$BRAZIER" replay --resume --restart "$work/five.jsonl" >/dev/null 2>&1
check '--resume and --restart exclude each other' 2 $?
"$BRAZIER" replay "$work/none.jsonl" >/dev/null 2>&1
check 'a file that is not there is a failure' 1 $?
: >"$work/empty.jsonl"
"$BRAZIER" replay "$work/empty.jsonl" >/dev/null 2>&1
check 'and so is one without events' 1 $?

said=$("$BRAZIER" replay --confirm --read-back "$work/five.jsonl" 2>"$work/stderr")
check 'sending ends well' 0 $?
contains 'and tells how many were accepted' "$(cat "$work/stderr")" '5 accepted'
contains 'reading back shows what Braze holds' "$said" 'events.Seen'
check 'each was applied once' '1 2 3 4 5' "$(applied | sort -n | tr '\n' ' ' | sed 's/ $//')"

# Production and read-only.
"$BRAZIER" profile set acme --environment production >/dev/null
said=$("$BRAZIER" replay --confirm "$work/five.jsonl" 2>&1 </dev/null)
check 'a production profile is not sent through unconfirmed' 2 $?
contains 'and the error says how to confirm' "$said" '--production acme'
"$BRAZIER" replay --confirm --production other "$work/five.jsonl" >/dev/null 2>&1
check 'another name does not confirm it' 2 $?
"$BRAZIER" replay --confirm --production acme "$work/five.jsonl" >/dev/null 2>&1
check 'its own name does' 0 $?
"$BRAZIER" profile set acme --environment sandbox --read-only true >/dev/null
"$BRAZIER" replay --confirm "$work/five.jsonl" >/dev/null 2>&1
check 'a read-only profile refuses' 3 $?
"$BRAZIER" profile set acme --read-only false >/dev/null

# Broken lines and refusals.
{ events 2; echo nonsense; echo '{"type":"identify","userId":"v","traits":{"email":"no address"}}'; } >"$work/mixed.jsonl"
said=$("$BRAZIER" replay --confirm "$work/mixed.jsonl" 2>/dev/null)
check 'some of it is status 7' 7 $?
contains 'a broken line is told with its number' "$said" 'event 3, line 3: not sent:'
contains 'a refusal in the words of Braze' "$said" 'event 4, line 4: refused:'

# Key, network, limits.
start --api-key another-key-0000
"$BRAZIER" replay --confirm --restart "$work/five.jsonl" >/dev/null 2>&1
check 'a refused key is status 4' 4 $?
said=$("$BRAZIER" replay --confirm "$work/five.jsonl" 2>&1)
check 'a replay that was not brought to its end is not begun again' 2 $?
contains 'unasked' "$said" '--resume goes on with it'
stop_simulator

has_applied() { # COUNT: at least so many, or the replay has ended
	! kill -0 "$replay" 2>/dev/null || [ "$(applied | wc -l)" -ge "$1" ]
}

# begin_replay COUNT ARGUMENT...: sends in the background, slowly, and returns when COUNT events have been applied.
begin_replay() {
	count=$1
	shift
	"$BRAZIER" replay --confirm --rate 1000 "$@" "$work/many.jsonl" >"$work/stdout" 2>"$work/stderr" &
	replay=$!
	await has_applied "$count"
}

# kill -9, in the middle, again and again.
rm -f "$work/log"
start --latency 10
events 3000 >"$work/many.jsonl"
begin_replay 100
kill -9 "$replay"
wait "$replay" 2>/dev/null
first=$(applied | wc -l)
check 'it was killed in the middle' yes "$([ "$first" -gt 0 ] && [ "$first" -lt 3000 ] && echo yes)"
for count in 500 900 1300; do
	begin_replay $count --resume
	kill -9 "$replay" 2>/dev/null
	wait "$replay" 2>/dev/null
done
said=$("$BRAZIER" replay --confirm --resume --json "$work/many.jsonl" 2>"$work/stderr")
status=$?
check 'the end is reached' yes "$([ $status -eq 0 ] || [ $status -eq 7 ] && echo yes)"
check 'nothing was applied twice' '' "$(applied | sort | uniq -d)"
unknown=$(sed -n 's/.* \([0-9,]*\) unknown.*/\1/p' "$work/stderr" | head -n 1 | tr -d ,)
reached=$(applied | wc -l)
check 'everything but what is unknown was applied' yes "$([ "$reached" -ge $((3000 - ${unknown:-0})) ] && echo yes)"
check 'which events are unknown is said' "$([ "${unknown:-0}" -gt 0 ] && echo 1 || echo 0)" \
	"$(grep -c 'left as they are: [0-9]' "$work/stderr")"
"$BRAZIER" replay --confirm --resume --retry-unknown "$work/many.jsonl" >/dev/null 2>&1
check 'what is unknown is sent when asked for' 0 $?
check 'and then nothing is missing' 3000 "$(applied | sort -u | wc -l)"

# ^C.
rm -f "$work/log"
start --latency 20
begin_replay 100 --restart
kill -INT "$replay"
wait "$replay"
check 'an interrupted replay is status 7' 7 $?
contains 'and says what was sent and what was not' "$(cat "$work/stderr")" 'not sent'
contains 'and how to go on' "$(cat "$work/stderr")" '--resume'
check 'nothing is unknown, because it waited' 0 "$(grep -c unknown "$work/stderr")"
"$BRAZIER" replay --confirm --resume "$work/many.jsonl" >/dev/null 2>&1
check 'it goes on' 0 $?
check 'and ends with every event applied once' 3000 "$(applied | sort | uniq -c | awk '$1 == 1' | wc -l)"
sed 's/"n":17}/"n":18}/' "$work/many.jsonl" >"$work/other.jsonl" && cp "$work/other.jsonl" "$work/many.jsonl"
said=$("$BRAZIER" replay --confirm --resume "$work/many.jsonl" 2>&1)
contains 'a changed file is not taken for the one that was sent' "$said" 'event 17 is not the one that was sent'

# Through RudderStack.
said=$("$BRAZIER" replay --via rudderstack "$work/five.jsonl" 2>&1)
contains 'a dry run shows the batch, unpacked' "$said" '"batch": [{'
contains 'and that a key would go with it, but not the key' "$said" 'Authorization: Basic ••••'
contains 'and counts it' "$said" 'in 1 request; nothing was sent'
said=$("$BRAZIER" replay --confirm --via rudderstack "$work/five.jsonl" --restart 2>&1)
check 'RudderStack takes the events' 0 $?
check 'in one batch' 1 "$(grep -c '"path":"/v1/batch"' "$work/log")"
check 'no key is in any file of the state' 0 "$(grep -r -l -e 0000-1111 -e demo-write-key "$HOME/.local/state" | wc -l)"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
