if HAVE_CHECK
check_PROGRAMS += tests/unit/test_support
tests_unit_test_support_SOURCES = tests/unit/test_support.c
tests_unit_test_support_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_support_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_jsvalue
tests_unit_test_jsvalue_SOURCES = tests/unit/test_jsvalue.c
tests_unit_test_jsvalue_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_jsvalue_LDADD = $(CORE_TEST_LIBS)
check_PROGRAMS += tests/unit/test_span
tests_unit_test_span_SOURCES = tests/unit/test_span.c
tests_unit_test_span_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_span_LDADD = $(CORE_TEST_LIBS)
endif
