#!/usr/bin/env bash
# Fails where clang-format would change a tracked source.
set -euo pipefail
cd "$1"
git ls-files -z '*.cpp' '*.hpp' | xargs -0 clang-format-19 --dry-run --Werror
