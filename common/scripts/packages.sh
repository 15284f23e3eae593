# What must be installed to build and to test; source after lib.sh.
# shellcheck shell=bash disable=SC2034

BUILD_PACKAGES=(clang-19 lld-19 llvm-19 cmake ninja-build ccache pkg-config
  libboost1.81-dev libboost-filesystem1.81-dev libjsoncpp-dev libyaml-cpp-dev libssl-dev
  prometheus-cpp-dev librdkafka-dev zlib1g-dev libarchive-dev libfmt-dev libcli11-dev libgtest-dev libgmock-dev
  librapidcheck-dev)
TEST_PACKAGES=(clang-tidy-19 clang-format-19 libclang-rt-19-dev shellcheck python3 git curl
  chromium chromium-driver python3-selenium python3-venv)

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The Java that `ballast up` would take is 17 or newer.
has_java() {
  local java major
  if [ -n "${JAVA_HOME:-}" ]; then
    [ -x "$JAVA_HOME/bin/java" ] ||
      die 1 "JAVA_HOME is $JAVA_HOME, which has no bin/java: name a Java 17 there, or unset it"
    return 0
  fi
  for java in /usr/lib/jvm/*17*/bin/java; do
    [ ! -x "$java" ] || return 0
  done
  java=$(command -v java) || return 1
  major=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [ "${major:-0}" -ge 17 ]
}

# missing_packages package...: those that are not there, one a line.
missing_packages() {
  local package
  for package in "$@"; do
    is_installed "$package" || say "$package"
  done
  has_java || say openjdk-17-jre-headless
  command -v mvn >/dev/null || say maven
}

# may_install ASSUME_YES: asks when a person is at the terminal.
may_install() {
  local answer
  [ "$1" = no ] && [ -t 0 ] || return 0
  read -r -p "  install them? [Y/n] " answer
  case "$answer" in
    '' | [yY] | [yY][eE][sS]) ;;
    *) return 1 ;;
  esac
}

# A package manager that is broken off half way would leave half a package: Ctrl-C waits for it.
unpack() {
  trap '' INT
  logged "$@"
}

run_apt() {
  local log=$1
  shift
  local apt=(as_root env DEBIAN_FRONTEND=noninteractive
    apt-get -y -o DPkg::Lock::Timeout=300 --no-install-recommends)
  logged "$log" "${apt[@]}" update || return
  logged "$log" "${apt[@]}" install --download-only "$@" || return
  (unpack "$log" "${apt[@]}" install "$@")
}

# install_packages ASSUME_YES package...
install_packages() {
  local yes=$1 listed missing log
  shift
  listed=$(missing_packages "$@")
  if [ -z "$listed" ]; then
    say "  all there"
    return
  fi
  mapfile -t missing <<<"$listed"
  say "  Debian packages to install: ${missing[*]}"
  command -v apt-get >/dev/null ||
    die 1 "there is no apt-get: Ballast is built on Debian 12; install the packages yourself"
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
    die 1 "there is no sudo; as root: apt-get install --no-install-recommends ${missing[*]}"
  may_install "$yes" || die 1 "not installed; Ballast cannot be built without them"
  as_root true || die 1 "sudo refused"
  make_temporary log
  if ! run_apt "$log/apt" "${missing[@]}"; then
    tail -n 15 "$log/apt" >&2
    die 1 "apt-get could not install the packages: is the network there, and is this Debian 12?"
  fi
}

# Prometheus and its promtool from Debian's package, into the cache: an installed one would be
# started by Debian, on all addresses.
fetch_prometheus() {
  local folder=$BALLAST_CACHE/prometheus unpacked log
  if [ -x "$folder/bin/promtool" ]; then
    say "  $folder/bin is there"
    return
  fi
  make_temporary unpacked
  make_temporary log
  if ! (cd "$unpacked" && logged "$log/apt" apt-get download prometheus); then
    logged "$log/apt" as_root apt-get update || true
    (cd "$unpacked" && logged "$log/apt" apt-get download prometheus) || {
      tail -n 5 "$log/apt" >&2
      die 1 "Debian's package prometheus could not be fetched: is the network there?"
    }
  fi
  dpkg-deb -x "$unpacked"/prometheus_*.deb "$unpacked/root"
  mkdir -p "$folder"
  mv "$unpacked/root/usr/bin" "$folder/bin"
  say "  fetched Prometheus into $folder/bin"
}
