libcore_a_SOURCES += \
	src/rudderstack/deletion.c src/rudderstack/deletion.h \
	src/rudderstack/routing.c src/rudderstack/routing.h \
	src/rudderstack/source.c src/rudderstack/source.h
