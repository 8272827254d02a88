# Tests of http
if HAVE_CHECK
HTTP_TEST_SOURCES = tests/unit/asking.c tests/unit/asking.h tests/unit/wire.c tests/unit/wire.h

check_PROGRAMS += tests/unit/test_http
tests_unit_test_http_SOURCES = tests/unit/test_http.c $(HTTP_TEST_SOURCES)
tests_unit_test_http_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_http_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_http_parts
tests_unit_test_http_parts_SOURCES = tests/unit/test_http_parts.c
tests_unit_test_http_parts_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_http_parts_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_http_queue
tests_unit_test_http_queue_SOURCES = tests/unit/test_http_queue.c $(HTTP_TEST_SOURCES)
tests_unit_test_http_queue_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_http_queue_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_http_tls
tests_unit_test_http_tls_SOURCES = tests/unit/test_http_tls.c $(HTTP_TEST_SOURCES)
tests_unit_test_http_tls_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_http_tls_LDADD = $(CORE_TEST_LIBS)

if SIMULATOR
check_PROGRAMS += tests/unit/test_http_simulator
tests_unit_test_http_simulator_SOURCES = tests/unit/test_http_simulator.c $(HTTP_TEST_SOURCES)
tests_unit_test_http_simulator_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_http_simulator_LDADD = $(CORE_TEST_LIBS)
endif
endif
