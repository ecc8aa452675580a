#!/bin/sh
# A browser for the browser tests: Debian's Chromium without its windows (a third of the processor time of the whole one),
# installed when we are root and none is there.
set -eu
command -v chromium-headless-shell >/dev/null 2>&1 && exit 0
command -v chromium >/dev/null 2>&1 && exit 0
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fonts-noto-core "$@" >/dev/null; }
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium …" >&2
    apt-get update -qq
    install chromium-headless-shell || install chromium
else
    echo "The browser tests need Chromium: as root, run 'apt-get install chromium-headless-shell', then 'make test' again." >&2
    exit 2
fi
