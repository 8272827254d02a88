# libcore_a_SOURCES += src/store/...; tests of this room: tests/unit/store.mk
