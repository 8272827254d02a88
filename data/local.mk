EXTRA_DIST += data/embed.sh
EXTRA_DIST += data/ecommerce.def data/settings.def data/settings_required.def data/warnings.def data/source_types.def
EXTRA_DIST += data/commands.def
EXTRA_DIST += data/instances.def data/limits.def data/endpoints.def data/profile.def
EXTRA_DIST += data/simulate.def
EXTRA_DIST += data/instances.def data/limits.def data/endpoints.def data/profile.def data/preferences.def
EXTRA_DIST += data/meanings.def data/refusals.def data/statuses.def
EXTRA_DIST += data/instances.def data/limits.def data/endpoints.def
EXTRA_DIST += data/attributes.def data/traits_consumed.def \
	data/mapping_failures.def data/network_failures.def data/unused.def data/unused_device.def
EXTRA_DIST += data/streams.def data/airbyte_config.def
EXTRA_DIST += packaging/airbyte/Containerfile packaging/airbyte/metadata.yaml packaging/airbyte/README.md

# Texts that are part of the program
EXTRA_DIST += data/preview_head.html data/samples.jsonl
nodist_libcore_a_SOURCES += data/preview_head.c data/samples.c
CLEANFILES += data/preview_head.c data/samples.c

data/preview_head.c: data/preview_head.html data/embed.sh
	$(AM_V_GEN)mkdir -p data && $(SHELL) $(srcdir)/data/embed.sh preview_head $(srcdir)/data/preview_head.html > $@.new && mv $@.new $@

data/samples.c: data/samples.jsonl data/embed.sh
	$(AM_V_GEN)mkdir -p data && $(SHELL) $(srcdir)/data/embed.sh samples_text $(srcdir)/data/samples.jsonl > $@.new && mv $@.new $@
