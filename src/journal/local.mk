libcore_a_SOURCES += \
	src/journal/filter.c src/journal/filter.h \
	src/journal/har.c src/journal/har.h \
	src/journal/har_file.c src/journal/har_file.h \
	src/journal/journal.c src/journal/journal.h \
	src/journal/line.c src/journal/line.h \
	src/journal/redact.c src/journal/redact.h \
	src/journal/view.c src/journal/view.h
