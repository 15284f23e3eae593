#!/usr/bin/env bash
# Proves that each lint can fail: planted_test.sh plants one violation for each in a tree of its own
# and wants it named; a tree without them must pass.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
export XDG_CACHE_HOME=$root/cache
failed=0

# plant FILE: its text from standard input, and how it is compiled.
plant() {
  mkdir -p "$root/build" "$(dirname "$root/$1")"
  cat >"$root/$1"
  git -C "$root" add "$1"
  printf '[{"directory":"%s","file":"%s","command":"clang++-19 -std=c++23 -o a.o -c %s"}]\n' \
    "$root/build" "$root/$1" "$root/$1" >"$root/build/compile_commands.json"
}

# finds WORDS lint...: the lint fails and says the words.
finds() {
  local words=$1 out
  shift
  if out=$("$@" 2>&1); then
    echo "does not fail on what was planted: $*"
    failed=1
  elif ! grep -qF -e "$words" <<<"$out"; then
    printf 'fails without "%s": %s\n%s\n' "$words" "$*" "$out"
    failed=1
  fi
}

passes() {
  local out
  if ! out=$("$@" 2>&1); then
    printf 'fails on what is right: %s\n%s\n' "$*" "$out"
    failed=1
  fi
}

git -C "$root" init -q
cp "$here/../../.clang-format" "$here/../../.clang-tidy" "$root"

plant agent/a.cpp <<<'int   main() { return 0; }'
finds a.cpp "$here/check_format.sh" "$root"
plant agent/a.sh <<<$'#!/usr/bin/env bash\necho $1'
finds SC2086 "$here/check_shell.sh" "$root"
plant agent/a.cpp <<<$'namespace ballast {\nstruct bad_name {};\n}  // namespace ballast'
finds bad_name "$here/each_source.py" tidy "$root" "$root/build" agent
plant agent/a.cpp <<'CODE'
#include <boost/asio/awaitable.hpp>
#include <expected>
boost::asio::awaitable<std::expected<int, int>> asked();
boost::asio::awaitable<void> asks() {
    co_await asked();
}
CODE
finds 'co_await asked()' "$here/each_source.py" dropped_results "$root" "$root/build" agent
plant agent/a.cpp <<<'#include "coordinator/cli/args.hpp"'
finds 'never know each other' "$here/check_sources.py" "$root"

plant agent/a.sh <<<$'#!/usr/bin/env bash\necho "$1"'
plant agent/a.cpp <<'CODE'
#include <boost/asio/awaitable.hpp>
#include <expected>
boost::asio::awaitable<std::expected<int, int>> asked();
boost::asio::awaitable<void> asks() {
    (void)co_await asked();
}
CODE
passes "$here/check_format.sh" "$root"
passes "$here/check_shell.sh" "$root"
passes "$here/check_sources.py" "$root"
passes "$here/each_source.py" tidy "$root" "$root/build" agent
passes "$here/each_source.py" dropped_results "$root" "$root/build" agent
exit "$failed"
