#!/bin/sh
# Renders documentation that was not written for Limn, and puts it before the checkers of site.py.
#
# usage: Benchmarks/proof/real.sh KIND CONTENT FOLDER [arguments of site.py]
#
# KIND is a folder beside this file (hugodocs, swift-evolution, …) with limn.yml and stand-ins for
# the shortcodes of that site; CONTENT is the folder of its Markdown, which is only read; FOLDER is
# where the site is made. LIMN names the program, by default that of `make build`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
limn=${LIMN:-$here/../../.build/release/limn}
kind=$1
content=$(cd "$2" && pwd)
mkdir -p "$3"
folder=$(cd "$3" && pwd)
shift 3
rm -rf "$folder/templates"
cp -R "$here/../../templates" "$folder/templates"
if [ -d "$here/$kind/shortcodes" ]; then cp -R "$here/$kind/shortcodes" "$folder/templates/"; fi
cp "$here/$kind/limn.yml" "$folder/limn.yml"
ln -sfn "$content" "$folder/content"
"$limn" render --directory "$folder" >"$folder/render.log" 2>&1 || {
    grep -A 1 'error:' "$folder/render.log"
    exit 1
}
echo "$(grep -c 'warning:' "$folder/render.log") warnings in $folder/render.log;" \
    "$(grep '^rendered' "$folder/render.log")"
exec python3 "$here/site.py" "$folder/site" "$@"
