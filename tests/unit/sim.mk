EXTRA_DIST += tests/unit/sim_client.h
if HAVE_CHECK
if SIMULATOR
check_PROGRAMS += tests/unit/test_sim tests/unit/test_sim_users tests/unit/test_sim_faults \
	tests/unit/test_sim_data tests/unit/test_sim_dataplane tests/unit/test_sim_track \
	tests/unit/test_sim_endpoints
tests_unit_test_sim_SOURCES = tests/unit/test_sim.c tests/unit/sim_client.c
tests_unit_test_sim_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sim_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_sim_users_SOURCES = tests/unit/test_sim_users.c tests/unit/sim_client.c
tests_unit_test_sim_users_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sim_users_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_sim_faults_SOURCES = tests/unit/test_sim_faults.c tests/unit/sim_client.c
tests_unit_test_sim_faults_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sim_faults_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_sim_data_SOURCES = tests/unit/test_sim_data.c tests/unit/sim_client.c
tests_unit_test_sim_data_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sim_data_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_sim_dataplane_SOURCES = tests/unit/test_sim_dataplane.c tests/unit/sim_client.c
tests_unit_test_sim_dataplane_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sim_dataplane_LDADD = $(CORE_TEST_LIBS)
endif
endif
tests_unit_test_sim_track_SOURCES = tests/unit/test_sim_track.c tests/unit/sim_client.c
tests_unit_test_sim_track_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sim_track_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_sim_endpoints_SOURCES = tests/unit/test_sim_endpoints.c tests/unit/sim_client.c
tests_unit_test_sim_endpoints_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sim_endpoints_LDADD = $(CORE_TEST_LIBS)
