#!/usr/bin/env bash
# Every tracked shell script through shellcheck.
set -euo pipefail
cd "$1"
git grep -lE '^#!/usr/bin/env bash|^# shellcheck shell=bash' | xargs shellcheck -x
