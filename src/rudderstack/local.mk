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
	src/rudderstack/routing.c src/rudderstack/routing.h \
	src/rudderstack/settings.c src/rudderstack/settings.h \
	src/rudderstack/settings_check.c src/rudderstack/settings_check.h \
	src/rudderstack/source.c src/rudderstack/source.h
	src/rudderstack/alias.c \
	src/rudderstack/attributes.c src/rudderstack/attributes.h \
	src/rudderstack/batch.c src/rudderstack/batch.h \
	src/rudderstack/calls.h \
	src/rudderstack/cloud.h \
	src/rudderstack/consent.c src/rudderstack/consent.h \
	src/rudderstack/dedup.c src/rudderstack/dedup.h \
	src/rudderstack/deletion.c src/rudderstack/deletion.h \
	src/rudderstack/dynamic.c src/rudderstack/dynamic.h \
	src/rudderstack/ecommerce.c \
	src/rudderstack/ecommerce_table.c src/rudderstack/ecommerce_table.h \
	src/rudderstack/event.c src/rudderstack/event.h \
	src/rudderstack/exchange.c src/rudderstack/exchange.h \
	src/rudderstack/explain.c src/rudderstack/explain.h \
	src/rudderstack/failure.c src/rudderstack/failure.h \
	src/rudderstack/filtering.c src/rudderstack/filtering.h \
	src/rudderstack/group.c \
	src/rudderstack/identify.c \
	src/rudderstack/identify_call.c src/rudderstack/identify_call.h \
	src/rudderstack/identity.c src/rudderstack/identity.h \
	src/rudderstack/job.c src/rudderstack/job.h \
	src/rudderstack/job_batch.c \
	src/rudderstack/job_delivery.c \
	src/rudderstack/mapping.c src/rudderstack/mapping.h \
	src/rudderstack/nested.c src/rudderstack/nested.h \
	src/rudderstack/processor.c \
	src/rudderstack/purchase.c \
	src/rudderstack/request.c src/rudderstack/request.h \
	src/rudderstack/router.c \
	src/rudderstack/routing.c src/rudderstack/routing.h \
	src/rudderstack/settings.c src/rudderstack/settings.h \
	src/rudderstack/settings_check.c src/rudderstack/settings_check.h \
	src/rudderstack/source.c src/rudderstack/source.h \
	src/rudderstack/track.c
