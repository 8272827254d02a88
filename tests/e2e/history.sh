#!/bin/sh
# The journal on the command line.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"

if ! "$BRAZIER" --version | grep -q '^simulator: yes'; then
	echo 'the program was built without the simulator: nothing to test against'
	exit 77
fi
work=$(mktemp -d)
child=
trap '[ -z "$child" ] || kill "$child" 2>/dev/null; rm -rf "$work"' EXIT
export HOME="$work" LC_ALL=C.UTF-8
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME BRAZIER_PROFILE BRAZIER_API_KEY BRAZIER_INSTANCE BRAZIER_REST_URL \
	2>/dev/null
key=dummy-key-abcdefgh-3f1a

run() {
	"$BRAZIER" "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}

mkfifo "$work/listening"
"$BRAZIER" simulate --api-key "$key" >"$work/listening" 2>/dev/null &
child=$!
read -r line <"$work/listening"
printf '%s' "$key" | "$BRAZIER" profile add acme --rest-url "${line#listening on }" --api-key-stdin

run history
check 'an empty journal is no failure' 0 $status
contains 'and is told' "$err" 'nothing was sent'
check 'nothing is on stdout' '' "$out"

run profile test
BRAZIER_API_KEY=wrong-$key "$BRAZIER" profile test >/dev/null 2>&1
BRAZIER_REST_URL=http://127.0.0.1:1 "$BRAZIER" profile test >/dev/null 2>&1

run history
check 'the journal is listed' 0 $status
check 'a line for each attempt, and the titles' 4 "$(printf '%s\n' "$out" | wc -l)"
contains 'the newest is first' "$(printf '%s\n' "$out" | sed -n 2p)" 'not sent'
contains 'then the refused one' "$(printf '%s\n' "$out" | sed -n 3p)" 401
contains 'then the first' "$(printf '%s\n' "$out" | sed -n 4p)" 200
contains 'with method, path and what it was for' "$(printf '%s\n' "$out" | sed -n 4p | tr -s ' ')" 'GET /campaigns/list?page=0 200'
contains 'and what it was for' "$(printf '%s\n' "$out" | sed -n 4p)" test

run history --status 4xx
check '--status 4xx leaves the refused one' 2 "$(printf '%s\n' "$out" | wc -l)"
run history --status none
contains '--status none leaves the one without an answer' "$out" 'not sent'
run history --status 200 -n 1 --json
check '--json is a line for each' 1 "$(printf '%s\n' "$out" | wc -l)"
contains 'with the body' "$out" campaigns
run history --status 4x
check 'a status that is none is a usage error' 2 $status
run history --since 1h
check '--since takes a duration' 4 "$(printf '%s\n' "$out" | wc -l)"
run history --since 2999-01-01
contains 'nothing that fits is told' "$err" 'no request in the journal is like that'
run history --since yesterday
check 'a moment that is none is a usage error' 2 $status
run history --path /users/ --json
check '--path filters' '' "$out"
run history --limit 0
check 'a limit of none is a usage error' 2 $status

run history --har "$work/acme.har"
check 'an archive is written' 0 $status
check 'that is the owner'"'"'s alone' 600 "$(stat -c %a "$work/acme.har")"
contains 'as HTTP Archive 1.2' "$(cat "$work/acme.har")" '"version":"1.2"'
run history --har -
contains 'to stdout, too' "$out" '/campaigns/list'
run history --har /nonexistent/x.har
check 'an archive that cannot be written is a failure' 1 $status

"$BRAZIER" profile remove acme --yes
run history -p acme
check 'the journal of a removed profile can be read' 4 "$(printf '%s\n' "$out" | wc -l)"
run history -p ../acme
check 'but not one from elsewhere' 3 $status
check 'no key is in the journal, nor in what was shown of it' '' "$(grep -rl abcdefgh "$work" | tr '\n' ' ')"

finish
