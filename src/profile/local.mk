# libcore_a_SOURCES += src/profile/...; tests of this room: tests/unit/profile.mk
