#!/bin/sh
# embed.sh NAME FILE: writes C that holds FILE as "const char NAME[]" with "const size_t NAME_length"; a NUL stands behind.
set -eu
name=$1
file=$2
printf '#include <stddef.h>\n\nextern const char %s[];\nextern const size_t %s_length;\n\nconst char %s[] = {\n' "$name" "$name" "$name"
od -An -v -tu1 "$file" | sed 's/[0-9][0-9]*/(char)&,/g'
printf '0 };\n\nconst size_t %s_length = sizeof %s - 1;\n' "$name" "$name"
