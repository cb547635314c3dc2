# bash completion for rtail and rtop. Generated from the table of options: do not edit.
# Load it from ~/.bashrc with: eval "$(rtail completion bash)"

# Sets COMPREPLY to the lines of $1 that start with $value, without the part that bash takes for an earlier word (it splits at : and =).
_rtail_reply() {
  local candidate
  while IFS= read -r candidate; do
    [[ -n $candidate && $candidate == "$value"* ]] && COMPREPLY+=("${candidate#"$before"}")
  done <<<"$1"
}

_rtail_names() {
  "${words[0]}" __complete "$1" "$value" "${words[@]:1}" 2>/dev/null | cut -f 1
}

_rtail() {
  local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} value before option previous
  local -a words
  read -ra words <<<"$line"
  value=${line##*[[:space:]]}
  [[ -n $value ]] && unset "words[${#words[@]}-1]"
  previous=${words[${#words[@]}-1]}
  value=${value#[\"\']}
  COMPREPLY=()
  [[ $word == [:=]* ]] && word=${word##*[:=]}
  word=${word#[\"\']}
  before=${value%"$word"}
  before=${before%@} # readline replaces the @ of @GROUP too
  option=$previous
  if [[ $value == --*=* ]]; then
    option=${value%%=*}
    value=${value#*=}
    before=${before#*=}
  fi
  case $option in
    -n | --lines) return ;;
    -c | --bytes) return ;;
    --follow) [[ $previous == "$option" ]] || { _rtail_reply $'name\ndescriptor\nnone'; return; } ;;
    --pid) return ;;
    -s | --sleep-interval) return ;;
    --since) return ;;
    --until) return ;;
    -g | --grep) return ;;
    -x | --exclude) return ;;
    --where) return ;;
    --facility) return ;;
    --tag) return ;;
    -A | --after-context) return ;;
    -B | --before-context) return ;;
    -C | --context) return ;;
    --level) _rtail_reply $'trace\ndebug\ninfo\nnotice\nwarn\nerror\nfatal'; return ;;
    --max-count) return ;;
    --head) return ;;
    --last) return ;;
    --count-by) return ;;
    --per) return ;;
    --top) return ;;
    --until-match) return ;;
    --sql) return ;;
    --team) _rtail_reply "$(_rtail_names teams)"; return ;;
    -J | --jump) _rtail_reply $'none'; return ;;
    --transport) _rtail_reply $'ssh2\nopenssh'; return ;;
    --control-master) _rtail_reply $'auto\nnever'; return ;;
    --config) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --ssh-config) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --connect-timeout) return ;;
    --concurrency) return ;;
    --name) return ;;
    -o | --output) _rtail_reply $'text\nraw\njson'; return ;;
    --format) return ;;
    --prefix) _rtail_reply $'auto\nalways\nnever'; return ;;
    --time) _rtail_reply $'short\nfull\noff\nutc\nlocal'; return ;;
    --sort) _rtail_reply $'time\narrival'; return ;;
    --color) _rtail_reply $'auto\nalways\nnever'; return ;;
    --tee) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -d -- "$value")"; return ;;
    --max-time) return ;;
    --debug) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --buffer) return ;;
    --view) return ;;
    --listen) return ;;
    --tls-cert) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --tls-key) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --host-name) return ;;
    --origin) return ;;
    --base-path) return ;;
    --trusted-proxy) return ;;
    --auth-header) return ;;
    --operator) return ;;
    --token-file) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --max-viewers) return ;;
    --idle) return ;;
    --seed) return ;;
    --replay) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -d -- "$value")"; return ;;
    --project) return ;;
    --keep) return ;;
    --keep-for) return ;;
    --lease) return ;;
    --redis-user) return ;;
    --redis-password-file) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --redis-sentinel-user) return ;;
    --redis-sentinel-password-file) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --redis-ca) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --redis-cert) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --redis-key) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --help) [[ $previous == "$option" ]] || { _rtail_reply $'short\nlong'; return; } ;;
  esac
  case $value in
    -*) _rtail_reply $'-n\n--lines\n-c\n--bytes\n-f\n--follow\n--no-follow\n-F\n--retry\n--no-retry\n--pid\n-s\n--sleep-interval\n-z\n--zero-terminated\n--no-zero-terminated\n--since\n--until\n-g\n--grep\n--no-grep\n-x\n--exclude\n--no-exclude\n--where\n--no-where\n--facility\n--no-facility\n--tag\n--no-tag\n-i\n--ignore-case\n--no-ignore-case\n--fixed\n--no-fixed\n-A\n--after-context\n-B\n--before-context\n-C\n--context\n--record\n--no-record\n--level\n--max-count\n--head\n--last\n--pushdown\n--no-pushdown\n--explain\n--count\n--count-by\n--per\n--top\n--until-match\n--sql\n--team\n-J\n--jump\n--no-jump\n--transport\n--control-master\n--no-control-master\n--config\n--refresh\n--ssh-config\n--connect-timeout\n--concurrency\n--sudo\n--no-sudo\n--name\n-o\n--output\n--format\n--prefix\n--no-prefix\n-q\n--quiet\n-v\n--verbose\n--time\n--sort\n--color\n--no-color\n--tee\n--resume\n--no-resume\n--stats\n--no-stats\n--max-time\n--debug\n--print\n--no-print\n--buffer\n--view\n--ascii\n--no-ascii\n--mouse\n--no-mouse\n--listen\n--open\n--tls-cert\n--tls-key\n--plain-http\n--host-name\n--origin\n--base-path\n--trusted-proxy\n--auth-header\n--operator\n--token-file\n--once\n--max-viewers\n--idle\n--demo\n--seed\n--replay\n--project\n--keep\n--keep-for\n--lease\n--redis-user\n--redis-password-file\n--redis-sentinel-user\n--redis-sentinel-password-file\n--redis-ca\n--redis-cert\n--redis-key\n--example\n--list\n--forget\n-h\n--help\n-V\n--version' ;;
    ./* | /* | '~'*) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")" ;;
    *) _rtail_reply "$(_rtail_names operands)" ;;
  esac
}

complete -F _rtail rtail rtop
