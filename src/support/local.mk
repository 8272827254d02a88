libcore_a_SOURCES += \
	src/support/arena.c src/support/arena.h \
	src/support/date.c src/support/date.h \
	src/support/error.c src/support/error.h \
	src/support/file.c src/support/file.h \
	src/support/jsnumber.c src/support/jsnumber.h \
	src/support/json.c src/support/json.h \
	src/support/jsread.c src/support/jsread.h \
	src/support/jstext.c src/support/jstext.h \
	src/support/jsvalue.c src/support/jsvalue.h \
	src/support/jswrite.c src/support/jswrite.h \
	src/support/memory.c src/support/memory.h \
	src/support/nearest.c src/support/nearest.h \
	src/support/secret.c src/support/secret.h \
	src/support/span.c src/support/span.h \
	src/support/text.c src/support/text.h
