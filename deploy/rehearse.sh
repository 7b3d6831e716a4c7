#!/bin/bash
# Deploy this tree on a bare Debian machine as docs/operations.md tells, in a directory of its own and
# in /run/yiwang, walk through the platform behind nginx, and remove everything again, also the
# packages that were not there before. As root; every step timed.
#   deploy/rehearse.sh [DEFINITION]      a definition under sites/, by default sites/gansu
#   KEEP=1                               leave the directory and the logs for a look
# The tree is root's. The services run by their units' own command lines, as an ordinary user, without
# capabilities, without a way to new privileges, with the units' umask. What else the units forbid (the
# file system, system calls, namespaces) only systemd enforces: it is NOT exercised here.
set -euo pipefail

tree=$(cd "$(dirname "$0")/.." && pwd)
definition=${1:-sites/gansu}
user=yiwang-rehearsal
packages="postgresql redis-server nginx openssl curl python3-venv"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
[ "$(id -u)" -eq 0 ] || { echo "rehearse: run it as root" >&2; exit 1; }
command -v apt-get >/dev/null || { echo "rehearse: this is no Debian" >&2; exit 1; }
read -r _ place mode _ < <(grep '^d ' "$tree/deploy/tmpfiles.d/yiwang.conf")
[ ! -e "$place" ] || { echo "rehearse: $place is there: Yiwang runs on this machine" >&2; exit 1; }
umask 022

home=$(mktemp -d /opt/yiwang-rehearsal.XXXXXX)
app=$home/app py=$home/app/.venv/bin/python
begun=$SECONDS pids=() before="" policy="" user_made="" place_made=""

say() { printf '%5d s  %s\n' $((SECONDS - begun)) "$*"; }
fail() { echo "rehearse: $*" >&2; exit 1; }
ordinary=(setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all
    env -C "$app" HOME="$home")
