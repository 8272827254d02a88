libcore_a_SOURCES += \
	src/explore/daily.c src/explore/daily.h \
	src/explore/detail.c src/explore/detail.h \
	src/explore/explore.c src/explore/explore.h \
	src/explore/file_writer.c src/explore/file_writer.h \
	src/explore/grid.c src/explore/grid.h \
	src/explore/live.c src/explore/live.h \
	src/explore/value.c src/explore/value.h

EXTRA_DIST += data/ranges.def data/filter_terms.def
