# Tests of http
if HAVE_CHECK
check_PROGRAMS += tests/unit/test_http
tests_unit_test_http_SOURCES = tests/unit/test_http.c tests/unit/wire.c tests/unit/wire.h
tests_unit_test_http_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_http_LDADD = $(CORE_TEST_LIBS)
endif
