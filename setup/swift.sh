#!/bin/sh
# Checks that a Swift compiler new enough for the project is on the PATH.
set -eu
wanted_major=6
wanted_minor=1

if ! command -v swift >/dev/null 2>&1; then
    echo "error: no swift on the PATH" >&2
    echo "  Install Swift $wanted_major.$wanted_minor or newer and put its bin folder on the PATH." >&2
    exit 3
fi
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
major=$(echo "$version" | cut -d. -f1)
minor=$(echo "$version" | cut -s -d. -f2)
if [ "${major:-0}" -lt $wanted_major ] ||
    { [ "${major:-0}" -eq $wanted_major ] && [ "${minor:-0}" -lt $wanted_minor ]; }; then
    echo "error: $(command -v swift) is version ${version:-unknown}" >&2
    echo "  Limn needs Swift $wanted_major.$wanted_minor or newer first on the PATH." >&2
    exit 3
fi
echo "Swift $version"
