libcore_a_SOURCES += \
	src/store/database.c src/store/database.h \
	src/store/export.c src/store/export.h \
	src/store/filter.c src/store/filter.h \
	src/store/function.c src/store/function.h \
	src/store/lookup.c src/store/lookup.h \
	src/store/migration.c src/store/migration.h \
	src/store/rows.c src/store/rows.h \
	src/store/run.c \
	src/store/series.c src/store/series.h \
	src/store/store.c src/store/store.h \
	src/store/table.c src/store/table.h \
	src/store/window.c src/store/window.h \
	src/store/write.c src/store/write.h
