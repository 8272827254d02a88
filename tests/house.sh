#!/bin/sh
# The rules of the house that a compiler does not check: who may include whom, no curses below ui/, no function that
# writes past its buffer, nothing long enough to be two files.
set -u
cd "${BRAZIER_SOURCE:-.}" || exit 1
passed=0
failed=0

expect_nothing() { # TITLE LINES
	if [ -z "$2" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'not ok: %s\n%s\n' "$1" "$2"
	fi
}

# Each room, and the rooms it may use besides itself.
floors='
support:
profile: support
journal: support
http: support
sim: support
rudderstack: support
store: support
braze: support profile journal http rudderstack
session: support profile journal http braze store
sync: support profile journal http braze store session
explore: support profile journal http braze store session sync
replay: support profile journal http braze rudderstack store session
workbench: support profile journal http braze rudderstack store session replay
doctor: support profile journal http braze rudderstack store session sync
'
printf '%s\n' "$floors" | while IFS=: read -r room allowed; do
	[ -n "$room" ] || continue
	files=src/$room
	[ -d "$files" ] || files=$(ls src/"$room".[ch] 2>/dev/null)
	[ -n "$files" ] || continue
	grep -rHoE '^#include "[a-z_]+[/.]' $files --include='*.[ch]' 2>/dev/null | while IFS= read -r line; do
		used=$(printf '%s' "$line" | sed 's/.*"\([a-z_]*\).*/\1/')
		case " $room config data $allowed " in
		*" $used "*) ;;
		*) printf '%s uses %s\n' "${line%%:*}" "$used" ;;
		esac
	done
done > "${TMPDIR:-/tmp}/house.$$"
expect_nothing 'a room uses only rooms below it' "$(cat "${TMPDIR:-/tmp}/house.$$")"
rm -f "${TMPDIR:-/tmp}/house.$$"

expect_nothing 'nothing outside ui/ includes curses' \
	"$(grep -rlE '#include <(ncursesw/)?(n?curses|panel|form|menu|term)\.h>' src data 2>/dev/null)"
expect_nothing 'rudderstack/ does no I/O' \
	"$(grep -rnE '#include <(stdio|fcntl|unistd|curl/curl|sqlite3|sys/socket)\.h>' src/rudderstack 2>/dev/null)"
expect_nothing 'http/ does not know Braze' \
	"$(grep -rniE 'braze([^r]|$)' src/http --include='*.[ch]' 2>/dev/null | grep -v 'brazier')"
expect_nothing 'no function that trusts its input' \
	"$(grep -rnE '\b(strcpy|strcat|sprintf|vsprintf|strtok|gets|system|popen|localtime|gmtime|atoi|atol|atof)[[:space:]]*\(' \
		src ui tests --include='*.[ch]' 2>/dev/null)"
expect_nothing 'no file that should be two' \
	"$(find src ui -name '*.[ch]' -exec wc -l {} + 2>/dev/null | awk '$2 != "total" && $1 > 650 { print $1, $2 }')"
expect_nothing 'nothing is left for later in the code' \
	"$(grep -rnE '\b(TODO|FIXME|XXX|HACK)\b' src ui tests man --include='*.[ch1-8]' 2>/dev/null)"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
