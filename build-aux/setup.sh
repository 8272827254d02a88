# Sourced by ./run and ./check: installs what is missing and builds into a directory of its own.

packages='autoconf automake make gcc pkg-config libncurses-dev libcurl4-openssl-dev libcjson-dev libconfig-dev
libsqlite3-dev libmicrohttpd-dev zlib1g-dev libunistring-dev uthash-dev'
test_packages='check libvterm-dev nghttp2-server openssl xz-utils'

say() {
	printf 'brazier: %s\n' "$*" >&2
}

missing_packages() {
	for package in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s ' "$package"
	done
}

install_packages() {
	if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
		return 0 # not Debian or Ubuntu: configure says what is missing
	fi
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" -eq 0 ]; then
		become_root=
	elif command -v sudo >/dev/null 2>&1; then
		become_root='sudo'
	else
		say "these packages are needed, and neither root nor sudo is there to install them: $missing"
		exit 1
	fi
	say "installing $missing"
	{
		$become_root apt-get update -qq &&
			$become_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
	} >&2 </dev/null || {
		say "apt-get could not install: $missing"
		exit 1
	}
}

# build_in DIRECTORY [CONFIGURE ARGUMENT...]: runs what is out of date of autoreconf, configure and make. Without
# arguments a directory that is configured stays as it is.
build_in() {
	directory=$1
	shift
	log=$directory/build.log
	mkdir -p "$directory"
	if [ ! -x configure ] || [ configure.ac -nt configure ]; then
		autoreconf -i >"$log" 2>&1 || build_failed autoreconf
	fi
	configured_with="$*"
	if [ ! -f "$directory/Makefile" ] ||
		{ [ $# -gt 0 ] && [ "$(cat "$directory/options" 2>/dev/null)" != "$configured_with" ]; }; then
		(cd "$directory" && ../configure --silent "$@") >"$log" 2>&1 || build_failed configure
		printf '%s\n' "$configured_with" >"$directory/options"
	fi
	make -C "$directory" -s -j "$(getconf _NPROCESSORS_ONLN)" ${build_targets:-all} >"$log" 2>&1 || build_failed make
}

build_failed() {
	tail -n 40 "$log" >&2
	say "$1 failed; all of its output is in $log"
	exit 1
}
