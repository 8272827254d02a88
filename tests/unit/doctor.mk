# Tests of doctor
EXTRA_DIST += tests/unit/tls_certificates.sh
if HAVE_CHECK
if SIMULATOR
check_PROGRAMS += tests/unit/test_doctor
tests_unit_test_doctor_SOURCES = tests/unit/test_doctor.c \
	tests/unit/tls_server.c tests/unit/tls_server.h tests/unit/wire.c tests/unit/wire.h
tests_unit_test_doctor_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_doctor_LDADD = $(CORE_TEST_LIBS)
endif
endif
