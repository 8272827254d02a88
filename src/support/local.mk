libcore_a_SOURCES += \
	src/support/date.c src/support/date.h \
	src/support/error.c src/support/error.h \
	src/support/file.c src/support/file.h \
	src/support/json.c src/support/json.h \
	src/support/memory.c src/support/memory.h \
	src/support/nearest.c src/support/nearest.h \
	src/support/secret.c src/support/secret.h \
	src/support/text.c src/support/text.h
