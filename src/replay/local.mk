# libcore_a_SOURCES += src/replay/...; tests of this room: tests/unit/replay.mk
