#!/bin/sh
# npm start: sets everything up and opens rtop on the embedded fleet; arguments are passed on.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/setup.sh"
set_up
exec "$NODE" "$root/dist/rtop.js" --demo "$@"
