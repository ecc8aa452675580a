#!/bin/sh
# Create the environment: python, folder, locked requirements. Also says what is missing on a bare machine.
set -eu
python=$1 venv=$2 locked=$3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; $python is $("$python" --version 2>&1). Set PYTHON=/path/to/python3." >&2; exit 2; }
if [ ! -x "$venv/bin/pip" ]; then
    "$python" -m venv "$venv" || { echo "The venv module is missing: install python3-venv, then try again." >&2; exit 2; }
fi
# The list is complete, so nothing is resolved; compiled by both cores afterwards, not file by file while unpacking.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile -r "$locked"
"$venv/bin/python" -m compileall -qq -j 0 "$venv/lib" || true # a package may carry a file that is no Python of ours
# The packages are used from the checkout; nothing is built.
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$(pwd)/src" > "$site/motcua.pth"
