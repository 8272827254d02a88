# The built program from outside, one script a subject.
dist_check_SCRIPTS += \
	tests/e2e/command.sh \
	tests/e2e/profile.sh \
	tests/e2e/history.sh \
	tests/e2e/simulate.sh \
	tests/e2e/settings.sh \
	tests/e2e/delete.sh \
	tests/e2e/preview.sh \
	tests/e2e/transform.sh \
	tests/e2e/doctor.sh \
	tests/e2e/sync.sh \
	tests/e2e/replay.sh
EXTRA_DIST += tests/e2e/common.sh
if HAVE_CHECK
check_PROGRAMS += tests/e2e/test_prompt
tests_e2e_test_prompt_SOURCES = tests/e2e/test_prompt.c
tests_e2e_test_prompt_CFLAGS = $(TEST_CFLAGS) -I$(top_srcdir)/tests
tests_e2e_test_prompt_LDADD = libplace.a $(CHECK_LIBS)

if SIMULATOR
check_PROGRAMS += tests/e2e/test_set_ups
tests_e2e_test_set_ups_SOURCES = tests/e2e/test_set_ups.c tests/unit/program.c tests/unit/program.h \
	tests/unit/tls_server.c tests/unit/tls_server.h tests/unit/wire.c tests/unit/wire.h
tests_e2e_test_set_ups_CFLAGS = $(TEST_CFLAGS) -I$(top_srcdir)/tests/unit
tests_e2e_test_set_ups_LDADD = $(CORE_TEST_LIBS)
endif
endif
