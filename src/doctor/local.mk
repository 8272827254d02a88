libcore_a_SOURCES += \
	src/doctor/check.h \
	src/doctor/check_key.c \
	src/doctor/check_machine.c \
	src/doctor/check_profile.c \
	src/doctor/check_reach.c \
	src/doctor/check_settings.c \
	src/doctor/check_tls.c \
	src/doctor/doctor.c src/doctor/doctor.h \
	src/doctor/examination.c src/doctor/examination.h \
	src/doctor/ground.c src/doctor/ground.h \
	src/doctor/permission.c src/doctor/permission.h \
	src/doctor/report.c src/doctor/report.h src/doctor/report_file.c src/doctor/report_text.c
EXTRA_DIST += data/doctor_areas.def data/interceptors.def data/needs.def
