#compdef rtail rtop
# zsh completion for rtail and rtop. Made from the table of options: do not edit.
# Put it as _rtail into a folder of $fpath, or load it from ~/.zshrc with: eval "$(rtail completion zsh)"

# $1 to the last but one are options for compadd, added by _arguments; the last is the kind of names.
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
    '*-n+[start with the last N lines; +N\: from line N on]:[+]N: ' \
    '*--lines=[start with the last N lines; +N\: from line N on]:[+]N: ' \
    '*-c+[start with the last N bytes; +N\: from byte N on]:[+]N: ' \
    '*--bytes=[start with the last N bytes; +N\: from byte N on]:[+]N: ' \
    '*-f[keep reading as the file grows]' \
    '*--follow=-[keep reading as the file grows]::HOW:(name descriptor none)' \
    '*--no-follow[not --follow]' \
    '*-F[short for --follow=name --retry]' \
    '*--retry[keep trying to open a file that does not exist yet]' \
    '*--no-retry[not --retry]' \
    '*--pid=[stop following when this process on the host exits]:PID: ' \
    '*-s+[polling interval, on hosts that have to poll]:SECONDS: ' \
    '*--sleep-interval=[polling interval, on hosts that have to poll]:SECONDS: ' \
    '*-z[lines end with NUL, not newline]' \
    '*--zero-terminated[lines end with NUL, not newline]' \
    '*--no-zero-terminated[not --zero-terminated]' \
    '*--since=[only records from this time on]:TIME: ' \
    '*--until=[only records up to this time]:TIME: ' \
    '*-g+[only lines that match; if repeated, lines that match all]:PATTERN: ' \
    '*--grep=[only lines that match; if repeated, lines that match all]:PATTERN: ' \
    '*--no-grep[not --grep]' \
    '*-x+[drop lines that match; may be repeated]:PATTERN: ' \
    '*--exclude=[drop lines that match; may be repeated]:PATTERN: ' \
    '*--no-exclude[not --exclude]' \
    '*--where=[only records whose fields are so, as in '\''status>=500 and path~^/api'\'']:CONDITION: ' \
    '*--no-where[not --where]' \
    '*--facility=[only syslog messages of these facilities, as in auth,local0]:NAME,…: ' \
    '*--no-facility[not --facility]' \
    '*--tag=[only syslog messages with these tags (applications)]:NAME,…: ' \
    '*--no-tag[not --tag]' \
    '*-i[ignore case in patterns]' \
    '*--ignore-case[ignore case in patterns]' \
    '*--no-ignore-case[not --ignore-case]' \
    '*--fixed[patterns are literal text]' \
    '*--no-fixed[not --fixed]' \
    '*-A+[print N lines after each match]:N: ' \
    '*--after-context=[print N lines after each match]:N: ' \
    '*-B+[print N lines before each match]:N: ' \
    '*--before-context=[print N lines before each match]:N: ' \
    '*-C+[print N lines before and after each match]:N: ' \
    '*--context=[print N lines before and after each match]:N: ' \
    '*--record[match and print whole records, stack traces included]' \
    '*--no-record[not --record]' \
    '*--level=[only records of this level or worse]:LEVEL:(trace debug info notice warn error fatal)' \
    '*--max-count=[stop reading each log after N matching lines]:N: ' \
    '*--head=[stop after N lines in total, across all logs]:N: ' \
    '*--last=[only the latest N lines in total, read backwards on the hosts]:N: ' \
    '*--pushdown[filter on the hosts; --no-pushdown filters locally, to compare]' \
    '*--no-pushdown[not --pushdown]' \
    '*--explain[print what would run on each host and what would be done locally, then exit]' \
    '*--count[print how many lines there are, or match, of each source and in all]' \
    '*--count-by=[count records (with --grep\: matching lines) by the values of fields]:FIELD[,FIELD]: ' \
    '*--per=[count for each period, such as 1m, 1h or 1d, in your time zone]:PERIOD: ' \
    '*--top=[print only the N most frequent values of --count-by, in each period]:N: ' \
    '*--until-match=[follow until a line that matches is printed, and exit with 0]:PATTERN: ' \
    '*--sql=[run an SQL query over the table log of the records that are read]:QUERY: ' \
    '*--team=[only this team'\''s hosts]:TEAM:_rtail_names teams' \
    '*-J+[connect through these jump hosts, in this order; none connects directly]:[USER@]HOST[\:PORT][,...]:(none)' \
    '*--jump=[connect through these jump hosts, in this order; none connects directly]:[USER@]HOST[\:PORT][,...]:(none)' \
    '*--no-jump[not --jump]' \
    '*--transport=[use ssh2 (built in) or openssh (this system'\''s ssh)]:HOW:(ssh2 openssh)' \
    '*--config=[use this inventory instead of searching for one]:FILE:_files' \
    '*--refresh[run inventory commands again, however young their answers are]' \
    '*--ssh-config=[use this SSH configuration instead of ~/.ssh/config]:FILE:_files' \
    '*--connect-timeout=[give up if a host does not answer within this time]:SECONDS: ' \
    '*--concurrency=[log in to at most N hosts at a time]:N: ' \
    '*--sudo[read logs as root, on hosts where sudo needs no password]' \
    '*--no-sudo[not --sudo]' \
    '*--name=[label for standard input; NAME=PATH\: read a local pipe or file under a name]:NAME[=PATH]: ' \
    '*-o+[text for people, raw for the exact bytes, json for one object per record]:FORM:(text raw json)' \
    '*--output=[text for people, raw for the exact bytes, json for one object per record]:FORM:(text raw json)' \
    '*--format=[print records by a template, e.g. '\''{time} {level} {host} {text}'\'']:TEMPLATE: ' \
    '*--prefix=[prefix each line with its source; auto\: if there are several]:WHEN:(auto always never)' \
    '*--no-prefix[not --prefix]' \
    '*-q[short for --prefix=never]' \
    '*--quiet[short for --prefix=never]' \
    '*-v[short for --prefix=always]' \
    '*--verbose[short for --prefix=always]' \
    '*--time=[prefix each record with its time]:HOW:(short full off utc local)' \
    '*--sort=[merge logs by time, or print lines in the order of arrival]:BY:(time arrival)' \
    '*--color=[use colours; auto\: on a terminal]:WHEN:(auto always never)' \
    '*--no-color[not --color]' \
    '*--tee=[also save each source to a file of its own in DIR]:DIR:_files -/' \
    '*--resume[continue the files that --tee wrote before, without repeats]' \
    '*--no-resume[not --resume]' \
    '*--stats[at the end, print what was read, received and printed per source]' \
    '*--no-stats[not --stats]' \
    '*--max-time=[stop after this time]:SECONDS: ' \
    '*--debug=[write a log of all connections to FILE]:FILE:_files' \
    '*--print[print like rtail instead of opening the screen]' \
    '*--no-print[not --print]' \
    '*--buffer=[size of the scrollback buffer, for all logs together]:SIZE: ' \
    '*--view=[use a view saved by \:save-view\: its sources and filters, on the screen its layout]:NAME: ' \
    '*--ascii[draw with ASCII characters only]' \
    '*--no-ascii[not --ascii]' \
    '*--mouse[scroll with the wheel and focus with clicks]' \
    '*--no-mouse[not --mouse]' \
    '*--listen=[address and port to listen on, or unix\:PATH]:ADDRESS: ' \
    '*--open[open the page in the browser of this machine]' \
    '*--tls-cert=[certificate (PEM, with its chain) to serve https with]:FILE:_files' \
    '*--tls-key=[private key (PEM) of the certificate]:FILE:_files' \
    '*--plain-http[allow http on an address that others can reach]' \
    '*--host-name=[a further name that browsers reach the server by]:NAME: ' \
    '*--origin=[address of the page behind a reverse proxy\: https\://logs.example.com]:URL: ' \
    '*--base-path=[path that a reverse proxy passes on\: /logs]:PATH: ' \
    '*--trusted-proxy=[network of a reverse proxy whose --auth-header is believed\: 10.0.0.0/8, or unix]:NETWORK: ' \
    '*--auth-header=[header by which a trusted proxy says who is asking\: Remote-User]:NAME: ' \
    '*--operator=[a user of --auth-header who may also retry, reread and open logs for all]:USER: ' \
    '*--token-file=[keep the tokens of the links in FILE, so that they survive a restart]:FILE:_files' \
    '*--once[make the viewers'\'' link good for one login only]' \
    '*--max-viewers=[how many may look at a time]:N: ' \
    '*--idle=[stop reading a log this long after its last viewer has left]:SECONDS: ' \
    '*--demo[use a built-in demo fleet\: a bastion and six busy hosts, all in this process]' \
    '*--seed=[generate the logs of the demo from this number]:N: ' \
    '*--replay=[show what --tee saved]:DIR:_files -/' \
    '*--project=[publish hosts without a team under this project]:NAME: ' \
    '*--keep=[keep so much of each log in Redis, in bytes of the log]:SIZE: ' \
    '*--keep-for=[keep lines in Redis no longer than this]:TIME: ' \
    '*--lease=[how long after a relay died another takes its logs over]:TIME: ' \
    '*--redis-user=[log in to Redis as this user]:NAME: ' \
    '*--redis-password-file=[read the password for Redis from the first line of FILE]:FILE:_files' \
    '*--redis-sentinel-user=[log in to the sentinels as this user]:NAME: ' \
    '*--redis-sentinel-password-file=[read the password for the sentinels from the first line of FILE]:FILE:_files' \
    '*--redis-ca=[with rediss\://, trust the authorities in this PEM file]:FILE:_files' \
    '*--redis-cert=[with rediss\://, show the certificate in this PEM file]:FILE:_files' \
    '*--redis-key=[the private key of --redis-cert]:FILE:_files' \
    '*--example[print an example of a configuration that shows every key]' \
    '*--list[list the configurations that you trusted or refused, and what became of them]' \
    '*--forget[forget what was decided about FILE]' \
    '*-h[list all options, one per line]' \
    '*--help=-[describe all options, with examples]::LENGTH:(short long)' \
    '*-V[print the version]' \
    '*--version[print the version]' \
    '*:source:_rtail_names operands'
}

if [[ $funcstack[1] == _rtail ]]; then
  _rtail "$@"
else
  compdef _rtail rtail rtop
fi