as() { "${ordinary[@]}" "$@"; }
start() { # NAME COMMAND…: one service, as the ordinary user
    local name=$1; shift
    (umask 0027; exec "${ordinary[@]}" "$@") >"$home/log/$name" 2>&1 </dev/null &
    pids+=($!)
}
# What dpkg knows (also by configuration that is left of it), or only what is installed.
known() { dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' | sed -n "/^not-installed /d; s/^${1:-[a-z-]*} //p" | sort; }
processes() { grep -lE "^Uid:[[:space:]]+$(id -u "$user")[[:space:]]" /proc/[0-9]*/status 2>/dev/null | cut -d/ -f3; }
apt() { apt-get -qq -y -o APT::Get::AutomaticRemove=false "$@"; }

remove() {
    status=$?
    trap - EXIT INT TERM
    [ $status -eq 0 ] || tail -n 5 "$home"/log/* >&2 2>/dev/null || true
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    [ -e "$home/pg/postmaster.pid" ] && as "$pg/pg_ctl" -D "$home/pg" -m fast -w stop >/dev/null 2>&1 || true
    if [ -n "$user_made" ]; then
        for pid in $(processes); do kill -9 "$pid" 2>/dev/null || true; done
        for _ in $(seq 50); do [ -z "$(processes)" ] && break; sleep 0.1; done
        userdel "$user" 2>/dev/null || true
    fi
    [ -z "$place_made" ] || rm -rf "$place"
    [ -z "$before" ] || remove_packages
    [ -z "$policy" ] || rm -f "$policy"
    [ -n "${KEEP:-}" ] || rm -rf "$home"
    say "removed (status $status)"
    exit $status
}
remove_packages() { # exactly what is new; of a package whose configuration was there before, that stays
    local new again
    new=$(comm -13 <(echo "$before") <(known))
    # shellcheck disable=SC2086
    [ -z "$new" ] || apt purge $new >>"$home/log/apt" 2>&1 || true
    again=$(comm -13 <(echo "$installed") <(known installed))
    # shellcheck disable=SC2086
    [ -z "$again" ] || apt remove $again >>"$home/log/apt" 2>&1 || true
    [ "$(known) $(known installed)" = "$before $installed" ] ||
        echo "rehearse: the packages are not those of before:" $(diff <(echo "$installed") <(known installed) | grep '^[<>]') >&2
}
trap remove EXIT
trap 'exit 130' INT TERM

mkdir -p "$home"/{log,tls,media,static,backups,redis,nginx,pg}

# --- packages ---
missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    before=$(known) installed=$(known installed)
    # A package must not start a service of its own here.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        policy=/usr/sbin/policy-rc.d
        printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy
    fi
    # shellcheck disable=SC2086
    { apt update && apt install --no-install-recommends $missing; } >"$home/log/apt" 2>&1 ||
        fail "apt-get: $(grep '^E:' "$home/log/apt" | tail -n 1)"
fi
say "packages: PostgreSQL, Redis, nginx (installed now:${missing:- none})"
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
web=$(free_port) tls=$(free_port) plain=$(free_port) db=$(free_port) red=$(free_port)

# --- the tree, its own Python ---
id "$user" >/dev/null 2>&1 && fail "there is a user $user already"
useradd --system --no-create-home --home-dir "$home" --shell /usr/sbin/nologin "$user"
user_made=1
chmod 755 "$home"
mkdir "$app"
tar -C "$tree" --exclude=./.git --exclude=./.venv --exclude=./var --exclude=__pycache__ -cf - . | tar -C "$app" -xf -
chown -R root:root "$app"
chown "$user:$user" "$home"/{log,media,static,backups,redis,nginx,pg}
say "tree copied, root's own: $(du -sh "$app" | cut -f1)"
# One that the ordinary user can run as well: root's may lie in root's home.
python=$(for p in python3.11 python3.12 python3.13 python3; do
    as "$p" deploy/preflight.py --need-bytes 0 >/dev/null 2>&1 && as sh -c "command -v $p" && break
done) || fail "no Python that Yiwang runs with"
env -C "$app" "$python" deploy/install.py base >"$home/log/install" 2>&1 || fail "$(tail -n 1 "$home/log/install")"
say "packages of requirements/base.txt by hash"

# --- PostgreSQL and Redis ---
pg=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)
secret=$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')
(umask 0027; printf '%s' "$secret" >"$home/password") && chgrp "$user" "$home/password"
as "$pg/initdb" -D "$home/pg" -U yiwang -A scram-sha-256 --pwfile "$home/password" -E UTF8 --locale C.UTF-8 >"$home/log/initdb"
as "$pg/pg_ctl" -D "$home/pg" -l "$home/log/postgresql" -w -o "-p $db -c listen_addresses=127.0.0.1 -c unix_socket_directories=" start >/dev/null
as env PGPASSWORD="$secret" "$pg/createdb" -h 127.0.0.1 -p "$db" -U yiwang yiwang
start redis redis-server --port "$red" --bind 127.0.0.1 --dir "$home/redis" --appendonly yes
say "PostgreSQL $("$pg/postgres" --version | grep -o '[0-9.]*' | head -n 1) and Redis run"

# --- the environment, as deploy/env.example says ---
install -m 640 -g "$user" /dev/null "$home/env"
sed -e "s|^SECRET_KEY=.*|SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')|" \
    -e "s|^DATABASE_URL=.*|DATABASE_URL=postgres://yiwang:$secret@127.0.0.1:$db/yiwang|" \
    -e "s|^GROUP_ORIGIN=.*|GROUP_ORIGIN=https://localhost:$tls|" \
    -e "s|^ALLOWED_HOSTS=.*|ALLOWED_HOSTS=localhost,127.0.0.1|" \
    -e "s|^MEDIA_ROOT=.*|MEDIA_ROOT=$home/media|" -e "s|^STATIC_ROOT=.*|STATIC_ROOT=$home/static|" \
    -e "s|^BACKUP_DIR=.*|BACKUP_DIR=$home/backups|" \
    -e "s|127.0.0.1:6379|127.0.0.1:$red|" -e '/^#/d' -e '/^$/d' "$app/deploy/env.example" >"$home/env"
set -a && . "$home/env" && set +a
# What deploy/tmpfiles.d says, for this user.
mkdir -m "$mode" "$place" && place_made=1 && chown "$user:$user" "$place"

as "$py" manage.py upgrade >"$home/log/upgrade" 2>&1 || fail "upgrade: $(tail -n 1 "$home/log/upgrade")"
say "database made: $(grep -c ^migration "$home/log/upgrade") migrations"
as "$py" manage.py check --deploy --fail-level WARNING >"$home/log/check" 2>&1 || fail "check --deploy: $(cat "$home/log/check")"
say "check --deploy is clean"
as "$py" manage.py collectstatic --noinput >"$home/log/collectstatic" 2>&1 || fail "$(tail -n 1 "$home/log/collectstatic")"
say "static files collected: $(find "$home/static" -type f | wc -l)"
as "$py" manage.py sitegroup apply "$definition" >"$home/log/apply" 2>&1 || fail "apply: $(tail -n 1 "$home/log/apply")"
say "group loaded from $definition"
as env DJANGO_SUPERUSER_PASSWORD="$secret" "$py" manage.py createsuperuser --noinput --username office \
    --email office@example.gov.cn >"$home/log/superuser" 2>&1 || fail "$(tail -n 1 "$home/log/superuser")"

# --- the services, by the units' own command lines ---
for unit in web worker beat sealer; do
    line=$(sed -n 's/^ExecStart=//p' "$app/deploy/systemd/yiwang-$unit.service" |
        sed -e "s|/opt/yiwang/.venv/bin/python|$py|" -e "s|--port 8000|--port $web|")
    # shellcheck disable=SC2086
    start "$unit" $line
done
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -keyout "$home/tls/key.pem" \
    -out "$home/tls/fullchain.pem" 2>/dev/null
chown -R "$user" "$home/tls"
sed -e "s|listen \(\[::\]:\)\{0,1\}443|listen \1$tls|" -e "s|listen \(\[::\]:\)\{0,1\}80;|listen \1$plain;|" \
    -e "/listen \[::\]/d" -e "s|www.example.gov.cn|localhost|" -e "s|/etc/yiwang/tls|$home/tls|" \
    -e "s|127.0.0.1:8000|127.0.0.1:$web|" -e "s|/var/lib/yiwang|$home|" \
    "$app/deploy/nginx/yiwang.conf" >"$home/nginx/site.conf"
temp=""
for kind in client_body proxy fastcgi uwsgi scgi; do temp="$temp ${kind}_temp_path $home/nginx/$kind;"; done
echo "daemon off; pid $home/nginx/pid; error_log $home/log/nginx-error; events {} http { include /etc/nginx/mime.types; access_log off; $temp include $home/nginx/site.conf; }" >"$home/nginx/nginx.conf"
start nginx "$(command -v nginx || echo /usr/sbin/nginx)" -p "$home/nginx" -e "$home/log/nginx-error" -c "$home/nginx/nginx.conf"

say "services run; what of their units only systemd enforces is not exercised"

# --- the smoke journey ---
jar=$home/cookies answer=$home/answer
get() { curl -sk --max-time 20 -b "$jar" -c "$jar" -o "$answer" -D "$answer.head" -w '%{http_code}' "$@"; }
expect() { # WHAT STATUS URL…
    local what=$1 status=$2 got; shift 2
    got=$(get "$@") || true
    [ "$got" = "$status" ] || fail "$what: $got instead of $status"
}
has() { grep -qi -- "$2" "$1" || fail "no “$2” in the answer"; }
site=https://localhost:$tls
for _ in $(seq 300); do [ "$(get "$site/readyz")" = 200 ] && break; sleep 0.2; done
expect "ready" 200 "$site/readyz"
say "ready: $(cat "$answer")"
expect "to TLS" 301 "http://localhost:$plain/"
expect "home" 200 "$site/"
has "$answer.head" "strict-transport-security: max-age=31536000"
has "$answer.head" "content-security-policy: .*default-src 'self'"
has "$answer.head" "x-content-type-options: nosniff"
has "$answer" "<h1\|<title"
expect "home again" 200 "$site/"
has "$answer.head" "x-cache: hit"
static=$(grep -o '/static/[^"]*\.css' "$answer" | head -n 1)
expect "static file" 200 "$site$static"
has "$answer.head" "immutable"
as "$py" manage.py sitegroup list --json >"$home/log/list" 2>&1 || fail "sitegroup list: $(tail -n 1 "$home/log/list")"
path=$("$py" -c "import json,sys; print(next(m['slug'] for m in json.load(sys.stdin) if m.get('parent')))" <"$home/log/list")
expect "a member site" 200 "$site/$path/"
expect "no such page" 404 "$site/no-such-page/"
expect "measures are not public" 404 "$site/metrics"
expect "documents have one door" 404 "$site/media/documents/a.pdf"
expect "a forged host" 400 -H "Host: evil.example" "http://127.0.0.1:$web/" -H "X-Forwarded-Proto: https"
say "pages, files and closed doors through nginx"
expect "sign-in form" 200 "$site/admin/login/"
token=$(grep -o 'name="csrfmiddlewaretoken" value="[^"]*"' "$answer" | head -n 1 | sed 's/.*value="//; s/"$//')
expect "signing in" 302 "$site/admin/login/" -e "$site/admin/login/" --data-urlencode "csrfmiddlewaretoken=$token" \
    --data-urlencode "username=office" --data-urlencode "password=$secret"
grep -qi '^set-cookie:.*sessionid.*secure' "$answer.head" || fail "the session's cookie is not secure"
expect "the admin" 200 "$site/admin/"
say "signed in"
expect "measures on the machine itself" 200 "http://127.0.0.1:$web/metrics"
has "$answer" "yiwang_database_up 1.0"
as "$py" manage.py backup >"$home/log/backup" 2>&1 || fail "backup: $(tail -n 1 "$home/log/backup")"
say "backup: $(head -n 1 "$home/log/backup" | sed 's/.*: //')"
as "$py" manage.py drill >"$home/log/drill" 2>&1 || fail "drill: $(tail -n 1 "$home/log/drill")"
say "drill: $(cat "$home/log/drill")"
for _ in $(seq 50); do as "$py" manage.py audit verify >"$home/log/verify" 2>&1 && break; sleep 0.2; done
say "audit: $(tail -n 1 "$home/log/verify")"
as "$py" manage.py watch alarms >"$home/log/alarms" 2>&1 && say "alarms: none that is an error" || say "alarms: $(grep -c ^error "$home/log/alarms") errors: $(grep ^error "$home/log/alarms" | cut -c1-100 | head -n 3)"
for pid in "${pids[@]}"; do kill -0 "$pid" 2>/dev/null || fail "a service has ended by itself"; done
say "the rehearsal succeeded"
