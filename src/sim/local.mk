if SIMULATOR
libsim_a_SOURCES += \
	src/sim/attributes.c src/sim/attributes.h \
	src/sim/base64.c src/sim/base64.h \
	src/sim/braze.c \
	src/sim/campaign.c src/sim/campaign.h \
	src/sim/campaign_series.c \
	src/sim/campaigns.c \
	src/sim/canvas.c src/sim/canvas.h \
	src/sim/canvas_series.c \
	src/sim/canvases.c \
	src/sim/cards.c \
	src/sim/catalog.c src/sim/catalog.h \
	src/sim/currency.c src/sim/currency.h \
	src/sim/custom_attributes.c \
	src/sim/dataplane.c \
	src/sim/events.c \
	src/sim/exchange.c src/sim/exchange.h \
	src/sim/export.h \
	src/sim/fault.c \
	src/sim/handlers.h \
	src/sim/identity.c src/sim/identity.h \
	src/sim/kpi.c \
	src/sim/limit.c \
	src/sim/list.c src/sim/list.h \
	src/sim/log.c \
	src/sim/message.c src/sim/message.h \
	src/sim/names.c src/sim/names.h \
	src/sim/options.c \
	src/sim/preference_centers.c \
	src/sim/segments.c \
	src/sim/sends.c \
	src/sim/series.c src/sim/series.h \
	src/sim/sim.h \
	src/sim/simulator.c src/sim/simulator.h \
	src/sim/subscription_groups.h \
	src/sim/subscriptions.c \
	src/sim/users.c src/sim/users.h \
	src/sim/users_change.c \
	src/sim/users_export.c \
	src/sim/users_export_file.c \
	src/sim/users_identifier.c \
	src/sim/users_identify.c \
	src/sim/users_track.c \
	src/sim/world.c src/sim/world.h
endif
