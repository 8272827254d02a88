#!/bin/sh
# The client integrations, and what decides about them, against cases taken from the published ones: those that come with
# the source, and, where BRAZIER_VECTORS names a directory, those in it.
set -u

cases() { # DIRECTORY: its files with their kinds, one word after the other
	for file in "$1"/device/*.json; do
		case ${file##*/} in
		core-consent.json) printf -- '--kind\nconsent\n%s\n' "$file" ;;
		routing.json) printf -- '--kind\nrouting\n%s\n' "$file" ;;
		*) printf -- '--kind\ndevice\n%s\n' "$file" ;;
		esac
	done
	printf -- '--kind\nsettings\n%s\n--kind\ndeletion\n%s\n' "$1/settings.json" "$1/deletion.json"
}

own=${BRAZIER_SOURCE:-.}/tests/vectors
set -- "$own/device-own.json"
IFS='
'
# shellcheck disable=SC2046
set -- "$@" $(cases "$own")
if [ -d "${BRAZIER_VECTORS:-}/device" ]; then
	# shellcheck disable=SC2046
	set -- "$@" $(cases "$BRAZIER_VECTORS")
else
	echo "BRAZIER_VECTORS is not set: only the cases that come with the source are tried"
fi
exec "${BRAZIER_BUILD:-build}/tests/compare" "$@"
