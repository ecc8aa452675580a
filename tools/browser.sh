#!/bin/sh
# Chromium for the browser tests: Debian's own, installed when we are root and it is missing.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium …" >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null
else
    echo "The browser tests need Chromium: as root, run 'apt-get install chromium', then 'make test' again." >&2
    exit 2
fi
