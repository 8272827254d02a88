# Tests of rudderstack
if HAVE_CHECK
check_PROGRAMS += tests/unit/test_preview
tests_unit_test_preview_SOURCES = tests/unit/test_preview.c
tests_unit_test_preview_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_preview_LDADD = $(CORE_TEST_LIBS)
endif
