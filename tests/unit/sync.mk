EXTRA_DIST += tests/unit/sync_world.h
if HAVE_CHECK
check_PROGRAMS += tests/unit/test_window
tests_unit_test_window_SOURCES = tests/unit/test_window.c
tests_unit_test_window_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_window_LDADD = $(CORE_TEST_LIBS)
check_PROGRAMS += tests/unit/test_state tests/unit/test_stream
tests_unit_test_state_SOURCES = tests/unit/test_state.c
tests_unit_test_state_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_state_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_stream_SOURCES = tests/unit/test_stream.c
tests_unit_test_stream_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_stream_LDADD = $(CORE_TEST_LIBS)
if SIMULATOR
check_PROGRAMS += tests/unit/test_sync
tests_unit_test_sync_SOURCES = tests/unit/test_sync.c tests/unit/sync_world.c tests/unit/sim_client.c
tests_unit_test_sync_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sync_LDADD = $(CORE_TEST_LIBS)
endif
endif
