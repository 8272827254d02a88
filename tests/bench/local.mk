# Benchmarks: make bench
EXTRA_PROGRAMS += tests/bench/bench_transform
tests_bench_bench_transform_SOURCES = tests/bench/bench_transform.c
tests_bench_bench_transform_LDADD = libplace.a $(CJSON_LIBS)
CLEANFILES += tests/bench/bench_transform$(EXEEXT)

EXTRA_PROGRAMS += tests/bench/bench_sync
tests_bench_bench_sync_SOURCES = tests/bench/bench_sync.c
tests_bench_bench_sync_LDADD = libplace.a libcore.a $(CORE_LIBS)
CLEANFILES += tests/bench/bench_sync$(EXEEXT)

# Also: the export killed 200 times.
.PHONY: bench
bench: brazier$(EXEEXT) tests/bench/bench_transform$(EXEEXT) tests/bench/bench_sync$(EXEEXT)
	BRAZIER='$(abs_top_builddir)/brazier$(EXEEXT)' tests/bench/bench_transform$(EXEEXT)
	BRAZIER='$(abs_top_builddir)/brazier$(EXEEXT)' tests/bench/bench_sync$(EXEEXT)
	$(MAKE) $(AM_MAKEFLAGS) check TESTS=tests/unit/test_sync_killed BRAZIER_KILLS=200
