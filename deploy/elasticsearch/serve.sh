#!/bin/sh
# Serve one Elasticsearch on this machine's loopback until Ctrl-C, for development: without a password.
#   deploy/elasticsearch/serve.sh [PORT [FOLDER]]      9200, and var/elasticsearch for its data
#   HEAP=1g                                            its heap, 1g by default
# Root's runs as nobody, in /var/lib/yiwang-elasticsearch, because Elasticsearch refuses root.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
home=$("$here/fetch.sh")
port=${1:-9200}
heap=${HEAP:-1g}
if [ "$(id -u)" -eq 0 ]; then
    folder=${2:-/var/lib/yiwang-elasticsearch}
    drop="setpriv --reuid=nobody --regid=nogroup --clear-groups"
else
    folder=${2:-$here/../../var/elasticsearch}
    drop=""
fi

mkdir -p "$folder/config" "$folder/tmp"
folder=$(cd "$folder" && pwd)
cp "$here"/config/* "$folder/config/"
[ -z "$drop" ] || chown -R nobody:nogroup "$folder"
cd "$folder"
# $drop is a list of words, or none.
# shellcheck disable=SC2086
exec $drop env HOME="$folder" ES_PATH_CONF="$folder/config" ES_TMPDIR="$folder/tmp" \
    ES_JAVA_OPTS="-Xms$heap -Xmx$heap" "$home/bin/elasticsearch" \
    -E "path.data=$folder/data" -E "path.logs=$folder/logs" -E "http.port=$port" -E discovery.type=single-node
