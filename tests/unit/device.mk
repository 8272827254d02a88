# Tests of device
if HAVE_CHECK
check_PROGRAMS += tests/unit/test_routing
tests_unit_test_routing_SOURCES = tests/unit/test_routing.c
tests_unit_test_routing_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_routing_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_deletion
tests_unit_test_deletion_SOURCES = tests/unit/test_deletion.c
tests_unit_test_deletion_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_deletion_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_settings
tests_unit_test_settings_SOURCES = tests/unit/test_settings.c
tests_unit_test_settings_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_settings_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_any_type
tests_unit_test_any_type_SOURCES = tests/unit/test_any_type.c
tests_unit_test_any_type_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_any_type_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_consent
tests_unit_test_consent_SOURCES = tests/unit/test_consent.c
tests_unit_test_consent_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_consent_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_ecommerce_table
tests_unit_test_ecommerce_table_SOURCES = tests/unit/test_ecommerce_table.c
tests_unit_test_ecommerce_table_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_ecommerce_table_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_device
tests_unit_test_device_SOURCES = tests/unit/test_device.c
tests_unit_test_device_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_device_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_warning
tests_unit_test_warning_SOURCES = tests/unit/test_warning.c
tests_unit_test_warning_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_warning_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_delete_ids
tests_unit_test_delete_ids_SOURCES = tests/unit/test_delete_ids.c
tests_unit_test_delete_ids_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_delete_ids_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_preview_device
tests_unit_test_preview_device_SOURCES = tests/unit/test_preview_device.c
tests_unit_test_preview_device_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_preview_device_LDADD = $(CORE_TEST_LIBS)
endif
