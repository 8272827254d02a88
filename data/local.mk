EXTRA_DIST += data/embed.sh
EXTRA_DIST += data/ecommerce.def data/settings.def data/settings_required.def data/warnings.def data/source_types.def
EXTRA_DIST += data/commands.def
EXTRA_DIST += data/instances.def data/limits.def data/endpoints.def data/profile.def
EXTRA_DIST += data/simulate.def
EXTRA_DIST += data/instances.def data/limits.def data/endpoints.def data/profile.def data/preferences.def
EXTRA_DIST += data/meanings.def data/refusals.def data/statuses.def
EXTRA_DIST += data/instances.def data/limits.def data/endpoints.def
EXTRA_DIST += data/attributes.def data/traits_consumed.def \
	data/mapping_failures.def data/network_failures.def
EXTRA_DIST += data/streams.def data/airbyte_config.def
