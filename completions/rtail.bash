# bash completion for rtail and rtop. Made from the table of options: do not edit.
# Load it from ~/.bashrc with: eval "$(rtail completion bash)"

# Sets COMPREPLY to the lines of $1 that begin with $value, without what bash holds to be an earlier word (it breaks at : and =).
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
    --follow) [[ $previous == "$option" ]] || { _rtail_reply 'name
descriptor
none'; return; } ;;
    --pid) return ;;
    -s | --sleep-interval) return ;;
    --since) return ;;
    --until) return ;;
    -g | --grep) return ;;
    -x | --exclude) return ;;
    -A | --after-context) return ;;
    -B | --before-context) return ;;
    -C | --context) return ;;
    --level) _rtail_reply 'trace
debug
info
notice
warn
error
fatal'; return ;;
    --max-count) return ;;
    --head) return ;;
    --last) return ;;
    --team) _rtail_reply "$(_rtail_names teams)"; return ;;
    -J | --jump) _rtail_reply 'none'; return ;;
    --transport) _rtail_reply 'ssh2
openssh'; return ;;
    --config) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --ssh-config) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --connect-timeout) return ;;
    --concurrency) return ;;
    --name) return ;;
    -o | --output) _rtail_reply 'text
raw
json'; return ;;
    --format) return ;;
    --prefix) _rtail_reply 'auto
always
never'; return ;;
    --time) _rtail_reply 'short
full
off
utc
local'; return ;;
    --sort) _rtail_reply 'time
arrival'; return ;;
    --color) _rtail_reply 'auto
always
never'; return ;;
    --tee) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -d -- "$value")"; return ;;
    --max-time) return ;;
    --debug) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")"; return ;;
    --buffer) return ;;
    --seed) return ;;
    --replay) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -d -- "$value")"; return ;;
    --help) [[ $previous == "$option" ]] || { _rtail_reply 'short
long'; return; } ;;
  esac
  case $value in
    -*) _rtail_reply '-n
--lines
-c
--bytes
-f
--follow
--no-follow
-F
--retry
--no-retry
--pid
-s
--sleep-interval
-z
--zero-terminated
--no-zero-terminated
--since
--until
-g
--grep
--no-grep
-x
--exclude
--no-exclude
-i
--ignore-case
--no-ignore-case
--fixed
--no-fixed
-A
--after-context
-B
--before-context
-C
--context
--record
--no-record
--level
--max-count
--head
--last
--pushdown
--no-pushdown
--explain
--team
-J
--jump
--no-jump
--transport
--config
--ssh-config
--connect-timeout
--concurrency
--sudo
--no-sudo
--name
-o
--output
--format
--prefix
--no-prefix
-q
--quiet
-v
--verbose
--time
--sort
--color
--no-color
--tee
--resume
--no-resume
--stats
--no-stats
--max-time
--debug
--print
--no-print
--buffer
--ascii
--no-ascii
--mouse
--no-mouse
--demo
--seed
--replay
-h
--help
-V
--version' ;;
    ./* | /* | '~'*) compopt -o filenames 2>/dev/null; _rtail_reply "$(compgen -f -- "$value")" ;;
    *) _rtail_reply "$(_rtail_names operands)" ;;
  esac
}

complete -F _rtail rtail rtop
