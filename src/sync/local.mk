# libcore_a_SOURCES += src/sync/...; tests of this room: tests/unit/sync.mk
