# The console in a pseudo-terminal.
EXTRA_DIST += tests/ui/screen.h
if HAVE_CHECK
if HAVE_VTERM
if SIMULATOR
SCREEN_CFLAGS = $(TEST_CFLAGS) $(VTERM_CFLAGS)
SCREEN_LIBS = $(CHECK_LIBS) $(VTERM_LIBS) -lutil

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
check_PROGRAMS += tests/ui/test_settings
tests_ui_test_settings_SOURCES = tests/ui/test_settings.c tests/ui/screen.c
tests_ui_test_settings_CFLAGS = $(SCREEN_CFLAGS)
tests_ui_test_settings_LDADD = $(SCREEN_LIBS)
endif
endif
endif
