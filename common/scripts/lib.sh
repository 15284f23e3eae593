# Shared by quickstart, tests/run and tests/bench/run: phases with their time, what is left behind
# when they are broken off, and the build.
# shellcheck shell=bash

BALLAST_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck disable=SC2034  # for those who source this
BALLAST_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/ballast
# shellcheck disable=SC2034
PROGRAMS=(ballast ballast-agent ballast-init ballast-coordinator)
PHASE=
TEMPORARY=()

say() { printf '%s\n' "$*"; }

# die CODE words...
die() {
  local code=$1
  shift
  printf 'error: %s\n' "$*" >&2
  exit "$code"
}

# phase "[1/4] packages" command...: runs it and says how long it took. A failing phase ends the
# script with 1, whatever its tool's exit code was, and is named.
phase() {
  local started=$SECONDS
  PHASE=$1
  shift
  say "$PHASE ..."
  "$@"
  say "$PHASE ... done in $((SECONDS - started)) s"
  PHASE=
}

# The exit trap of the scripts: nothing half made stays behind.
on_exit() {
  local code=$?
  [ "${#TEMPORARY[@]}" -eq 0 ] || rm -rf -- "${TEMPORARY[@]}"
  [ "$code" -ne 0 ] && [ -n "$PHASE" ] || exit "$code"
  if [ "$code" -ge 129 ]; then
    printf '\nbroken off in: %s; run this again to go on\n' "$PHASE" >&2
    exit "$code"
  fi
  printf 'failed: %s\n' "$PHASE" >&2
  exit 1
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# make_temporary VARIABLE [FOLDER]: a folder that is removed when the script ends.
make_temporary() {
  local -n made=$1
  made=$(mktemp -d "${2:-${TMPDIR:-/tmp}}/.ballast-XXXXXX")
  TEMPORARY+=("$made")
}

# Each line in place of the one before where a person looks on; nothing elsewhere.
show_last_line() {
  local line
  while IFS= read -r line; do
    [ ! -t 1 ] || printf '\r  %.76s\033[K' "$line"
  done
  [ ! -t 1 ] || printf '\r\033[K'
}

# logged FILE command...: its output goes to the file, its last line is shown.
logged() {
  local file=$1
  shift
  "$@" 2>&1 </dev/null | tee "$file" | show_last_line
}

# configure PRESET [option...]: from nothing where the cache is of another compiler or another tree.
configure() {
  local folder=$BALLAST_ROOT/build/$1 cache log
  cache=$folder/CMakeCache.txt
  if [ -e "$folder" ] && ! { grep -qE '^CMAKE_CXX_COMPILER:.*clang\+\+-19$' "$cache" &&
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$BALLAST_ROOT" "$cache"; } 2>/dev/null; then
    say "  $folder was made by another compiler or for another folder: configured anew"
    rm -rf "$folder"
  fi
  make_temporary log
  if ! (cd "$BALLAST_ROOT" && logged "$log/cmake" cmake --preset "$@"); then
    tail -n 20 "$log/cmake" >&2
    die 1 "cmake --preset $* failed"
  fi
}

# build PRESET target...: shows ninja's own progress.
build() {
  local preset=$1
  shift
  configure "$preset"
  ninja -C "$BALLAST_ROOT/build/$preset" "$@"
}
