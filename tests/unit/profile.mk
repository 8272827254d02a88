EXTRA_DIST += tests/unit/memory_scan.h
if HAVE_CHECK
check_PROGRAMS += tests/unit/test_profile tests/unit/test_instance tests/unit/test_key_source tests/unit/test_preferences
tests_unit_test_profile_SOURCES = tests/unit/test_profile.c
tests_unit_test_profile_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_profile_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_instance_SOURCES = tests/unit/test_instance.c
tests_unit_test_instance_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_instance_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_key_source_SOURCES = tests/unit/test_key_source.c
tests_unit_test_key_source_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_key_source_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_preferences_SOURCES = tests/unit/test_preferences.c
tests_unit_test_preferences_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_preferences_LDADD = $(CORE_TEST_LIBS)
endif
