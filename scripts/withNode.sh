#!/bin/sh
# Runs a script of the project's under a fitting Node, everything set up: sh scripts/withNode.sh FILE [ARGUMENT...]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/setup.sh"
set_up
exec "$NODE" "$@"
