EXTRA_DIST += data/embed.sh
