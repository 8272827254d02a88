#!/bin/sh
# brazier doctor from outside: the first line is the cause, the exit status is the worst finding's, nothing shows a key.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"

needs_simulator

start() { # SIMULATOR OPTION...
	start_simulator --api-key demo-key-0000-1111 "$@"
	export BRAZIER_REST_URL="$url"
}

start
export BRAZIER_API_KEY=demo-key-0000-1111
said=$("$BRAZIER" doctor 2>"$work/stderr")
check 'a connection that works is no failure' 0 $?
contains 'and is told in the first line' "$(printf '%s\n' "$said" | head -n 1)" 'can do what it is set up to do'
check 'and nothing is said on stderr' '' "$(cat "$work/stderr")"
contains 'every permission that is needed is listed' "$said" 'users.track'
contains 'with the streams that need it' "$("$BRAZIER" doctor --json)" 'export of campaigns'

"$BRAZIER" doctor --report "$work/report.md" >/dev/null
contains 'the report is Markdown' "$(cat "$work/report.md")" '## Permissions of the key'
check 'and shows no key' 0 "$(grep -c -e 1111 "$work/report.md")"
check 'nor the home directory' 0 "$(grep -c -e "$work" "$work/report.md")"

said=$(BRAZIER_API_KEY=wrong-key-0000-2222 "$BRAZIER" doctor 2>/dev/null)
check 'a refused key is a matter of the key' 4 $?
contains 'and the first line says so' "$(printf '%s\n' "$said" | head -n 1)" 'does not know the key'
check 'without showing it' 0 "$(printf '%s\n' "$said" | grep -c 2222)"

start --permissions all,-users.identify
said=$("$BRAZIER" doctor --json 2>/dev/null)
check 'a missing permission is a matter of the key, too' 4 $?
contains 'and JSON says which' "$said" '"The key lacks the permission users.identify, needed for identify events with an anonymous id"'

start --fault 503:1
"$BRAZIER" doctor >/dev/null 2>&1
check 'trouble at Braze is a matter of the network' 5 $?

stop_simulator
said=$("$BRAZIER" doctor 2>/dev/null)
check 'and so is nobody listening' 5 $?
contains 'as the first line says' "$(printf '%s\n' "$said" | head -n 1)" 'the connection was refused'

said=$(BRAZIER_REST_URL=https://sdk.fra-01.braze.eu "$BRAZIER" doctor 2>/dev/null)
check 'an SDK host is a matter of the configuration' 3 $?
contains 'told in the first line' "$(printf '%s\n' "$said" | head -n 1)" 'is the SDK endpoint of EU-01'

unset BRAZIER_REST_URL BRAZIER_API_KEY
said=$("$BRAZIER" doctor --json 2>/dev/null)
check 'no profile is a matter of the configuration' 3 $?
contains 'and has a report, too' "$said" '"profile-broken"'

finish
