libcore_a_SOURCES += \
	src/braze/check.c src/braze/check.h \
	src/braze/endpoint.c src/braze/endpoint.h \
	src/braze/integration.c src/braze/integration.h \
	src/braze/meaning.c src/braze/meaning.h src/braze/meaning_private.h \
	src/braze/meaning_tables.c \
	src/braze/record.c src/braze/record.h \
	src/braze/repeat.c src/braze/repeat.h \
	src/braze/repeat_contents.c src/braze/repeat_contents.h \
	src/braze/request.c src/braze/request.h
