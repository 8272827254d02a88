#!/bin/bash
# brazier sync, export and import as an operator uses them, against the simulator.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"

needs_simulator
export BRAZIER_API_KEY=demo-key

start() { # SIMULATOR OPTION...
	start_simulator --today 2026-09-15 "$@"
	export BRAZIER_REST_URL="$url"
}

dates='--start-date 2026-09-01 --end-date 2026-09-15'
store=$HOME/.local/share/brazier/environment.db

"$BRAZIER" export campaigns >"$work/out" 2>"$work/err"
check 'nothing was exported yet: status' 3 $?

start --campaigns 12 --segments 4
"$BRAZIER" export campaigns >"$work/out" 2>"$work/err"
check 'nothing was exported yet: failed' 1 $?
check 'and how to do it is said' 1 "$(grep -c '"brazier sync" exports' "$work/err")"

"$BRAZIER" sync campaigns kpi_daily_active_users $dates --archived include >"$work/out" 2>"$work/err"
check 'two streams are exported' 0 $?
check 'the summary has a line for each' 'campaigns complete 12
kpi_daily_active_users complete 14' "$(awk 'NR > 1 { print $1, $2, $3 }' "$work/out")"
check 'and stderr is silent where it is no terminal' '' "$(cat "$work/err")"
check 'the database is for its owner only' 600 "$(stat -c %a "$store")"

"$BRAZIER" export campaigns >"$work/campaigns.jsonl"
check 'as many lines come out as rows went in' 12 "$(wc -l <"$work/campaigns.jsonl")"
check 'each is an object' 12 "$(grep -c '^{"id":".*}$' "$work/campaigns.jsonl")"
"$BRAZIER" export kpi_daily_active_users --format csv -o "$work/dau.csv"
check 'CSV goes to a file' 0 $?
check 'with the names first, and CRLF behind each line' 'time,dau' "$(head -n 1 "$work/dau.csv" | tr -d '\r')"
check 'fifteen lines of it' 15 "$(grep -c $'\r$' "$work/dau.csv")"
check 'and nothing else is left beside it' 1 "$(ls "$work" | grep -c '^dau')"
"$BRAZIER" export campaigns -o "$work/no/such/directory/file" 2>/dev/null
check 'a file that cannot be written fails' 1 $?
"$BRAZIER" export campaigns | head -n 1 >/dev/null
check 'a reader that has seen enough is no failure' '0 0' "${PIPESTATUS[*]}"
"$BRAZIER" export nothing 2>/dev/null
check 'a stream that does not exist is a matter of usage' 2 $?
"$BRAZIER" export segments 2>/dev/null
check 'one that was not exported fails' 1 $?

check 'the help tells the streams' 22 "$("$BRAZIER" sync --help | sed -n '/^Streams:/,/^$/p' | grep -c '^  [a-z]')"
json=$("$BRAZIER" sync campaigns --json --archived include $dates)
check 'the summary as JSON' 1 "$(printf '%s' "$json" | grep -c '"stream":"campaigns","state":"complete","rows":12,"requests":1,')"
"$BRAZIER" sync --mode sideways 2>/dev/null
check 'an unknown mode is a matter of usage' 2 $?
"$BRAZIER" sync --start-date soon 2>/dev/null
check 'so is a start that is no date' 2 $?
"$BRAZIER" sync --start-date 2026-09-15 --end-date 2026-09-15 2>/dev/null
check 'and a range without a day' 2 $?

# What is exported can be imported somewhere else.
"$BRAZIER" import --data-dir "$work/other" "$work/campaigns.jsonl" --stream campaigns 2>"$work/err"
check 'records are imported' 0 $?
check 'and counted' '12 records imported, 0 other messages passed over' "$(cat "$work/err")"
check 'the same comes out again' "$(cat "$work/campaigns.jsonl")" "$("$BRAZIER" export --data-dir "$work/other" campaigns)"
cat >"$work/airbyte.jsonl" <<'END'
{"type":"LOG","log":{"level":"INFO","message":"hello"}}
{"type":"RECORD","record":{"stream":"events_analytics","data":{"time":"2026-09-12","count":3,"event_id":"Opened App"},"emitted_at":1795307306830}}
{"type":"RECORD","record":{"stream":"events_analytics","data":{"time":"2026-09-13","count":1.0,"event_id":"Opened App"},"emitted_at":1795307306830}}
{"type":"RECORD","record":{"stream":"elsewhere","data":{"a":1},"emitted_at":1795307306830}}
{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"events_analytics"},"stream_state":{"states":[{"partition":{"event":"Opened App","parent_slice":{}},"cursor":{"time":"2026-09-13"}}]}}}}
END
"$BRAZIER" import --data-dir "$work/other" - <"$work/airbyte.jsonl" 2>"$work/err"
check 'messages of Airbyte are imported' 0 $?
check 'records and others counted apart' '2 records imported, 3 other messages passed over' "$(cat "$work/err")"
check 'a record has the name that it lacked, and its numbers as they were' \
	'{"time":"2026-09-12","count":3,"event_id":"Opened App","event_name":"Opened App"}' \
	"$("$BRAZIER" export --data-dir "$work/other" events_analytics | head -n 1)"
