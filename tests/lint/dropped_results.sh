#!/usr/bin/env bash
# Finds `co_await f();` where f's Result is dropped: std::expected is not [[nodiscard]], so neither
# the compiler nor clang-tidy sees it. dropped_results.sh ROOT BUILD; a clean source is remembered
# by its content and its headers' (ccache's direct mode would do the same).
set -euo pipefail
root=$1
build=$2
queries=$(mktemp)
trap 'rm -f "$queries"' EXIT
cat >"$queries" <<'QUERY'
set output print
let exp hasType(hasUnqualifiedDesugaredType(recordType(hasDeclaration(classTemplateSpecializationDecl(hasName("::std::expected"))))))
let dropped expr(anyOf(coawaitExpr(exp), exprWithCleanups(has(coawaitExpr(exp)))))
match expr(dropped, isExpansionInMainFile(), anyOf(hasParent(compoundStmt()), hasParent(ifStmt()), hasParent(forStmt()), hasParent(whileStmt())))
QUERY
cd "$root"
memory=${XDG_CACHE_HOME:-$HOME/.cache}/ballast/lint
mkdir -p "$memory"
headers=$(git ls-files -z '*.hpp' | sort -z | xargs -0 cat | sha256sum | cut -c1-16)
failed=0
for source in $(git grep -l co_await -- 'agent/*.cpp' 'common/*.cpp' 'coordinator/*.cpp'); do
  key=$memory/$(cat "$source" "$queries" <(echo "$headers") | sha256sum | cut -c1-32)
  [ -e "$key" ] && continue
  out=$(clang-query-19 -p "$build" -f "$queries" "$source" 2>/dev/null | grep -v '^0 matches' || true)
  if grep -q 'Binding for' <<<"$out"; then
    printf '%s drops a Result:\n%s\n' "$source" "$out"
    failed=1
  else
    touch "$key"
  fi
done
exit "$failed"
