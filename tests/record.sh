#!/bin/bash
# Records what CPython 3.14 prints for the test programs: tests/lang/GROUP/NAME.py and tests/bench/NAME.py (with the
# arguments in NAME.args).
#
#   tests/record.sh [NAME...]     only the programs whose path contains one of the names; PYTHON names the interpreter
#                                 (default /opt/peers/bin/python3.14).  --check compares and changes nothing.
#
# The form of NAME.out: the standard output; then, if anything else happened, a line `--- exit STATUS` and what stands on
# standard error.  The folder's own path is cut out of both.  tests/lang.rs and swdiff compare with exactly this.
# A Python file in a folder that has an __init__.py is a module for other tests, not a test.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-/opt/peers/bin/python3.14}
check=
if [[ ${1:-} == --check ]]; then check=1; shift; fi
"$python" -c 'import sys; assert sys.version_info[:2] == (3, 14) and sys.implementation.name == "cpython", sys.version'
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 PYTHON_COLORS=0 LC_ALL=C.UTF-8
unset PYTHONPATH PYTHONSTARTUP PYTHONWARNINGS PYTHONUNBUFFERED
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
changed=0 count=0

wanted() { # PATH NAME...
  [[ $# == 1 ]] && return 0
  local path=$1 name
  shift
  for name in "$@"; do [[ $path == *"$name"* ]] && return 0; done
  return 1
}

record() { # FOLDER PATH ARGUMENTS...
  local folder=$1 path=$2 status=0
  shift 2
  (cd "$folder" && timeout 60 "$python" "$path" "$@" </dev/null) >"$temporary/out" 2>"$temporary/err" || status=$?
  ((status != 124)) || { echo "record.sh: $path takes over a minute" >&2; exit 1; }
  if [[ $status != 0 || -s $temporary/err ]]; then
    [[ ! -s $temporary/out || $(tail -c 1 "$temporary/out" | od -An -tx1) == *0a* ]] || {
      echo "record.sh: $path ends its output without a newline and then fails" >&2; exit 1; }
    echo "--- exit $status" >>"$temporary/out"
    cat "$temporary/err" >>"$temporary/out"
  fi
  sed -i "s|$PWD/$folder/||g" "$temporary/out"
  if grep -q ' at 0x[0-9a-f]\{6,\}' "$temporary/out"; then echo "record.sh: $path prints an address" >&2; exit 1; fi
  local target=$folder/${path%.py}.out
  count=$((count + 1))
  if ! cmp -s "$temporary/out" "$target"; then
    changed=$((changed + 1))
    if [[ $check ]]; then echo "differs: $target"; else echo "recorded: $target"; cp "$temporary/out" "$target"; fi
  fi
}

for file in $(find lang -name '*.py' | sort); do
  wanted "$file" "$@" || continue
  [[ ! -e $(dirname "$file")/__init__.py ]] || continue
  record lang "${file#lang/}"
done
for file in bench/*.args; do
  file=${file%.args}.py
  wanted "$file" "$@" || continue
  # shellcheck disable=SC2046
  record bench "${file#bench/}" $(cat "${file%.py}.args")
done
echo "$count programs, $changed changed"
[[ -z $check || $changed == 0 ]]
