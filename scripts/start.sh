#!/bin/sh
# npm start: sets everything up and opens rtop on the embedded fleet or, with --demo-relay, on a relay of it. Arguments
# are passed on.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/setup.sh"
set_up
if [ "${1:-}" = --demo-relay ]; then
  shift
  . "$root/scripts/demoRelay.sh"
  exit
fi
exec "$NODE" "$root/dist/rtop.js" --demo "$@"
