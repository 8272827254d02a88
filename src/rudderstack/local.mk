include src/rudderstack/cloud.mk

libcore_a_SOURCES += \
	src/rudderstack/consent.c src/rudderstack/consent.h \
	src/rudderstack/deletion.c src/rudderstack/deletion.h \
	src/rudderstack/device.c src/rudderstack/device.h src/rudderstack/device_run.h \
	src/rudderstack/device_date.c \
	src/rudderstack/device_ecommerce.c \
	src/rudderstack/device_identify.c src/rudderstack/device_identify.h \
	src/rudderstack/device_purchase.c \
	src/rudderstack/device_rules.c src/rudderstack/device_rules.h \
	src/rudderstack/device_start.c \
	src/rudderstack/device_track.c \
	src/rudderstack/device_user.c \
	src/rudderstack/device_value.c src/rudderstack/device_value.h \
	src/rudderstack/ecommerce_table.c src/rudderstack/ecommerce_table.h \
	src/rudderstack/filtering.c src/rudderstack/filtering.h \
	src/rudderstack/preview_compare.c src/rudderstack/preview_compare.h \
	src/rudderstack/preview_device.c \
	src/rudderstack/routing.c src/rudderstack/routing.h \
	src/rudderstack/settings.c src/rudderstack/settings.h \
	src/rudderstack/settings_check.c src/rudderstack/settings_check.h \
	src/rudderstack/source.c src/rudderstack/source.h \
	src/rudderstack/warning.c src/rudderstack/warning.h
