# Benchmarks: make bench
EXTRA_PROGRAMS += tests/bench/bench_transform
tests_bench_bench_transform_SOURCES = tests/bench/bench_transform.c
tests_bench_bench_transform_LDADD = $(CJSON_LIBS)
CLEANFILES += tests/bench/bench_transform$(EXEEXT)

.PHONY: bench
bench: brazier$(EXEEXT) tests/bench/bench_transform$(EXEEXT)
	BRAZIER='$(abs_top_builddir)/brazier$(EXEEXT)' tests/bench/bench_transform$(EXEEXT)
