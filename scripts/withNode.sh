#!/bin/sh
# Sets everything up, and runs one of the project's scripts with a suitable Node:
# sh scripts/withNode.sh FILE [ARGUMENT...]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/setup.sh"
set_up
exec "$NODE" "$@"
