# Shared by quickstart and tests/run: phases with their time, Debian packages, Kafka from Maven.
# shellcheck disable=SC2034
# shellcheck shell=bash

BALLAST_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BALLAST_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/ballast
KAFKA_DEFAULT=3.9.2

BUILD_PACKAGES=(clang-19 lld-19 llvm-19 cmake ninja-build ccache pkg-config
  libboost1.81-dev libboost-filesystem1.81-dev libjsoncpp-dev libyaml-cpp-dev libssl-dev
  prometheus-cpp-dev librdkafka-dev libfmt-dev libcli11-dev libgtest-dev libgmock-dev
  librapidcheck-dev curl)
TEST_PACKAGES=(clang-tidy-19 clang-format-19 libclang-rt-19-dev shellcheck python3)

say() { printf '%s\n' "$*"; }
die() {
  local code=$1
  shift
  printf 'error: %s\n' "$*" >&2
  exit "$code"
}

# phase "[1/4] packages" command...: runs it and says how long it took.
phase() {
  local title=$1 started ended
  shift
  started=$(date +%s)
  say "$title ..."
  "$@"
  ended=$(date +%s)
  say "$title done in $((ended - started)) s"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die 2 "packages are missing and there is no sudo; as root: apt-get install $*"
  fi
}

package_is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

java_is_new_enough() {
  local java=${JAVA_HOME:+$JAVA_HOME/bin/java} major
  java=${java:-$(command -v java || true)}
  [ -n "$java" ] && [ -x "$java" ] || return 1
  major=$("$java" -version 2>&1 | sed -n '1s/.*"\([0-9]*\).*/\1/p')
  [ "${major:-0}" -ge 17 ]
}

# install_packages ASSUME_YES package...: asks first when a person is at the terminal.
install_packages() {
  local yes=$1 missing=() package answer
  shift
  for package in "$@"; do
    package_is_installed "$package" || missing+=("$package")
  done
  java_is_new_enough || missing+=(openjdk-17-jdk-headless)
  command -v mvn >/dev/null || missing+=(maven)
  [ "${#missing[@]}" -gt 0 ] || { say "  all there"; return; }
  say "  Debian packages to install: ${missing[*]}"
  if [ "$yes" = no ] && [ -t 0 ]; then
    read -r -p "  install them? [Y/n] " answer
    case "$answer" in
      '' | [yY]*) ;;
      *) die 1 "not installed: ${missing[*]}" ;;
    esac
  fi
  local log
  log=$(mktemp)
  if ! { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    die 1 "apt-get could not install the packages (the whole log: $log)"
  fi
  rm -f "$log"
}

# A pom with the broker's jars, or with those of Kafka's command line tools.
write_pom() {
  local file=$1 artifact=$2 version=$3
  cat >"$file" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>ballast</groupId><artifactId>fetch</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>$artifact</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-reload4j</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
}

# fetch_jars ARTIFACT VERSION FOLDER: whole or not at all; skipped when it is there.
fetch_jars() {
  local artifact=$1 version=$2 folder=$3 try work
  [ -d "$folder" ] && { say "  $folder is there"; return; }
  mkdir -p "$(dirname "$folder")"
  work=$(mktemp -d "$(dirname "$folder")/.fetch-XXXXXX")
  write_pom "$work/pom.xml" "$artifact" "$version"
  for try in 1 2 3; do
    if mvn -q -B -f "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
      -DoutputDirectory="$work/jars" >"$work/log" 2>&1; then
      mv -T "$work/jars" "$folder"
      rm -rf "$work"
      return
    fi
    say "  Maven failed (try $try of 3)"
  done
  tail -n 5 "$work/log" >&2
  rm -rf "$work"
  die 1 "Maven could not fetch org.apache.kafka:$artifact:$version; is that a released version?"
}

fetch_kafka() {
  fetch_jars kafka_2.13 "$1" "$BALLAST_CACHE/kafka/$1/libs"
}

fetch_kafka_tools() {
  fetch_jars kafka-tools "$1" "$BALLAST_CACHE/kafka/$1/tools-libs"
}

# build PRESET target...: configures again from nothing when the cache is another compiler's.
build() {
  local preset=$1 folder=$BALLAST_ROOT/build/$1
  shift
  if [ -f "$folder/CMakeCache.txt" ] &&
    ! grep -q 'CMAKE_CXX_COMPILER:.*clang++-19' "$folder/CMakeCache.txt"; then
    rm -rf "$folder"
  fi
  (cd "$BALLAST_ROOT" && cmake --preset "$preset" >"/tmp/ballast-cmake-$$.log" 2>&1) ||
    { tail -n 20 "/tmp/ballast-cmake-$$.log" >&2; die 1 "cmake --preset $preset failed"; }
  rm -f "/tmp/ballast-cmake-$$.log"
  ninja -C "$folder" "$@"
}
