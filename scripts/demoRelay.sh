#!/bin/sh
# npm start -- --demo-relay: starts a private Redis, a relay that publishes the demo fleet to it, and a browser page and
# rtop that read from it. Expects $root and $NODE. Everything is stopped when rtop exits.
set -eu
if ! command -v redis-server >/dev/null 2>&1; then
  echo 'rtail: --demo-relay needs redis-server (apt install redis-server, brew install redis)' >&2
  exit 1
fi
folder=$(mktemp -d)
port=${RTAIL_DEMO_REDIS_PORT:-16399}
redis-server --port "$port" --bind 127.0.0.1 --dir "$folder" --save '' --maxmemory-policy noeviction >"$folder/redis.log" &
redis=$!
"$NODE" "$root/dist/rtail.js" relay --demo --lease 2s "redis://127.0.0.1:$port" '*:*' 2>"$folder/relay.log" &
relay=$!
page=
trap 'kill "$relay" "$redis" $page 2>/dev/null || true; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
tries=0
until grep -q 'published by this relay' "$folder/relay.log"; do
  tries=$((tries + 1))
  if [ "$tries" -gt 150 ] || ! kill -0 "$relay" 2>/dev/null; then
    cat "$folder/redis.log" "$folder/relay.log" >&2
    exit 1
  fi
  sleep 0.1
done
"$NODE" "$root/dist/rtail.js" serve --listen 0 "redis://127.0.0.1:$port" >"$folder/page.log" 2>&1 &
page=$!
until grep -q 'http://' "$folder/page.log" || ! kill -0 "$page" 2>/dev/null; do sleep 0.1; done
echo "The demo fleet is published to redis://127.0.0.1:$port; in a browser:"
cat "$folder/page.log"
if [ -t 0 ]; then
  printf 'Press Enter for rtop. '
  read -r _
fi
"$NODE" "$root/dist/rtop.js" "redis://127.0.0.1:$port" "$@"
