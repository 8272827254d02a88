# Fuzzing as a test: tests/fuzz/fuzz.h tells how.
EXTRA_DIST += tests/fuzz/fuzz.h
check_PROGRAMS += tests/fuzz/fuzz_profile tests/fuzz/fuzz_meaning
tests_fuzz_fuzz_profile_SOURCES = tests/fuzz/fuzz_profile.c tests/fuzz/driver.c
tests_fuzz_fuzz_profile_CFLAGS = $(TEST_CFLAGS)
tests_fuzz_fuzz_profile_LDADD = libplace.a libcore.a $(CORE_LIBS)
tests_fuzz_fuzz_meaning_SOURCES = tests/fuzz/fuzz_meaning.c tests/fuzz/driver.c
tests_fuzz_fuzz_meaning_CFLAGS = $(TEST_CFLAGS)
tests_fuzz_fuzz_meaning_LDADD = libcore.a $(CORE_LIBS)
check_PROGRAMS += tests/fuzz/fuzz_device
tests_fuzz_fuzz_device_SOURCES = tests/fuzz/fuzz_device.c tests/fuzz/driver.c
tests_fuzz_fuzz_device_CFLAGS = $(TEST_CFLAGS)
tests_fuzz_fuzz_device_LDADD = libcore.a $(CORE_LIBS)
check_PROGRAMS += tests/fuzz/fuzz_json tests/fuzz/fuzz_transform
tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c tests/fuzz/driver.c
tests_fuzz_fuzz_json_CFLAGS = $(TEST_CFLAGS)
tests_fuzz_fuzz_json_LDADD = libcore.a $(CORE_LIBS)
tests_fuzz_fuzz_transform_SOURCES = tests/fuzz/fuzz_transform.c tests/fuzz/driver.c
tests_fuzz_fuzz_transform_CFLAGS = $(TEST_CFLAGS)
tests_fuzz_fuzz_transform_LDADD = libcore.a $(CORE_LIBS)
check_PROGRAMS += tests/fuzz/fuzz_import
tests_fuzz_fuzz_import_SOURCES = tests/fuzz/fuzz_import.c tests/fuzz/driver.c
tests_fuzz_fuzz_import_CFLAGS = $(TEST_CFLAGS)
tests_fuzz_fuzz_import_LDADD = libplace.a libcore.a $(CORE_LIBS)

# A long run by libFuzzer: make fuzz [SECONDS=600]
EXTRA_DIST += tests/fuzz/run.sh
.PHONY: fuzz
fuzz:
	$(SHELL) $(srcdir)/tests/fuzz/run.sh $(srcdir) $${SECONDS:-600}
