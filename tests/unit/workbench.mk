# Tests of the workbench
if HAVE_CHECK
check_PROGRAMS += tests/unit/test_workbench
tests_unit_test_workbench_SOURCES = tests/unit/test_workbench.c
tests_unit_test_workbench_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_workbench_LDADD = $(CORE_TEST_LIBS)
endif