printf '%s\n' '{"id":"x"}' 'broken' '{"name":"without its key"}' | "$BRAZIER" import --data-dir "$work/other" - --stream campaigns 2>"$work/err"
check 'lines that cannot be used make it partial' 7 $?
check 'and each is told with its number' 'brazier: warning: line 2: not valid JSON
brazier: warning: line 3: a record of campaigns has no "id"' "$(grep warning "$work/err")"
"$BRAZIER" import "$work/nowhere" 2>/dev/null
check 'a file that is not there fails' 1 $?
stop_simulator

# A key that lacks something, a key that is wrong, nobody there.
start --campaigns 3 --permissions all,-campaigns.details
"$BRAZIER" sync campaigns campaigns_details $dates >"$work/out" 2>"$work/err"
check 'some of it failed' 7 $?
check 'and what is missing is named' 1 "$(grep -c 'lacks the permission campaigns.details' "$work/err")"
"$BRAZIER" sync campaigns_details $dates >"$work/out" 2>"$work/err"
check 'all of it failed for want of a permission' 4 $?
BRAZIER_API_KEY=another-key "$BRAZIER" sync campaigns $dates >"$work/out" 2>"$work/err"
check 'a key that is not known' 4 $?
check 'is never shown' 0 "$(cat "$work/out" "$work/err" | grep -c another-key)"
stop_simulator
# What Braze has retired is told, and is no failure unless it is all that was asked for; what is there stays.
start --campaigns 3 --cards 2
"$BRAZIER" sync cards $dates --archived include >"$work/out" 2>"$work/err"
check 'cards are exported where they still are' 0 $?
stop_simulator
start --campaigns 3 --fault 404:1:/feed
"$BRAZIER" sync campaigns cards cards_analytics $dates >"$work/out" 2>"$work/err"
check 'retired streams do not fail the others' 0 $?
check 'they are told' 2 "$(grep -c '^cards.*incomplete.*retired' "$work/out")"
check 'and what is there stays' 2 "$("$BRAZIER" export cards | wc -l)"
"$BRAZIER" sync cards $dates >"$work/out" 2>"$work/err"
check 'alone they fail' 5 $?
stop_simulator

# No room: a clear word, nothing lost, and it goes on when there is some.
start --campaigns 30 --days 400
(
	ulimit -f 1000 # KiB, or half of them
	"$BRAZIER" sync campaigns_analytics --data-dir "$work/full" --start-date 2026-01-01 --end-date 2026-09-15 >"$work/out" 2>"$work/err"
)
check 'a file that may not grow fails' 1 $?
check 'with a word' 1 "$(grep -c '^brazier: cannot .*write .*: ' "$work/err")"
"$BRAZIER" sync campaigns_analytics --data-dir "$work/full" --start-date 2026-01-01 --end-date 2026-09-15 >"$work/out" 2>"$work/err"
check 'with room it goes on' 0 $?
stop_simulator

# Only what was edited of late.
start --campaigns 60
"$BRAZIER" sync campaigns --data-dir "$work/edited" --archived include $dates --edited-since 2026-06-01 >"$work/out" 2>"$work/err"
some=$("$BRAZIER" export --data-dir "$work/edited" campaigns | wc -l)
"$BRAZIER" sync campaigns --data-dir "$work/edited" --archived include $dates >"$work/out" 2>"$work/err"
check 'lists may be cut' yes "$([ "$some" -gt 0 ] && [ "$some" -lt 60 ] && echo yes)"
check 'and are not by themselves' 60 "$("$BRAZIER" export --data-dir "$work/edited" campaigns | wc -l)"
stop_simulator

# Stopped in the middle it goes on where it was.
start --campaigns 60 --latency 100
"$BRAZIER" sync campaigns_analytics campaigns_details $dates --connections 2 >"$work/out" 2>"$work/err" &
sync=$!
has_begun() {
	[ "$("$BRAZIER" export campaigns_analytics 2>/dev/null | wc -l)" -gt 100 ]
}
await has_begun
kill -TERM "$sync"
wait "$sync"
check 'stopped by a signal' 1 $?
check 'it says so' 1 "$(grep -c 'stopped; ' "$work/err")"
"$BRAZIER" sync campaigns_analytics campaigns_details $dates >"$work/out" 2>"$work/err"
check 'the next run completes it' 'campaigns_analytics complete
campaigns_details complete' "$(awk 'NR > 1 { print $1, $2 }' "$work/out")"

# So does the Airbyte source: every stream has its end, and the state that it has.
printf '{"url":"%s","api_key":"demo-key","start_date":"2026-09-01","end_date":"2026-09-15","connections":1}' "$BRAZIER_REST_URL" \
	>"$work/config.json"
echo '{"streams":[{"stream":{"name":"campaigns_analytics"},"sync_mode":"incremental"}]}' >"$work/catalog.json"
"$BRAZIER" airbyte read --config "$work/config.json" --catalog "$work/catalog.json" >"$work/messages" 2>"$work/err" &
source=$!
await grep -q RECORD "$work/messages"
kill -TERM "$source"
wait "$source"
check 'a stopped source fails' 1 $?
check 'with the stream incomplete' 1 "$(grep -c '"status":"INCOMPLETE"' "$work/messages")"
check 'for a reason that passes' 1 "$(grep 'stream_descriptor' "$work/messages" | grep -c '"failure_type":"transient_error"')"
check 'and a state of what was read' yes "$(grep -q '"type":"STATE".*"cursor":{"time":"2026-09-14"}' "$work/messages" && echo yes)"
stop_simulator

finish
