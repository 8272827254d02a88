# libcore_a_SOURCES += src/cli/...; tests of this room: tests/unit/cli.mk
