libcore_a_SOURCES += \
	src/rudderstack/consent.c src/rudderstack/consent.h \
	src/rudderstack/deletion.c src/rudderstack/deletion.h \
	src/rudderstack/ecommerce_table.c src/rudderstack/ecommerce_table.h \
	src/rudderstack/filtering.c src/rudderstack/filtering.h \
	src/rudderstack/routing.c src/rudderstack/routing.h \
	src/rudderstack/settings.c src/rudderstack/settings.h \
	src/rudderstack/settings_check.c src/rudderstack/settings_check.h \
	src/rudderstack/source.c src/rudderstack/source.h
