# Cloud mode
libcore_a_SOURCES += \
	src/rudderstack/alias.c \
	src/rudderstack/attributes.c src/rudderstack/attributes.h \
	src/rudderstack/batch.c src/rudderstack/batch.h \
	src/rudderstack/calls.h \
	src/rudderstack/cloud.h \
	src/rudderstack/dedup.c src/rudderstack/dedup.h \
	src/rudderstack/delete_users.c src/rudderstack/delete_users.h \
	src/rudderstack/delivery.c src/rudderstack/delivery.h \
	src/rudderstack/dynamic.c src/rudderstack/dynamic.h \
	src/rudderstack/ecommerce.c \
	src/rudderstack/event.c src/rudderstack/event.h \
	src/rudderstack/exchange.c src/rudderstack/exchange.h \
	src/rudderstack/explain.c src/rudderstack/explain.h \
	src/rudderstack/failure.c src/rudderstack/failure.h \
	src/rudderstack/group.c \
	src/rudderstack/identify.c \
	src/rudderstack/identify_call.c src/rudderstack/identify_call.h \
	src/rudderstack/identity.c src/rudderstack/identity.h \
	src/rudderstack/job.c src/rudderstack/job.h \
	src/rudderstack/job_batch.c \
	src/rudderstack/job_delivery.c \
	src/rudderstack/mapping.c src/rudderstack/mapping.h \
	src/rudderstack/nested.c src/rudderstack/nested.h \
	src/rudderstack/pointer.c src/rudderstack/pointer.h \
	src/rudderstack/preview.c src/rudderstack/preview.h src/rudderstack/preview_part.h \
	src/rudderstack/preview_cloud.c \
	src/rudderstack/preview_html.c src/rudderstack/preview_markdown.c src/rudderstack/preview_text.c \
	src/rudderstack/preview_render.c src/rudderstack/preview_render.h \
	src/rudderstack/processor.c \
	src/rudderstack/purchase.c \
	src/rudderstack/request.c src/rudderstack/request.h \
	src/rudderstack/router.c \
	src/rudderstack/sample.c src/rudderstack/sample.h \
	src/rudderstack/track.c \
	src/rudderstack/transform.c src/rudderstack/transform.h \
	src/rudderstack/unused.c src/rudderstack/unused.h
