# Tests of replay
if HAVE_CHECK
check_PROGRAMS += tests/unit/test_replay_reader
tests_unit_test_replay_reader_SOURCES = tests/unit/test_replay_reader.c
tests_unit_test_replay_reader_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_replay_reader_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_replay_record
tests_unit_test_replay_record_SOURCES = tests/unit/test_replay_record.c
tests_unit_test_replay_record_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_replay_record_LDADD = $(CORE_TEST_LIBS)

if SIMULATOR
check_PROGRAMS += tests/unit/test_replay
tests_unit_test_replay_SOURCES = tests/unit/test_replay.c tests/unit/replay_world.c tests/unit/replay_world.h
tests_unit_test_replay_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_replay_LDADD = $(CORE_TEST_LIBS)
endif
endif
