# Sourced by the end-to-end scripts: expectations, counted, and the line that ends a script.
passed=0
failed=0

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
