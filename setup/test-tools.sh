#!/bin/sh
# Installs what only the tests need: a browser, and a font for the Chinese pages that it opens.
set -eu
exec "$(dirname "$0")/debian.sh" chromium fonts-noto-cjk
