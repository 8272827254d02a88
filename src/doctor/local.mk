# libcore_a_SOURCES += src/doctor/...; tests of this room: tests/unit/doctor.mk
