#!/bin/sh
# The journal on the command line.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"

needs_simulator
key=dummy-key-abcdefgh-3f1a

start_simulator --api-key "$key"
printf '%s' "$key" | "$BRAZIER" profile add acme --rest-url "$url" --api-key-stdin

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
run history --har - -n 1
check 'the newest request alone, where asked for' 1 "$(printf '%s\n' "$out" | grep -o '"startedDateTime"' | wc -l)"
run history --har -
contains 'to stdout, too' "$out" '/campaigns/list'
run history --har /nonexistent/x.har
check 'an archive that cannot be written is a failure' 1 $status

run history --curl --status 200
contains 'a request can be copied as curl' "$out" "curl"
contains 'with the key from the environment' "$out" 'Bearer $BRAZIER_API_KEY'
if command -v curl >/dev/null 2>&1; then
	contains 'which does what the program did' \
		"$(printf '%s\n' "$out" | BRAZIER_API_KEY="$key" sh 2>/dev/null)" '"campaigns"'
fi

run history --method get --text "invalid api key" --label test
check '--method, --text and --label filter together' 2 "$(printf '%s\n' "$out" | wc -l)"
contains 'and leave what meets all of them' "$out" 401
run history --method post
check 'another method leaves nothing' 1 "$(printf '%s\n' "$out" | wc -l)"

run history repeat --row 2 --dry-run
contains '--row takes the Nth newest' "$err" 'GET /campaigns/list?page=0 HTTP/1.1'
run history repeat --status 200 --row 9
check 'a row that is not there is a failure' 1 $status
run history repeat --status 200
check 'a read is made again' 0 $status
contains 'and its answer is on stdout' "$out" '"campaigns"'
contains 'after the request on stderr' "$err" 'GET /campaigns/list?page=0 HTTP/1.1'
run history repeat --status 200 --dry-run
check 'but not in a dry run' '' "$out"
run history --label repeat
check 'what was made again stands in the journal' 2 "$(printf '%s\n' "$out" | wc -l)"
run history repeat --path nothing
check 'a request that is not there cannot be made again' 1 $status
run history repeat --status none
check 'nor one to another endpoint' 1 $status
contains 'as is said' "$err" 'it was not sent to'

"$BRAZIER" profile set acme --environment sandbox
printf '{"type":"track","event":"Seen","userId":"u","timestamp":"2026-11-01T10:00:00Z"}\n' >"$work/event"
"$BRAZIER" replay --confirm "$work/event" >/dev/null 2>&1
run history --curl --path users/track -n 1
contains 'a write is copied, too' "$out" "/users/track'"
contains 'and its body' "$out" '"Seen"'
lacks 'and without its key' "$out" "$key"
run history repeat --path users/track
check 'a write is shown' 0 $status
contains 'and not made unasked' "$err" 'nothing was sent'
run history repeat --path users/track --confirm
check 'with --confirm it is made' 0 $status
contains 'and answered' "$out" '"events_processed"'
"$BRAZIER" profile set acme --environment production
run history repeat --path users/track --confirm
check 'but on production only by its name' 2 $status
"$BRAZIER" profile set acme --read-only true
run history repeat --path users/track --confirm
check 'and never through a read-only profile' 3 $status

"$BRAZIER" profile remove acme --yes
run history -p acme
check 'the journal of a removed profile can be read' 7 "$(printf '%s\n' "$out" | wc -l)"
run history -p ../acme
check 'but not one from elsewhere' 3 $status
check 'no key is in the journal, nor in what was shown of it' '' "$(grep -rl abcdefgh "$work" | tr '\n' ' ')"

finish
