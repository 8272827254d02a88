#!/bin/sh
# brazier delete-users: what is shown, what is sent, what is written down, and what is never done unasked.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"
needs_simulator

key=dummy-key-abcdefgh-3f1a

serve() { # SIMULATOR OPTION...: on the port of the first one, so that the profile stays right
	: >"$work/sent"
	start_simulator --port "${port:-0}" --api-key "$key" --log "$work/sent" "$@"
}

requests() { # how many deletions were sent
	grep -c '/users/delete' "$work/sent"
}

serve
printf '%s\n' "$key" | "$BRAZIER" profile add sim --rest-url "$url" --environment sandbox --api-key-stdin 2>/dev/null
check 'a profile to work with' 0 $?
ids=$work/ids.txt
seq -f 'user-%g' 1 120 >"$ids"

run delete-users "$ids"
check 'without --confirm it is shown' 0 "$status"
contains 'how many' "$out" '120 users, 3 requests'
contains 'the request line' "$out" "POST $url/users/delete"
contains 'and what RudderStack would be told' "$out" '"regulationType":"suppress_with_delete"'
check 'and nothing is sent' 0 "$(requests)"
run delete-users --dry-run --confirm "$ids"
check 'to send and not to send is a usage error' 2 "$status"

run delete-users --confirm "$ids"
check 'with --confirm they are deleted' 0 "$status"
contains 'and counted' "$out" '120 accepted'
check 'in batches of 50' 3 "$(requests)"
record=$(ls "$HOME"/.local/state/brazier/sim.deletions/ids.txt-*.jsonl)
check 'the record has no id in it' '' "$(grep 'user-' "$record")"
check 'and is for nobody else to read' 600 "$(stat -c %a "$record")"
run delete-users --confirm --resume "$ids"
check 'going on where nothing is left is no failure' 0 "$status"
check 'and sends nothing again' 3 "$(requests)"
run delete-users --confirm --json "$ids"
contains 'a new run begins anew once the last one has ended' "$out" '"accepted":	120'

stop_simulator
run delete-users --confirm "$ids"
check 'where nobody answers it is a failure of the network' 5 "$status"
contains 'nothing was sent' "$out" '120 not sent'
run delete-users --confirm "$ids"
check 'a run that has not ended is not begun again unasked' 2 "$status"
contains 'but gone on with' "$err" '--resume goes on with it'
serve
run delete-users --confirm --resume "$ids"
check 'which then sends the rest' '0 3' "$status $(requests)"

serve --fault reset:1:/users/delete
run delete-users --confirm --restart "$ids"
check 'a connection that dies leaves some of it unknown' yes "$([ "$status" -ne 0 ] && echo yes)"
contains 'which is said' "$out" 'unknown'
serve
run delete-users --confirm --resume "$ids"
before=$(requests)
check 'what is unknown is not sent again unasked' yes "$([ "$before" -lt 3 ] && echo yes)"
contains 'and still said' "$out" 'unknown'
run delete-users --confirm --resume --retry-unknown "$ids"
check 'but where that is asked for' '0 3' "$status $(requests)"

printf 'somebody-else\n' >"$ids"
serve --fault 503:1:/users/delete
run delete-users --confirm --restart "$ids"
printf 'another\n' >"$ids"
run delete-users --confirm --resume "$ids"
check 'another file is not gone on with' 1 "$status"
contains 'and says so' "$err" 'id 1 is another than when this deletion was begun'

serve --permissions users.track
run delete-users --confirm --restart "$ids"
check 'a key without the permission is refused' 4 "$status"
contains 'and the permission is named' "$err" 'users.delete'

serve
printf '{"userId":"a"}\n"b"\n  c  \n\n{"email":"x@example.com"}\n' | "$BRAZIER" delete-users --confirm - >"$work/out" 2>"$work/err"
check 'ids come from stdin as well, in three forms' 0 $?
contains 'three of them' "$(cat "$work/out")" '3 accepted'
contains 'and one entry without' "$(cat "$work/err")" '1 entry has no userId'
contains 'sent as they are' "$(cat "$work/sent")" '["a","b","c"]'
printf '"a\\u009b31m\\u202eb"\n' | "$BRAZIER" delete-users - >"$work/out" 2>/dev/null
check 'no id steers the terminal' '' "$(LC_ALL=C grep -c "$(printf '\302\233\|\342\200\256')" "$work/out" | grep -v '^0$')"
printf '[{"userId":5}]' | "$BRAZIER" delete-users - 2>"$work/err"
check 'a number is no id' 1 $?
printf '\n' | "$BRAZIER" delete-users - 2>/dev/null
check 'no id at all is a failure, too' 1 $?

"$BRAZIER" profile set sim --environment production 2>/dev/null
run delete-users --confirm "$ids"
check 'production is confirmed by typing' 2 "$status"
contains 'or by an option' "$err" '--production sim confirms it'
run delete-users --confirm --production sin "$ids"
check 'with the right name' 2 "$status"
sent=$(requests)
run delete-users --confirm --production sim --restart "$ids"
check 'and then goes out' "0 $((sent + 1))" "$status $(requests)"
"$BRAZIER" profile set sim --read-only true 2>/dev/null
run delete-users --confirm --production sim --restart "$ids"
check 'a read-only profile deletes nobody' "3 $((sent + 1))" "$status $(requests)"
check 'the key is in none of it' '' "$(grep -r "$key" "$work/all" "$HOME/.local/state")"

finish
