libcore_a_SOURCES += \
	src/replay/answer.c src/replay/answer.h \
	src/replay/compare.c src/replay/compare.h \
	src/replay/delete_ids.c src/replay/delete_ids.h \
	src/replay/delete_run.c src/replay/delete_run.h \
	src/replay/item.c src/replay/item.h \
	src/replay/outcome.c src/replay/outcome.h \
	src/replay/plan.c src/replay/plan.h src/replay/plan_batch.c \
	src/replay/prepare.c src/replay/prepare.h \
	src/replay/readback.c src/replay/readback.h \
	src/replay/reader.c src/replay/reader.h \
	src/replay/record.c src/replay/record.h src/replay/record_private.h src/replay/record_read.c \
	src/replay/replay.c src/replay/replay.h src/replay/replay_private.h src/replay/replay_send.c \
	src/replay/setup.c src/replay/setup.h
EXTRA_DIST += data/differences.def data/outcomes.def data/replay_parts.def
