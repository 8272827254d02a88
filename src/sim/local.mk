# libcore_a_SOURCES += src/sim/...; tests of this room: tests/unit/sim.mk
