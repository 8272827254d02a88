libcore_a_SOURCES += \
	src/explore/explore.c src/explore/explore.h \
	src/explore/value.c
