#!/bin/sh
# Compares the kernels' arm64 bodies with the portable ones: on an arm64 machine as they are, elsewhere
# under qemu. Needs Swift's clang and, elsewhere, what setup/test-tools.sh installs.
set -eu
cd "$(dirname "$0")/../.."
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
emulator="" target=""
if [ "$(uname -m)" != aarch64 ] && [ "$(uname -m)" != arm64 ]; then
    emulator=qemu-aarch64
    target="--target=aarch64-linux-gnu --ld-path=$(command -v aarch64-linux-gnu-ld) -static"
fi
# The flags of Package.swift.
"$clang" $target -O3 -Wall -Wextra -Werror -ffp-contract=off -ISources/CLimnKernels/include \
    Tests/Emulation/kernels.c Sources/CLimnKernels/*.c -o "$folder/kernels" -lm -lpthread
$emulator "$folder/kernels"
