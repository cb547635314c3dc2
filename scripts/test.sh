#!/bin/sh
# npm test: sets everything up, then runs format and lint, types, build and tests. With arguments, runs only
# vitest, which receives them.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/setup.sh"
sh "$root/scripts/testPackages.sh"
set_up
cd "$root"
bin=node_modules/.bin
[ $# -gt 0 ] && exec "$NODE" node_modules/vitest/vitest.mjs run "$@"
$bin/biome check .
$bin/tsc
exec "$NODE" node_modules/vitest/vitest.mjs run --reporter=default --reporter=./scripts/closingLine.ts
