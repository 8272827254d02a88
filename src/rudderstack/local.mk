# libcore_a_SOURCES += src/rudderstack/...; tests of this room: tests/unit/rudderstack.mk
