# libcore_a_SOURCES += src/journal/...; tests of this room: tests/unit/journal.mk
