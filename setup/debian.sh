#!/bin/sh
# Installs the Debian packages that building and running Limn needs, and only those that are missing.
# Further packages may be named as arguments.
set -eu
packages="
    libcmark-gfm-dev libcmark-gfm-extensions-dev
    libjpeg-dev libpng-dev libwebp-dev libexiv2-dev libcurl4-openssl-dev
    libopenblas-dev libsqlite3-dev libssl-dev zlib1g-dev wordnet-base
    pkg-config python3 python3-pip ca-certificates
    $*
"
if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "error: this set-up script is for Debian 12 and its relatives" >&2
    echo "  Elsewhere, install the counterparts of:" $packages >&2
    exit 3
fi

missing=""
for package in $packages; do
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "all Debian packages are installed"
    exit 0
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "error: not root, and no sudo to install$missing" >&2
        echo "  As root, run: apt-get install$missing" >&2
        exit 3
    fi
    as_root="sudo"
fi
echo "installing$missing"
$as_root apt-get update -qq </dev/null
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing </dev/null
