#!/bin/sh
# Runs the built tests, and repeats at the end what failed: a test runner's report is thousands of
# lines long, and what went wrong may stand anywhere in it.
# Usage: tests.sh COMMAND [ARGUMENT …]
set -u
report=$(mktemp)
trap 'rm -f "$report"' EXIT
{ "$@" 2>&1; echo $? >"$report.status"; } | tee "$report"
status=$(cat "$report.status")
rm -f "$report.status"
if [ "$status" -ne 0 ]; then
    echo "==> What failed:"
    grep -A 4 -E '^[^ ]+ (Test .*(recorded an issue|failed after))|: error:|[Ff]atal error' "$report" |
        grep -v -E ' (started|passed after)' | head -n 60
fi
exit "$status"
