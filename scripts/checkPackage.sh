#!/bin/sh
# Packs the project, installs the package into a separate folder and checks what a user gets: at most 8 MB and 10
# packages, both programs run, and every page that the README links to exists. Pictures are shown from the repository.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"
node scripts/build.ts
npm pack --ignore-scripts --silent --pack-destination "$work" >/dev/null
npm install --global --prefix "$work/installed" --no-audit --no-fund --silent "$work"/*.tgz
installed=$work/installed/lib/node_modules/rtail-ssh
kilobytes=$(du -sk "$work/installed" | cut -f 1)
packages=$(find "$installed" -name package.json | grep -cE 'node_modules/(@[^/]+/)?[^/]+/package\.json$')
echo "installed: $kilobytes KB in $packages packages, Node $(node --version)"
[ "$kilobytes" -le 8192 ] || { echo 'more than 8 MB' >&2; exit 1; }
[ "$packages" -le 10 ] || { echo 'more than 10 packages' >&2; exit 1; }
"$work/installed/bin/rtail" --version
"$work/installed/bin/rtop" --version
[ "$("$work/installed/bin/rtail" --demo 'web-1:app' -n 1 | wc -l)" -ge 1 ] || { echo 'the demo printed nothing' >&2; exit 1; }
grep -oE '\]\([^)#]+' "$installed/README.md" | cut -c 3- | grep -v '^https\?:' | sort -u | while read -r link; do
  case $link in *.svg | *.png) place=$root ;; *) place=$installed ;; esac
  [ -e "$place/$link" ] || { echo "README links to $link, which is missing in $place" >&2; exit 1; }
done
