#!/bin/sh
# The cloud mapping against cases of what RudderStack's transformer answered: those that come with the source, and, where
# BRAZIER_VECTORS names a directory, those in its transformer/.
set -u
own="${BRAZIER_SOURCE:-.}/tests/vectors"
more="${BRAZIER_VECTORS:-}/transformer"
set -- "$own/differential.jsonl" "$own/cloud-own.jsonl"
if [ -d "$more" ]; then
	for file in "$more"/*.json; do
		set -- "$@" "$file"
	done
else
	echo "BRAZIER_VECTORS is not set: only the cases that come with the source are tried"
fi
exec "${BRAZIER_BUILD:-build}/tests/compare" "$@"
