#!/bin/sh
# npm start -- --demo-relay: a Redis of its own, a relay that publishes the demo fleet to it, and rtop that reads from there.
# Expects $root and $NODE. All of it ends with rtop.
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
trap 'kill "$relay" "$redis" 2>/dev/null || true; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
"$NODE" "$root/dist/rtop.js" "redis://127.0.0.1:$port" "$@"
