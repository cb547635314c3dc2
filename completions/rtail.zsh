#compdef rtail rtop
# zsh completion for rtail and rtop. Made from the table of options: do not edit.
# Put it as _rtail into a folder of $fpath, or load it from ~/.zshrc with: eval "$(rtail completion zsh)"

# $1 to the last but one are options for compadd, which _arguments adds; the last says what names are wanted.
_rtail_names() {
  local -a values shown
  local what=${@[-1]}
  local value about
  while IFS=$'\t' read -r value about; do
    values+=("$value")
    shown+=("$value${about:+  -- $about}")
  done < <("${words[1]}" __complete "$what" "$PREFIX" "${(@Q)words[2,CURRENT-1]}" 2>/dev/null)
  (( $#values )) && compadd "${@[1,-2]}" -l -d shown -a values
  [[ $what == operands && $PREFIX == [./~]* ]] && _files
}

_rtail() {
  _arguments -s -S \
    '*-n+[the last N lines; +N\: from line N on]:[+]N: ' \
    '*--lines=[the last N lines; +N\: from line N on]:[+]N: ' \
    '*-c+[the last N bytes; +N\: from byte N on]:[+]N: ' \
    '*--bytes=[the last N bytes; +N\: from byte N on]:[+]N: ' \
    '*-f[go on with what is appended]' \
    '*--follow=-[go on with what is appended]::HOW:(name descriptor none)' \
    '*--no-follow[not --follow]' \
    '*-F[the same as --follow=name --retry]' \
    '*--retry[keep trying to open a file that is not there]' \
    '*--no-retry[not --retry]' \
    '*--pid=[stop following when this process on the host ends]:PID: ' \
    '*-s+[how often to look, where a host has to poll]:SECONDS: ' \
    '*--sleep-interval=[how often to look, where a host has to poll]:SECONDS: ' \
    '*-z[lines end in NUL instead of newline]' \
    '*--zero-terminated[lines end in NUL instead of newline]' \
    '*--no-zero-terminated[not --zero-terminated]' \
    '*--since=[from this time on]:TIME: ' \
    '*--until=[up to this time]:TIME: ' \
    '*-g+[only lines that match; several\: that match all]:PATTERN: ' \
    '*--grep=[only lines that match; several\: that match all]:PATTERN: ' \
    '*--no-grep[not --grep]' \
    '*-x+[no line that matches; several\: none of them]:PATTERN: ' \
    '*--exclude=[no line that matches; several\: none of them]:PATTERN: ' \
    '*--no-exclude[not --exclude]' \
    '*-i[patterns match either case]' \
    '*--ignore-case[patterns match either case]' \
    '*--no-ignore-case[not --ignore-case]' \
    '*--fixed[patterns are literal text]' \
    '*--no-fixed[not --fixed]' \
    '*-A+[also N lines after each match]:N: ' \
    '*--after-context=[also N lines after each match]:N: ' \
    '*-B+[also N lines before each match]:N: ' \
    '*--before-context=[also N lines before each match]:N: ' \
    '*-C+[also N lines before and after each match]:N: ' \
    '*--context=[also N lines before and after each match]:N: ' \
    '*--record[match and print whole records, stack traces included]' \
    '*--no-record[not --record]' \
    '*--level=[only records of this level or worse]:LEVEL:(trace debug info notice warn error fatal)' \
    '*--max-count=[the first N of each log, then stop reading it]:N: ' \
    '*--head=[the first N in all, over every log; the rest is cancelled at once]:N: ' \
    '*--last=[the latest N in all, read backwards on the hosts]:N: ' \
    '*--pushdown[filter on the hosts; --no-pushdown\: filter here, to compare]' \
    '*--no-pushdown[not --pushdown]' \
    '*--explain[print what would run on each host and what would be done here, and stop]' \
    '*--team=[only this team'\''s hosts]:TEAM:_rtail_names teams' \
    '*-J+[go through these hosts, the outermost first; none\: go directly]:[USER@]HOST[\:PORT][,...]:(none)' \
    '*--jump=[go through these hosts, the outermost first; none\: go directly]:[USER@]HOST[\:PORT][,...]:(none)' \
    '*--no-jump[not --jump]' \
    '*--transport=[the client\: ssh2 (built in) or openssh (this system'\''s ssh)]:HOW:(ssh2 openssh)' \
    '*--config=[the inventory, instead of searching for one]:FILE:_files' \
    '*--ssh-config=[the configuration of ssh, instead of ~/.ssh/config]:FILE:_files' \
    '*--connect-timeout=[give up on a host that does not answer for so long]:SECONDS: ' \
    '*--concurrency=[log in to so many hosts at a time]:N: ' \
    '*--sudo[read the logs as root, where the host lets you without a password]' \
    '*--no-sudo[not --sudo]' \
    '*--name=[what to call standard input (the source -)]:NAME: ' \
    '*-o+[for reading (text), byte for byte (raw), or an object a record (json)]:FORM:(text raw json)' \
    '*--output=[for reading (text), byte for byte (raw), or an object a record (json)]:FORM:(text raw json)' \
    '*--format=[how a record is written, e.g. '\''{time} {level} {host} {text}'\'']:TEMPLATE: ' \
    '*--prefix=[the source in front of each line; auto\: if there are several]:WHEN:(auto always never)' \
    '*--no-prefix[not --prefix]' \
    '*-q[the same as --prefix=never]' \
    '*--quiet[the same as --prefix=never]' \
    '*-v[the same as --prefix=always]' \
    '*--verbose[the same as --prefix=always]' \
    '*--time=[how each record'\''s time is shown in front of it]:HOW:(short full off utc local)' \
    '*--sort=[merge the logs by time, or show lines as they arrive]:BY:(time arrival)' \
    '*--color=[colours; auto\: on a terminal]:WHEN:(auto always never)' \
    '*--no-color[not --color]' \
    '*--tee=[also save each source to a file of its own here]:DIR:_files -/' \
    '*--resume[go on with the files that --tee wrote before, without repeats]' \
    '*--no-resume[not --resume]' \
    '*--stats[at the end, say per source what was read, received and shown]' \
    '*--no-stats[not --stats]' \
    '*--max-time=[stop after this]:SECONDS: ' \
    '*--debug=[write what happens on the connections here, and in full the programs that are explained]:FILE:_files' \
    '*--print[print as rtail does, instead of the screen]' \
    '*--no-print[not --print]' \
    '*--buffer=[how much history is held for scrolling back, in all]:SIZE: ' \
    '*--view=[begin with a view that \:save-view kept in the configuration]:NAME: ' \
    '*--ascii[draw without Unicode]' \
    '*--no-ascii[not --ascii]' \
    '*--mouse[let the wheel scroll and clicks focus]' \
    '*--no-mouse[not --mouse]' \
    '*--demo[read a fleet of its own\: a bastion and hosts with lively logs, inside this process]' \
    '*--seed=[the demo'\''s logs are made from this number]:N: ' \
    '*--replay=[show what --tee saved, as it came]:DIR:_files -/' \
    '*--list[list the configurations that you trusted or refused, and what became of them]' \
    '*--forget[forget what was decided about FILE]' \
    '*-h[every option in a line]' \
    '*--help=-[everything about the options, with examples]::LENGTH:(short long)' \
    '*-V[the version]' \
    '*--version[the version]' \
    '*:source:_rtail_names operands'
}

if [[ $funcstack[1] == _rtail ]]; then
  _rtail "$@"
else
  compdef _rtail rtail rtop
fi
