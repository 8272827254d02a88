# Sourced by the end-to-end scripts: a home of their own, a simulator, expectations, counted, and the line that ends a script.
passed=0
failed=0
simulator=
work=$(mktemp -d)
trap 'stop_simulator; rm -rf "$work"' EXIT
export HOME="$work/home" LC_ALL=C.UTF-8
mkdir "$HOME"
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME BRAZIER_PROFILE BRAZIER_INSTANCE BRAZIER_REST_URL BRAZIER_API_KEY \
	BRAZIER_APP_KEY http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY no_proxy 2>/dev/null

needs_simulator() {
	"$BRAZIER" --version | grep -q '^simulator: yes' && return
	printf 'built without the simulator\n'
	exit 77
}

stop_simulator() {
	[ -z "$simulator" ] || { kill "$simulator" 2>/dev/null && wait "$simulator" 2>/dev/null; }
	simulator=
}

start_simulator() { # OPTION...: one at a time; $simulator is the process, $url and $port where it listens
	stop_simulator
	: >"$work/listening"
	"$BRAZIER" simulate --parent-exit "$@" >"$work/listening" 2>"$work/simulator" &
	simulator=$!
	await listens "$work/listening"
	port=${url##*:}
}

run() { # ARGUMENT...: brazier's stdout is $out then, its stderr $err, its status $status; $work/all has all that was ever said
	"$BRAZIER" "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
	cat "$work/out" "$work/err" >>"$work/all"
}

check() { # TITLE EXPECTED GOT
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'not ok: %s\n expected: %s\n got:      %s\n' "$1" "$2" "$3"
	fi
}

contains() { # TITLE TEXT PART
	case $2 in
	*"$3"*) passed=$((passed + 1)) ;;
	*)
		failed=$((failed + 1))
		printf 'not ok: %s\n "%s" is not in: %s\n' "$1" "$3" "$2"
		;;
	esac
}

lacks() { # TITLE TEXT PART
	case $2 in
	*"$3"*)
		failed=$((failed + 1))
		printf 'not ok: %s\n "%s" is in: %s\n' "$1" "$3" "$2"
		;;
	*) passed=$((passed + 1)) ;;
	esac
}

await() { # COMMAND...: until it succeeds; a minute at the longest
	tries=1200
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

listens() { # FILE: whether the simulator whose stdout FILE is has said its address; it is $url then
	url=$(sed -n 's/^listening on //p' "$1")
	[ -n "$url" ]
}

finish() { # the script's last command: its status is the script's
	printf '%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ]
}
