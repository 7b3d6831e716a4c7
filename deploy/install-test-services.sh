#!/bin/sh
# Install what the tests need besides Python packages: PostgreSQL, Redis, Chromium, Chinese fonts, gettext,
# nginx, openssl and systemd, which judge the files of deploy/, and Java and Maven for Elasticsearch.
# As root on Debian (or its kin), and only what is missing; otherwise it says so and changes nothing:
# PostgreSQL and Redis then come from test-only wheels, and tests without their service are skipped by name.
set -u

here=$(dirname "$0")
packages="postgresql redis-server chromium-headless-shell fonts-noto-cjk gettext nginx openssl systemd"

has() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}
# instead WANTED OTHER: take OTHER for WANTED where this Debian has no such package.
instead() {
    apt-cache show "$1" >/dev/null || missing=$(echo "$missing" | sed "s/$1/$2/")
}

fetch() {
    apt-get update -qq || return
    # An older Debian has the whole browser alone, which takes half as long again for a page.
    instead chromium-headless-shell chromium
    instead openjdk-17-jre-headless default-jre-headless
    # $missing is a list of words.
    # shellcheck disable=SC2086
    apt-get install -qq -y --no-install-recommends $missing
}

install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Test services: no apt-get here, nothing installed"
        return
    fi
    missing=""
    for package in $packages; do
        has "$package" || missing="$missing $package"
    done
    # Any Java and any Maven will do.
    command -v java >/dev/null 2>&1 || missing="$missing openjdk-17-jre-headless"
    command -v mvn >/dev/null 2>&1 || missing="$missing maven"
    [ -n "$missing" ] || return
    if [ "$(id -u)" -ne 0 ]; then
        echo "Test services: not root, so these stay as they are:$missing"
        return
    fi
    echo "Test services: installing$missing"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    if fetch >"$log" 2>&1; then
        rm -f "$log"
    else
        echo "Test services: apt-get could not install them: $(grep '^E:' "$log" | tail -n 1) (more in $log)"
    fi
}

install_packages
# It says itself why it could not be had, and nothing else depends on it.
"$here/elasticsearch/fetch.sh" >/dev/null || true
