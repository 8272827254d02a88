libcore_a_SOURCES += \
	src/http/answer.c src/http/answer.h \
	src/http/client.c src/http/client.h \
	src/http/failure.c src/http/failure.h \
	src/http/pace.c src/http/pace.h \
	src/http/print.c src/http/print.h \
	src/http/queue.c src/http/queue.h \
	src/http/request.c src/http/request.h \
	src/http/retry.c src/http/retry.h \
	src/http/transfer.c src/http/transfer.h \
	src/http/wipe.c src/http/wipe.h
EXTRA_DIST += data/failures.def
