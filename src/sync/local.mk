libcore_a_SOURCES += \
	src/sync/window.c src/sync/window.h
