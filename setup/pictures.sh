#!/bin/sh
# Fetches the picture packages of the sample site from Debian and unpacks them under pictures/.
#
# Nothing is installed: each package is downloaded, unpacked beside its committed library.yml and
# left alone from then on. Needs no root. A folder that a broken run left half full is made anew.
set -eu
cd "$(dirname "$0")/.."

work=$(mktemp -d "${TMPDIR:-/tmp}/limn-pictures.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# As root, apt drops to a user of its own for downloads, and that one cannot write here.
options=""
[ "$(id -u)" -ne 0 ] || options="-o APT::Sandbox::User=root"

download() {
    (cd "$work" && apt-get $options download -qq "$1" </dev/null)
}

refresh_lists() {
    if [ "$(id -u)" -eq 0 ]; then
        apt-get update -qq </dev/null
    elif command -v sudo >/dev/null 2>&1; then
        sudo apt-get update -qq </dev/null
    fi
}

# unpack PACKAGE FOLDER-IN-PACKAGE NAME
unpack() {
    package=$1
    inside=$2
    target=pictures/$3
    if [ -f "$target/.complete" ]; then
        echo "pictures/$3: already there ($(cat "$target/.complete"))"
        return
    fi
    if ! download "$package" 2>"$work/log"; then
        refresh_lists
        if ! download "$package"; then
            echo "error: cannot download the Debian package $package" >&2
            echo "  Check the network and /etc/apt/sources.list, then run again; or unpack" >&2
            echo "  $inside of the package into $target yourself." >&2
            exit 3
        fi
    fi
    archive=$(ls "$work/$package"_*.deb)
    rm -rf "$work/tree"
    dpkg-deb -x "$archive" "$work/tree"

    mkdir -p "$target"
    find "$target" -mindepth 1 -maxdepth 1 ! -name library.yml -exec rm -rf {} +
    cp -R "$work/tree/$inside/." "$target/"
    cp "$work/tree/usr/share/doc/$package/copyright" "$target/copyright"
    chmod -R u+rwX,go+rX "$target"
    dpkg-deb --show --showformat='${Package} ${Version}\n' "$archive" >"$work/complete"
    mv "$work/complete" "$target/.complete"
    rm -f "$archive"
    echo "pictures/$3: unpacked $package, $(find "$target" -type f | wc -l) files"
}

unpack tuxpaint-stamps-default usr/share/tuxpaint/stamps tuxpaint
unpack mate-backgrounds usr/share/backgrounds/mate mate
unpack plasma-workspace-wallpapers usr/share/wallpapers wallpapers
