libcli_a_SOURCES += \
	src/cli/command.c src/cli/command.h \
	src/cli/completion.c \
	src/cli/help.c \
	src/cli/version.c src/cli/version.h

libcli_a_SOURCES += src/cli/console.c src/cli/open_console.c src/cli/open_console.h

if SIMULATOR
libcli_a_SOURCES += src/cli/simulate.c src/cli/demo.c src/cli/temporary.c src/cli/temporary.h
endif
libcli_a_SOURCES += \
	src/cli/doctor.c \
	src/cli/confirm.c src/cli/confirm.h \
	src/cli/delete_show.c src/cli/delete_show.h \
	src/cli/delete_users.c \
	src/cli/ground.c src/cli/ground.h \
	src/cli/history.c \
	src/cli/history_filter.c src/cli/history_filter.h \
	src/cli/history_repeat.c \
	src/cli/interrupt.c src/cli/interrupt.h \
	src/cli/paths.c \
	src/cli/profile.c \
	src/cli/profile_show.c src/cli/profile_show.h \
	src/cli/prompt.c src/cli/prompt.h \
	src/cli/replay.c \
	src/cli/replay_input.c src/cli/replay_input.h \
	src/cli/replay_show.c src/cli/replay_show.h \
	src/cli/settings.c \
	src/cli/settings_show.c src/cli/settings_show.h \
	src/cli/table.c src/cli/table.h

libcli_a_SOURCES += src/cli/lines.c src/cli/lines.h src/cli/preview.c src/cli/transform.c
libcli_a_SOURCES += \
	src/cli/airbyte.c \
	src/cli/export.c \
	src/cli/import.c \
	src/cli/progress.c src/cli/progress.h \
	src/cli/stop.c src/cli/stop.h \
	src/cli/stream_operand.c src/cli/stream_operand.h \
	src/cli/sync.c

# Called by this name the program is an Airbyte source.
install-exec-hook:
	cd '$(DESTDIR)$(bindir)' && rm -f source-braze && $(LN_S) brazier$(EXEEXT) source-braze
uninstall-hook:
	rm -f '$(DESTDIR)$(bindir)/source-braze'
