# libcore_a_SOURCES += src/braze/...; tests of this room: tests/unit/braze.mk
