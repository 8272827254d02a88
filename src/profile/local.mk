libcore_a_SOURCES += \
	src/profile/config_file.c src/profile/config_file.h \
	src/profile/instance.c src/profile/instance.h \
	src/profile/key_command.c src/profile/key_command.h \
	src/profile/key_source.c src/profile/key_source.h \
	src/profile/paths.c src/profile/paths.h \
	src/profile/preferences.c src/profile/preferences.h \
	src/profile/profile.c src/profile/profile.h src/profile/profile_private.h \
	src/profile/profile_choose.c \
	src/profile/profile_field.c \
	src/profile/profile_file.c \
	src/profile/settings.c
