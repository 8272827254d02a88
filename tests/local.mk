# Unit tests: one Check program a room, its fragment in tests/unit/<room>.mk.
TEST_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) -Wno-conversion
CORE_TEST_LIBS = libplace.a $(SIM_LIBS) libcore.a $(CORE_LIBS) $(SIM_LINK) $(CHECK_LIBS)

AM_TESTS_ENVIRONMENT = BRAZIER='$(abs_top_builddir)/brazier$(EXEEXT)'; export BRAZIER; \
	BRAZIER_SOURCE='$(abs_top_srcdir)'; export BRAZIER_SOURCE; \
	BRAZIER_BUILD='$(abs_top_builddir)'; export BRAZIER_BUILD; \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/leaks.supp:print_suppressions=0'; export LSAN_OPTIONS; \
	CK_TIMEOUT_MULTIPLIER=$${CK_TIMEOUT_MULTIPLIER:-4}; export CK_TIMEOUT_MULTIPLIER;

# Temporary directories, for all of them.
check_LIBRARIES = libplace.a
libplace_a_SOURCES = tests/unit/place.c tests/unit/place.h

include tests/unit/support.mk
include tests/unit/profile.mk
include tests/unit/journal.mk
include tests/unit/http.mk
include tests/unit/braze.mk
include tests/unit/rudderstack.mk
include tests/unit/device.mk
include tests/unit/store.mk
include tests/unit/sync.mk
include tests/unit/replay.mk
include tests/unit/workbench.mk
include tests/unit/doctor.mk
include tests/unit/sim.mk
include tests/unit/cli.mk
include tests/unit/ui.mk
include tests/ui/local.mk
include tests/e2e/local.mk
include tests/fuzz/local.mk
include tests/bench/local.mk
include tests/vectors/local.mk

dist_check_SCRIPTS += tests/house.sh
EXTRA_DIST += tests/unit/unit.h tests/leaks.supp

# Prove the mapping against cases of what the real thing answered: conform answers them, compare compares.
CONFORM_SOURCES = tests/conform.c tests/conform.h \
	tests/conform_cloud.c tests/conform_http.c tests/conform_http.h \
	tests/conform_device.c
noinst_PROGRAMS += tests/conform tests/compare
tests_conform_SOURCES = tests/conform_main.c $(CONFORM_SOURCES)
tests_conform_LDADD = libcore.a $(CORE_LIBS)
tests_compare_SOURCES = tests/compare.c tests/compare.h tests/compare_device.c tests/conform_function.c $(CONFORM_SOURCES)
tests_compare_LDADD = libcore.a $(CORE_LIBS)
dist_check_SCRIPTS += tests/vectors.sh tests/vectors_device.sh
