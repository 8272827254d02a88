if HAVE_CHECK
check_PROGRAMS += tests/unit/test_store tests/unit/test_store_window
tests_unit_test_store_SOURCES = tests/unit/test_store.c
tests_unit_test_store_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_store_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_store_window_SOURCES = tests/unit/test_store_window.c
tests_unit_test_store_window_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_store_window_LDADD = $(CORE_TEST_LIBS)
endif
