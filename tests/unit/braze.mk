if HAVE_CHECK
check_PROGRAMS += tests/unit/test_endpoint tests/unit/test_meaning
tests_unit_test_endpoint_SOURCES = tests/unit/test_endpoint.c
tests_unit_test_endpoint_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_endpoint_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_meaning_SOURCES = tests/unit/test_meaning.c
tests_unit_test_meaning_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_meaning_LDADD = $(CORE_TEST_LIBS)
check_PROGRAMS += tests/unit/test_repeat
tests_unit_test_repeat_SOURCES = tests/unit/test_repeat.c
tests_unit_test_repeat_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_repeat_LDADD = $(CORE_TEST_LIBS)
if SIMULATOR
check_PROGRAMS += tests/unit/test_session
tests_unit_test_session_SOURCES = tests/unit/test_session.c
tests_unit_test_session_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_session_LDADD = $(CORE_TEST_LIBS)
endif
endif
