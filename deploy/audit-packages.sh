#!/bin/sh
# Look up every pinned package in the database of known vulnerabilities: audit-packages.sh PYTHON.
# Fails where one is vulnerable; where that database cannot be reached it says so and passes.
set -u
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if "$1" -m pip_audit --require-hashes --disable-pip --timeout 15 --progress-spinner off \
    --requirement requirements/base.txt >"$log" 2>&1; then
    unknown=$(grep -c 'could not be audited' "$log")
    if grep -q 'could not be audited: django ' "$log"; then
        echo "Packages were NOT looked up: the index here knows nothing of vulnerabilities ($unknown unknown)"
    else
        echo "Packages: $(head -n 1 "$log") ($unknown unknown to the database)"
    fi
elif grep -qE 'ServiceError|ConnectionError|ConnectError|Timeout|Max retries|ProxyError|Name or service' "$log"; then
    echo "Packages were NOT looked up: the database of vulnerabilities cannot be reached from here"
else
    cat "$log"
    exit 1
fi
