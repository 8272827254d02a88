# The console in a pseudo-terminal.
EXTRA_DIST += tests/ui/screen.h tests/ui/world.h
if HAVE_CHECK
if HAVE_VTERM
if SIMULATOR
SCREEN_CFLAGS = $(TEST_CFLAGS) $(VTERM_CFLAGS)
SCREEN_LIBS = libplace.a $(CHECK_LIBS) $(VTERM_LIBS) -lutil

check_PROGRAMS += tests/ui/test_demo tests/ui/test_terminal tests/ui/test_budget \
	tests/ui/test_connections tests/ui/test_monkey
tests_ui_test_connections_SOURCES = tests/ui/test_connections.c tests/ui/screen.c
tests_ui_test_connections_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_connections_LDADD = $(SCREEN_LIBS)
tests_ui_test_monkey_SOURCES = tests/ui/test_monkey.c tests/ui/screen.c
tests_ui_test_monkey_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_monkey_LDADD = $(SCREEN_LIBS)
tests_ui_test_budget_SOURCES = tests/ui/test_budget.c tests/ui/screen.c
tests_ui_test_budget_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_budget_LDADD = $(SCREEN_LIBS)
tests_ui_test_demo_SOURCES = tests/ui/test_demo.c tests/ui/screen.c
tests_ui_test_demo_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_demo_LDADD = $(SCREEN_LIBS)
tests_ui_test_terminal_SOURCES = tests/ui/test_terminal.c tests/ui/screen.c
tests_ui_test_terminal_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_terminal_LDADD = $(SCREEN_LIBS)
check_PROGRAMS += tests/ui/test_replay tests/ui/test_settings
tests_ui_test_replay_SOURCES = tests/ui/test_replay.c tests/ui/screen.c
tests_ui_test_replay_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_replay_LDADD = $(SCREEN_LIBS)
tests_ui_test_settings_SOURCES = tests/ui/test_settings.c tests/ui/screen.c
tests_ui_test_settings_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_settings_LDADD = $(SCREEN_LIBS)
check_PROGRAMS += tests/ui/test_explore
tests_ui_test_explore_SOURCES = tests/ui/test_explore.c tests/ui/screen.c
tests_ui_test_explore_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_explore_LDADD = $(SCREEN_LIBS)
check_PROGRAMS += tests/ui/test_trouble
tests_ui_test_trouble_SOURCES = tests/ui/test_trouble.c tests/ui/screen.c \
	tests/unit/tls_server.c tests/unit/tls_server.h tests/unit/wire.c tests/unit/wire.h
tests_ui_test_trouble_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_trouble_LDADD = $(CORE_TEST_LIBS) $(SCREEN_LIBS)

# On profiles and a simulator of their own.
WORLD_SOURCES = tests/ui/screen.c tests/ui/world.c
check_PROGRAMS += tests/ui/test_doctor_screen tests/ui/test_history_screen tests/ui/test_send_all
tests_ui_test_doctor_screen_SOURCES = tests/ui/test_doctor_screen.c $(WORLD_SOURCES)
tests_ui_test_doctor_screen_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_doctor_screen_LDADD = $(CORE_TEST_LIBS) $(SCREEN_LIBS)
tests_ui_test_history_screen_SOURCES = tests/ui/test_history_screen.c $(WORLD_SOURCES)
tests_ui_test_history_screen_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_history_screen_LDADD = $(CORE_TEST_LIBS) $(SCREEN_LIBS)
tests_ui_test_send_all_SOURCES = tests/ui/test_send_all.c $(WORLD_SOURCES)
tests_ui_test_send_all_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_send_all_LDADD = $(CORE_TEST_LIBS) $(SCREEN_LIBS)
endif
endif
endif
