#!/usr/bin/env bash
# clang-tidy over the product's sources; a clean one is remembered by its content and its headers'.
# tidy.sh ROOT BUILD
set -euo pipefail
root=$1
build=$2
cd "$root"
memory=${XDG_CACHE_HOME:-$HOME/.cache}/ballast/tidy
mkdir -p "$memory"
headers=$(git ls-files -z '*.hpp' .clang-tidy | sort -z | xargs -0 cat | sha256sum | cut -c1-16)
check_one() {
  local source=$1 key
  key=$memory/$(cat "$source" <(echo "$headers") | sha256sum | cut -c1-32)
  [ -e "$key" ] && return 0
  # The build's precompiled header is of another tool's making.
  if clang-tidy-19 -p "$build" --quiet --extra-arg=-Wno-unused-command-line-argument \
    --extra-arg=-Wno-ignored-optimization-argument "$source" 2>/dev/null; then
    touch "$key"
  else
    return 1
  fi
}
export -f check_one
export build memory headers
git ls-files -z 'agent/*.cpp' 'common/*.cpp' 'coordinator/*.cpp' |
  xargs -0 -P 2 -I {} bash -c 'check_one {}'
