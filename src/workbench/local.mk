libcore_a_SOURCES += \
	src/workbench/draft.c src/workbench/draft.h \
	src/workbench/effect.c src/workbench/effect.h \
	src/workbench/event_list.c src/workbench/event_list.h \
	src/workbench/events_of.c src/workbench/events_of.h \
	src/workbench/mailing.c src/workbench/mailing.h \
	src/workbench/outbox.c src/workbench/outbox.h \
	src/workbench/page.c src/workbench/page.h \
	src/workbench/parcel.c src/workbench/parcel.h \
	src/workbench/selection.c src/workbench/selection.h \
	src/workbench/trial.c src/workbench/trial.h \
	src/workbench/workbench.c src/workbench/workbench.h
