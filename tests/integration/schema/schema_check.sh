#!/usr/bin/env bash
# schema_check.sh ORIGIN TOKEN_FILE: runs schemathesis against ORIGIN/openapi.json as who has the
# file's operator token. Its packages, pinned in requirements.txt, are kept in Ballast's cache.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common/scripts/lib.sh
source "$here/../../../common/scripts/lib.sh"

EXAMPLES=50 # at most for each operation, in the phase that draws them
SEED=1      # the same requests each time

# install_into FOLDER: whole or not at all.
install_into() {
  local folder=$1 work
  [ ! -x "$folder/bin/schemathesis" ] || return 0
  mkdir -p "$(dirname "$folder")"
  rm -rf "$folder"
  make_temporary work "$(dirname "$folder")"
  /usr/bin/python3 -m venv "$work/venv"
  "$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    --no-deps --only-binary :all: --requirement "$here/requirements.txt"
  # The programs name their interpreter by its path.
  sed -i "1s|^#!.*|#!$folder/bin/python|" "$work"/venv/bin/schemathesis
  mv -T "$work/venv" "$folder"
}

# write_config FILE: the token goes in by a file, not by an argument or the environment.
write_config() {
  local token
  token=$(sed -n 's/^operator://p' "$token_file" | head -n 1)
  [ -n "$token" ] || die 1 "$token_file has no operator's token"
  (umask 077 && printf 'headers = { Authorization = "Bearer %s" }\n' "$token" >"$1")
}

[ $# -eq 2 ] || die 2 "usage: schema_check.sh ORIGIN TOKEN_FILE"
origin=$1
token_file=$2
version=$(sha256sum "$here/requirements.txt" | cut -c1-12)
tools=$BALLAST_CACHE/schemathesis-$version
install_into "$tools"
scratch=
make_temporary scratch
write_config "$scratch/schemathesis.toml"
cd "$scratch"
# Without /v1/events, whose answer does not end.
"$tools/bin/schemathesis" --config-file "$scratch/schemathesis.toml" run "$origin/openapi.json" \
  --exclude-operation-id watch --max-examples "$EXAMPLES" --seed "$SEED" --request-timeout 10 \
  --continue-on-failure --no-color
