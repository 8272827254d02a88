#!/bin/sh
# run.sh SOURCE SECONDS [TARGET...]: builds the fuzzing targets by clang with libFuzzer and both sanitizers, and lets each run
# so long. The corpus, kept in build-fuzz/corpus, begins with the target's seeds and the cases of tests/vectors. What is
# found is left in build-fuzz.
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
build() { # TARGET OUTPUT [ARGUMENT...]
	target=$1
	output=$2
	shift 2
	# shellcheck disable=SC2086
	clang $flags -std=c11 -D_GNU_SOURCE -I"$source" -I"$source/src" -I. "$@" \
		"$source/tests/fuzz/fuzz_$target.c" "$source/tests/unit/place.c" libcore.a $libraries -lpthread -lm -o "$output"
}
for target in "$@"; do
	echo "== $target, $seconds s"
	mkdir -p "corpus/$target" "seeds/$target"
	build "$target" "seeds_$target" "$source/tests/fuzz/driver.c"
	"./seeds_$target" "seeds/$target"
	mv "seeds/$target/words.dict" "$target.dict"
	case $target in
	transform | json)
		(cd "seeds/$target" && split -l 1 -a 4 "$source/tests/vectors/differential.jsonl" case- &&
			split -l 1 -a 4 "$source/tests/vectors/cloud-own.jsonl" own-)
		;;
	esac
	build "$target" "fuzz_$target" -fsanitize=fuzzer
	"./fuzz_$target" -dict="$target.dict" -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=1024 -print_final_stats=1 \
		-artifact_prefix="found-$target-" "corpus/$target" "seeds/$target"
done
