EXTRA_DIST += data/embed.sh
EXTRA_DIST += data/commands.def
