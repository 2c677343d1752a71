#!/bin/bash
# run.sh thread|address [MODULE …]: the tests of the modules that read strangers' files and compute, under
# a sanitizer. Only tiny models run, as real ones would take hours. Fails where a test or the sanitizer does.
set -euo pipefail
cd "$(dirname "$0")/../.."
case ${1:?name a sanitizer: thread or address} in
thread) scratch=.build/tsan ;;
address) scratch=.build/asan ;;
*) echo "$1 is no sanitizer that is used here; name thread or address" >&2 && exit 2 ;;
esac
sanitizer=$1
shift
swift build --build-tests --scratch-path $scratch --sanitize="$sanitizer" -Xswiftc -DSEPARATE_MATRICES
export LIMN_MODELS=/nonexistent
# Swift's own metadata is never freed.
export ASAN_OPTIONS=detect_leaks=0
failed=0
for module in ${@:-LimnTensors LimnTokenizers LimnModelFiles LimnTextModels}; do
    $scratch/debug/limnPackageTests.xctest --filter "^${module}Tests\\." \
        --testing-library swift-testing > $scratch/$module.log 2>&1 || failed=1
    grep -hE "✘|SUMMARY: |ERROR: |Test run with" $scratch/$module.log | sed "s/^/$module: /" || failed=1
done
exit $failed
