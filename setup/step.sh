#!/bin/sh
# Runs one named step of a make target, and says when it starts and how long it took.
# Usage: step.sh NAME COMMAND [ARGUMENT …]; LIMN_STARTED holds the second at which make began.
set -u
name=$1
shift
begun=$(date +%s)
elapsed() {
    printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}
printf '==> [%s] %s\n' "$(elapsed $((begun - ${LIMN_STARTED:-$begun})))" "$name"
"$@"
status=$?
took=$(elapsed $(($(date +%s) - begun)))
if [ $status -ne 0 ]; then
    printf '==> %s: failed with status %d after %s\n' "$name" $status "$took" >&2
    exit $status
fi
printf '    done in %s\n' "$took"
