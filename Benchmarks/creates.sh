#!/usr/bin/env bash
# Measures how fast links are made where nothing is paced, and what each costs of processor time, beside aiohttp and
# plain Lua with libcurl, against nginx on loopback:
#
#   Benchmarks/creates.sh [PROGRAM [CREATES [ROUNDS]]]
#
# PROGRAM is an optimised govscript, .build/release/govscript if it is left out. The programs take turns; told are medians of
# ROUNDS (5). It ends with code 1 if govscript makes fewer links per second than aiohttp, or takes more processor time. Needs
# Debian's nginx, libcurl4-openssl-dev, lua5.4, liblua5.4-dev and lua-cjson, and `pip install aiohttp`.
set -euo pipefail

program=$(realpath "${1:-.build/release/govscript}")
creates=${2:-5000}
rounds=${3:-5}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap '[[ ! -f $folder/nginx.pid ]] || kill "$(cat "$folder/nginx.pid")" 2>/dev/null || true; rm -rf "$folder"' EXIT
[[ -x $program ]] || { echo "creates.sh: no program '$program': build it with 'make release'" >&2; exit 66; }

port=18765
cat >"$folder/nginx.conf" <<END
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/error.log;
events { worker_connections 256; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path $folder; proxy_temp_path $folder; fastcgi_temp_path $folder; uwsgi_temp_path $folder;
  scgi_temp_path $folder;
  server {
    listen 127.0.0.1:$port;
    location / {
      default_type application/json;
      return 200 '{"shortUrl":"bench-link","longUrl":"https://www.example.gov.sg/page","state":"ACTIVE","clicks":0,"createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z"}';
    }
  }
}
END
nginx -c "$folder/nginx.conf"
# shellcheck disable=SC2046
cc -O2 -fPIC -shared $(pkg-config --cflags lua5.4) -o "$folder/luacurl.so" "$here/peers/luacurl.c" -lcurl

export GOVSCRIPT_GO_URL=http://127.0.0.1:$port/api GOVSCRIPT_GO_API_KEY=live_v1_bench GOVSCRIPT_GO_RATE=0
export GOVSCRIPT_STATE_DIR=$folder/state LUA_CPATH="$folder/?.so;;"
address=http://127.0.0.1:$port/api/v1/urls

# Seconds of wall clock and of processor time that a command took, onto the end of a file.
run() {
    local file=$1
    shift
    # shellcheck disable=SC2086
    command time -f '%e %U %S' -o "$folder/time" "$@"
    cat "$folder/time" >>"$file"
}

median() { sort -n | sed -n "$((rounds / 2 + 1))p"; }
rate() { awk -v n="$creates" '{ print n / $1 }' "$folder/$1.$workers" | median; }
cost() { awk -v n="$creates" '{ print ($2 + $3) / n * 1e6 }' "$folder/$1.$workers" | median; }

names=("" govscript "Lua with libcurl" aiohttp)
failed=0
printf '| %-10s | %-18s | %9s | %13s | %-7s |\n' 'in flight' program 'creates/s' 'CPU us each' verdict
for workers in 1 8 64; do
    for ((round = 0; round < rounds; round++)); do
        run "$folder/1.$workers" "$program" run "$here/creates.lua" "$creates" "$workers"
        run "$folder/2.$workers" lua5.4 "$here/peers/creates.lua" "$address" "$creates" "$workers"
        run "$folder/3.$workers" python3 "$here/peers/creates.py" "$address" "$creates" "$workers"
    done
    verdict=met
    awk -v rate="$(rate 1)" -v theirs="$(rate 3)" -v cost="$(cost 1)" -v their_cost="$(cost 3)" \
        'BEGIN { exit rate < theirs || cost > their_cost }' || verdict=MISSED failed=1
    for side in 1 2 3; do
        printf '| %-10s | %-18s | %9.0f | %13.0f | %-7s |\n' "$workers" "${names[side]}" "$(rate "$side")" "$(cost "$side")" \
            "$([[ $side != 1 ]] || echo "$verdict")"
    done
done
exit "$failed"
