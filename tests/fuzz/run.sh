#!/bin/sh
# run.sh SOURCE SECONDS [TARGET...]: builds the fuzzing targets by clang with libFuzzer and both sanitizers, and lets each run
# so long. The corpus, kept in build-fuzz/corpus, begins with the cases of tests/vectors. What is found is left there, too.
set -eu
source=$(cd "$1" && pwd)
seconds=$2
shift 2
flags='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined'
command -v clang >/dev/null || {
	echo 'clang is missing: apt-get install clang' >&2
	exit 1
}
mkdir -p "$source/build-fuzz"
cd "$source/build-fuzz"
[ -f Makefile ] || ../configure --silent CC=clang CFLAGS="$flags -fsanitize=fuzzer-no-link"
make -s -j "$(getconf _NPROCESSORS_ONLN)" libcore.a
libraries=$(make -s -f Makefile -f - print <<'END'
print:
	@echo $(CORE_LIBS)
END
)
[ $# -gt 0 ] || set -- json transform device profile meaning import
for target in "$@"; do
	echo "== $target, $seconds s"
	mkdir -p "corpus/$target"
	if [ "$target" = transform ] && [ -z "$(ls -A "corpus/$target")" ]; then
		(cd "corpus/$target" && split -l 1 -a 4 "$source/tests/vectors/differential.jsonl" case-)
	fi
	# shellcheck disable=SC2086
	clang $flags -fsanitize=fuzzer -std=c11 -D_GNU_SOURCE -I"$source" -I"$source/src" -I. \
		"$source/tests/fuzz/fuzz_$target.c" libcore.a $libraries -lpthread -lm -o "fuzz_$target"
	"./fuzz_$target" -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=1024 -print_final_stats=1 \
		-artifact_prefix="found-$target-" "corpus/$target"
done
