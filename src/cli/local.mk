libcli_a_SOURCES += \
	src/cli/command.c src/cli/command.h \
	src/cli/completion.c \
	src/cli/help.c \
	src/cli/version.c src/cli/version.h

if SIMULATOR
libcli_a_SOURCES += src/cli/simulate.c
endif
