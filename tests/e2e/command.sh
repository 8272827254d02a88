#!/bin/sh
# The manners of the command line: statuses, help, streams, completions.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"


said=$("$BRAZIER" --hlep 2>&1 >/dev/null)
check 'an unknown option is a usage error' 2 $?
contains 'and the nearest one is named' "$said" 'did you mean --help?'

said=$("$BRAZIER" completoin 2>&1 >/dev/null)
check 'an unknown command is a usage error' 2 $?
contains 'and the nearest one is named, too' "$said" 'did you mean completion?'

said=$("$BRAZIER" completion tcsh 2>&1 >/dev/null)
check 'an unknown verb is a usage error' 2 $?
contains 'and the verbs are named' "$said" 'bash, zsh, fish'

"$BRAZIER" completion bash surplus >/dev/null 2>&1
check 'an argument too many is a usage error' 2 $?
"$BRAZIER" --profile >/dev/null 2>&1
check 'an option without its argument is a usage error' 2 $?

said=$("$BRAZIER" --help)
check 'help is no failure' 0 $?
check 'and fits one screen' yes "$([ "$(printf '%s\n' "$said" | wc -l)" -le 48 ] && echo yes)"
check 'in 120 columns' '' "$(printf '%s\n' "$said" | awk 'length > 120')"

for library in libcurl cJSON libconfig SQLite ncurses libunistring; do
	contains "--version names $library" "$("$BRAZIER" --version)" "$library"
done

for command in $("$BRAZIER" --help | awk '/^Commands/ { on = 1; next } /^$/ { on = 0 } on && /^  [a-z]/ { print $1 }'); do
	"$BRAZIER" "$command" --help >"$work/help" 2>&1
	check "$command has its own help" 0 $?
	contains "$command shows its usage" "$(cat "$work/help")" "usage: brazier $command"
done

if [ -w /dev/full ]; then
	"$BRAZIER" --help >/dev/full 2>/dev/null
	check 'a full disk under stdout is a failure' 1 $?
fi
check 'a reader that closes its pipe is told nothing' '' "$( ("$BRAZIER" completion zsh 2>"$work/said" || :) | head -c 1 >/dev/null; cat "$work/said")"
for shell in bash zsh fish; do
	"$BRAZIER" completion $shell >"$work/completion"
	contains "the completions of $shell know the commands" "$(cat "$work/completion")" completion
	if command -v $shell >/dev/null 2>&1; then
		$shell -n "$work/completion"
		check "$shell reads its completions" 0 $?
	fi
done

mkdir -p "$work/paths/profiles"
said=$("$BRAZIER" paths --config-dir "$work/paths" --state-dir "$work/nowhere" -p new)
check 'where everything is can be told before anything is there' 0 $?
said=$(printf '%s' "$said" | tr -s ' ')
contains 'with what decided on it' "$said" "$work/paths/profiles/new.conf --config-dir not yet"
contains 'each kind by its own' "$said" "$work/nowhere/new.jsonl --state-dir not yet"
check 'and nothing is made' no "$([ -e "$work/nowhere" ] && echo yes || echo no)"
printf 'theme = \n' >"$work/paths/brazier.conf"
said=$("$BRAZIER" paths --config-dir "$work/paths" --json 2>"$work/said")
check 'a configuration that cannot be read does not hide it' 0 $?
contains 'it is told all the same' "$(cat "$work/said")" 'brazier.conf:'
contains 'and is among what is there' "$(printf '%s' "$said" | tr -d '\t\n')" "\"path\":\"$work/paths/brazier.conf\",\"from\":\"--config-dir\",\"exists\":true"
check 'a name that leads elsewhere is refused' 3 "$("$BRAZIER" paths -p ../x >/dev/null 2>&1; echo $?)"

finish
