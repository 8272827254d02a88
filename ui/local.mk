libui_a_SOURCES += \
	ui/version.c ui/version.h
