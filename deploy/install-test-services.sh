#!/bin/sh
# Install what the tests need besides Python packages: PostgreSQL, Redis, Chromium, Chinese fonts, gettext,
# and nginx, openssl and systemd, which judge the files of deploy/.
# As root on Debian (or its kin), and only what is missing; otherwise it says so and changes nothing:
# PostgreSQL and Redis then come from test-only wheels, and tests without their service are skipped by name.
set -u

packages="postgresql redis-server chromium-headless-shell fonts-noto-cjk gettext nginx openssl systemd"

has() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Test services: no apt-get here, nothing installed"
    exit 0
fi

missing=""
for package in $packages; do
    has "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "Test services: not root, so these stay as they are:$missing"
    exit 0
fi

echo "Test services: installing$missing"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive

fetch() {
    apt-get update -qq || return
    # An older Debian has the whole browser alone, which takes half as long again for a page.
    apt-cache show chromium-headless-shell >/dev/null || missing=$(echo "$missing" | sed s/-headless-shell//)
    # $missing is a list of words.
    # shellcheck disable=SC2086
    apt-get install -qq -y --no-install-recommends $missing
}

if fetch >"$log" 2>&1; then
    rm -f "$log"
else
    echo "Test services: apt-get could not install them: $(grep '^E:' "$log" | tail -n 1) (more in $log)"
fi
