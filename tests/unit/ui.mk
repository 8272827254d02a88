# The console without a terminal.
if HAVE_CHECK
UI_TEST_CFLAGS = $(TEST_CFLAGS) $(CURSES_CFLAGS)
UI_TEST_LIBS = libui.a $(CORE_TEST_LIBS) $(UI_LIBS)

check_PROGRAMS += tests/unit/test_canvas tests/unit/test_keymap tests/unit/test_table tests/unit/test_ui_text \
	tests/unit/test_panes
tests_unit_test_canvas_SOURCES = tests/unit/test_canvas.c
tests_unit_test_canvas_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_test_canvas_LDADD = $(UI_TEST_LIBS)
tests_unit_test_keymap_SOURCES = tests/unit/test_keymap.c
tests_unit_test_keymap_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_test_keymap_LDADD = $(UI_TEST_LIBS)
tests_unit_test_table_SOURCES = tests/unit/test_table.c tests/unit/fake_console.c
tests_unit_test_table_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_test_table_LDADD = $(UI_TEST_LIBS)
tests_unit_test_ui_text_SOURCES = tests/unit/test_ui_text.c tests/unit/fake_console.c
tests_unit_test_ui_text_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_test_ui_text_LDADD = $(UI_TEST_LIBS)
tests_unit_test_panes_SOURCES = tests/unit/test_panes.c tests/unit/fake_console.c
tests_unit_test_panes_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_test_panes_LDADD = $(UI_TEST_LIBS)
check_PROGRAMS += tests/unit/test_text_edit
tests_unit_test_text_edit_SOURCES = tests/unit/test_text_edit.c
tests_unit_test_text_edit_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_test_text_edit_LDADD = $(UI_TEST_LIBS)
endif
EXTRA_DIST += tests/unit/fake_console.h

if HAVE_CHECK
if SIMULATOR
check_PROGRAMS += tests/unit/test_live
tests_unit_test_live_SOURCES = tests/unit/test_live.c
tests_unit_test_live_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_live_LDADD = $(CORE_TEST_LIBS)
endif
endif
