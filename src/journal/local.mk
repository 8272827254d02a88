libcore_a_SOURCES += \
	src/journal/har.c src/journal/har.h \
	src/journal/journal.c src/journal/journal.h \
	src/journal/line.c src/journal/line.h \
	src/journal/redact.c src/journal/redact.h \
	src/journal/view.c src/journal/view.h
