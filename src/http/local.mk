# libcore_a_SOURCES += src/http/...; tests of this room: tests/unit/http.mk
