EXTRA_DIST += tests/unit/sync_world.h tests/unit/airbyte_world.h tests/unit/airbyte_shape.h tests/unit/program.h
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
check_PROGRAMS += tests/unit/test_airbyte
tests_unit_test_airbyte_SOURCES = tests/unit/test_airbyte.c tests/unit/airbyte_world.c tests/unit/airbyte_shape.c \
	tests/unit/program.c tests/unit/sim_client.c
tests_unit_test_airbyte_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_airbyte_LDADD = $(CORE_TEST_LIBS)
check_PROGRAMS += tests/unit/test_airbyte_trouble
tests_unit_test_airbyte_trouble_SOURCES = tests/unit/test_airbyte_trouble.c tests/unit/airbyte_world.c \
	tests/unit/airbyte_shape.c tests/unit/program.c tests/unit/sim_client.c
tests_unit_test_airbyte_trouble_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_airbyte_trouble_LDADD = $(CORE_TEST_LIBS)
check_PROGRAMS += tests/unit/test_sync_killed
tests_unit_test_sync_killed_SOURCES = tests/unit/test_sync_killed.c tests/unit/sync_world.c tests/unit/program.c \
	tests/unit/sim_client.c
tests_unit_test_sync_killed_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sync_killed_LDADD = $(CORE_TEST_LIBS)
check_PROGRAMS += tests/unit/test_import
tests_unit_test_import_SOURCES = tests/unit/test_import.c tests/unit/sync_world.c tests/unit/sim_client.c
tests_unit_test_import_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_import_LDADD = $(CORE_TEST_LIBS)
check_PROGRAMS += tests/unit/test_sync
tests_unit_test_sync_SOURCES = tests/unit/test_sync.c tests/unit/sync_world.c tests/unit/sim_client.c tests/unit/wire.c
tests_unit_test_sync_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sync_LDADD = $(CORE_TEST_LIBS)
endif
endif
