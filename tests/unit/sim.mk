EXTRA_DIST += tests/unit/sim_client.h
if HAVE_CHECK
if SIMULATOR
check_PROGRAMS += tests/unit/test_sim tests/unit/test_sim_users
tests_unit_test_sim_SOURCES = tests/unit/test_sim.c tests/unit/sim_client.c
tests_unit_test_sim_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sim_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_sim_users_SOURCES = tests/unit/test_sim_users.c tests/unit/sim_client.c
tests_unit_test_sim_users_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sim_users_LDADD = $(CORE_TEST_LIBS)
endif
endif
