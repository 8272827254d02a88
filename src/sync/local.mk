libcore_a_SOURCES += \
	src/sync/airbyte_check.c src/sync/airbyte_check.h \
	src/sync/airbyte_config.c src/sync/airbyte_config.h \
	src/sync/airbyte_sink.c src/sync/airbyte_sink.h \
	src/sync/feed.c \
	src/sync/import.c src/sync/import.h \
	src/sync/items.c src/sync/items.h \
	src/sync/job.c \
	src/sync/message.c src/sync/message.h \
	src/sync/pull.c src/sync/pull.h \
	src/sync/record.c src/sync/record.h \
	src/sync/run.h \
	src/sync/state.c src/sync/state.h \
	src/sync/store_sink.c src/sync/store_sink.h \
	src/sync/stream.c src/sync/stream.h \
	src/sync/sync.c src/sync/sync.h \
	src/sync/window.c src/sync/window.h
