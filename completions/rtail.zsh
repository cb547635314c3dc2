#compdef rtail rtop
# zsh completion for rtail and rtop. Generated from the table of options: do not edit.
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
    '*-n+[start with the last N lines; +N\: start at line N]:[+]N: ' \
    '*--lines=[start with the last N lines; +N\: start at line N]:[+]N: ' \
    '*-c+[start with the last N bytes; +N\: start at byte N]:[+]N: ' \
    '*--bytes=[start with the last N bytes; +N\: start at byte N]:[+]N: ' \
    '*-f[keep reading as the file grows]' \
    '*--follow=-[keep reading as the file grows]::HOW:(name descriptor none)' \
    '*--no-follow[not --follow]' \
    '*-F[short for --follow=name --retry]' \
    '*--retry[keep trying to open a file that does not exist yet]' \
    '*--no-retry[not --retry]' \
    '*--pid=[stop following when this process on the host exits]:PID: ' \
    '*-s+[polling interval, on hosts that have to poll]:SECONDS: ' \
    '*--sleep-interval=[polling interval, on hosts that have to poll]:SECONDS: ' \
    '*-z[lines end with NUL instead of newline]' \
    '*--zero-terminated[lines end with NUL instead of newline]' \
    '*--no-zero-terminated[not --zero-terminated]' \
    '*--since=[only records at or after this time]:TIME: ' \
    '*--until=[only records up to this time]:TIME: ' \
    '*-g+[only lines that match; if repeated, lines that match all patterns]:PATTERN: ' \
    '*--grep=[only lines that match; if repeated, lines that match all patterns]:PATTERN: ' \
    '*--no-grep[not --grep]' \
    '*-x+[drop lines that match; can be repeated]:PATTERN: ' \
    '*--exclude=[drop lines that match; can be repeated]:PATTERN: ' \
    '*--no-exclude[not --exclude]' \
    '*--where=[only records whose fields match, as in '\''status>=500 and path~^/api'\'']:CONDITION: ' \
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
    '*--pushdown[filter on the hosts; --no-pushdown filters locally, for comparison]' \
    '*--no-pushdown[not --pushdown]' \
    '*--explain[print what would run on each host and what would run locally, then exit]' \
    '*--count[print the number of lines (that match), per source and in total]' \
    '*--count-by=[count records (with --grep\: matching lines) by the values of fields]:FIELD[,FIELD]: ' \
    '*--per=[count per period, such as 1m, 1h or 1d, in your time zone]:PERIOD: ' \
    '*--top=[print only the N most frequent values of --count-by, in each period]:N: ' \
    '*--until-match=[follow until a line that matches is printed, and exit with 0]:PATTERN: ' \
    '*--sql=[run an SQL query; the table log holds the records that are read]:QUERY: ' \
    '*--team=[only this team'\''s hosts]:TEAM:_rtail_names teams' \
    '*-J+[connect through these jump hosts, in this order; none\: connect directly]:[USER@]HOST[\:PORT][,...]:(none)' \
    '*--jump=[connect through these jump hosts, in this order; none\: connect directly]:[USER@]HOST[\:PORT][,...]:(none)' \
    '*--no-jump[not --jump]' \
    '*--transport=[use ssh2 (built in) or openssh (this system'\''s ssh)]:HOW:(ssh2 openssh)' \
    '*--control-master=[use connections that your ssh has open (ControlPath); never\: always log in]:WHEN:(auto never)' \
    '*--no-control-master[not --control-master]' \
    '*--config=[use this inventory instead of searching for one]:FILE:_files' \
    '*--refresh[run inventory commands again, even if their cached output is recent]' \
    '*--ssh-config=[use this SSH configuration instead of ~/.ssh/config]:FILE:_files' \
    '*--connect-timeout=[give up if a host does not answer within this time]:SECONDS: ' \
    '*--concurrency=[log in to at most N hosts at a time]:N: ' \
    '*--sudo[read logs as root, on hosts where sudo needs no password]' \
    '*--no-sudo[not --sudo]' \
    '*--name=[name of standard input; NAME=PATH\: read a local pipe or file under this name]:NAME[=PATH]: ' \
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
    '*--tee=[also save each source to its own file in DIR]:DIR:_files -/' \
    '*--resume[continue the files from an earlier --tee, without repeating lines]' \
    '*--no-resume[not --resume]' \
    '*--stats[at the end, print how much was read, received and printed per source]' \
    '*--no-stats[not --stats]' \
    '*--max-time=[stop after this time]:SECONDS: ' \
    '*--debug=[write a log of all connections to FILE]:FILE:_files' \
    '*--print[print like rtail instead of opening the screen]' \
    '*--no-print[not --print]' \
    '*--buffer=[size of the scrollback buffer, for all logs together]:SIZE: ' \
    '*--view=[use a view saved with \:save-view\: its sources and filters, and on the screen its layout]:NAME: ' \
    '*--ascii[draw with ASCII characters; other letters of logs are shown if the locale is UTF-8]' \
    '*--no-ascii[not --ascii]' \
    '*--mouse[scroll with the wheel and focus with clicks]' \
    '*--no-mouse[not --mouse]' \
    '*--listen=[address and port to listen on, or unix\:PATH]:ADDRESS: ' \
    '*--open[open the page in this machine'\''s browser]' \
    '*--tls-cert=[certificate for https (PEM, with its chain)]:FILE:_files' \
    '*--tls-key=[private key (PEM) of the certificate]:FILE:_files' \
    '*--plain-http[allow http on addresses that other machines can reach]' \
    '*--host-name=[an additional host name of this server]:NAME: ' \
    '*--origin=[address of the page behind a reverse proxy\: https\://logs.example.com]:URL: ' \
    '*--base-path=[path prefix that a reverse proxy passes on\: /logs]:PATH: ' \
    '*--trusted-proxy=[network of a reverse proxy whose --auth-header is trusted\: 10.0.0.0/8, or unix]:NETWORK: ' \
    '*--auth-header=[header in which a trusted proxy passes the user name\: Remote-User]:NAME: ' \
    '*--operator=[a user of --auth-header who can also retry, reread and open logs for everyone]:USER: ' \
    '*--token-file=[store the tokens of the links in FILE, so that they survive a restart]:FILE:_files' \
    '*--once[make the viewers'\'' link valid for one login only]' \
    '*--max-viewers=[maximum number of simultaneous viewers]:N: ' \
    '*--idle=[stop reading a log this long after its last viewer left]:SECONDS: ' \
    '*--demo[use a built-in demo fleet\: a bastion and six busy hosts, all in this process]' \
    '*--seed=[random seed of the demo logs]:N: ' \
    '*--replay=[read logs saved by --tee]:DIR:_files -/' \
    '*--project=[publish hosts without a team under this project]:NAME: ' \
    '*--keep=[how much of each log to keep in Redis, in bytes of the log]:SIZE: ' \
    '*--keep-for=[keep lines in Redis no longer than this]:TIME: ' \
    '*--lease=[how soon another relay takes over the logs of one that died]:TIME: ' \
    '*--redis-user=[log in to Redis as this user]:NAME: ' \
    '*--redis-password-file=[read the Redis password from the first line of FILE]:FILE:_files' \
    '*--redis-sentinel-user=[with redis+sentinel\://, log in to the sentinels as this user]:NAME: ' \
    '*--redis-sentinel-password-file=[read the password for the sentinels from the first line of FILE]:FILE:_files' \
    '*--redis-ca=[with rediss\://, trust the certificate authorities in this PEM file]:FILE:_files' \
    '*--redis-cert=[with rediss\://, present the client certificate in this PEM file]:FILE:_files' \
    '*--redis-key=[the private key of --redis-cert]:FILE:_files' \
    '*--example[print an example configuration with every key]' \
    '*--list[list the configurations that you trusted or refused, and their current state]' \
    '*--forget[forget the decision about FILE]' \
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
