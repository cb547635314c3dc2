import type { ByteString } from '../../core/bytes.ts';
import { HEAD_LENGTH } from '../../core/follow/position.ts';
import { globText } from '../probes/listing.ts';
import { pathText } from '../script/fileCheck.ts';
import { LEASE_SECONDS } from '../script/lifetime.ts';
import { shellCommand } from '../script/quote.ts';
import type { LiveProcesses } from './frame.ts';
import { fileFunctions } from './shell.ts';

/** A followed log, as the watcher of its host knows it. */
export interface WatchedLog {
  readonly id: number;
  readonly path: string;
  readonly processes: LiveProcesses;
  /**
   * How its tail is stopped: GNU tail reads to the end of the file when the process named by its `--pid`
   * ends.
   */
  readonly tail: 'gnu' | 'other';
  /** Stays with the file wherever it is moved (`tail -f`). */
  readonly descriptor: boolean;
  /** Following ends when this process on the host does. */
  readonly pid: number | null;
  /** True if progress is to be reported, because the bytes received do not show it. */
  readonly reportsBytes: boolean;
  readonly headLength: number;
  /** The host's word for the head: see `SurveyedFile.face`. */
  readonly face: ByteString;
}

/** A glob whose set of files is watched. */
export interface WatchedGlob {
  readonly id: number;
  readonly path: string;
}

/** Seconds between routine comparisons of the head of a file that is growing. */
const FACE_SECONDS = 10;
/** Number of checks in quick succession when watching starts: it takes two to know how fast a log grows. */
const EARLY_LOOKS = 5;
/** Seconds after which a writer of a rotated file is reported as late. */
const LATE_SECONDS = 30;
/** Seconds after which a missing name is reported: a rotation may leave it unused for a while. */
const ABSENT_SECONDS = 3;
/** Seconds between progress reports. */
const READ_SECONDS = 5;
/** Seconds between checks of a glob. */
const GLOB_SECONDS = 2;
/**
 * A file that grows by more than this in a second is checked ten times a second: after a truncation, it might
 * outgrow its old size between two checks.
 */
const FAST_BYTES = 512 * 1024;
/** Tail is behind if it has more bytes than this left to read: a slow reader may be blocking it. */
const LAG_BYTES = 64 * 1024;
/**
 * Extra checks of the first line of each file that grows fast and whose tail is behind, and the pause before
 * each, in seconds. At 20 MB/s, new content takes a tenth of a second to outgrow what a blocked tail has
 * read, which is at least a channel window.
 */
const GLANCES = '1 2 3 4 5';
const GLANCE_SECONDS = '.02';

/**
 * Returns the command line of a host's watcher, which watches all logs followed on that host. Its first line
 * of stdin must be the nonce; each later one is empty (a heartbeat) or comes from `watchLine`, `unwatchLine`,
 * `watchGlobLine` or `unwatchGlobLine`. Each line of its stdout after the nonce is `NONCE WORD ID…`: a
 * `WatchReport` about the log ID, or `glob ID` if that glob's set of files has changed.
 */
export const watchCommand = (leaseSeconds = LEASE_SECONDS, faceSeconds = FACE_SECONDS): string =>
  shellCommand(watchScript(leaseSeconds, faceSeconds));

/**
 * Returns the watcher's script. The main shell reads stdin and keeps the table in variables; a child does the
 * checking, and is restarted whenever the table changes, so that they need not share anything. SIGUSR1 passes
 * a heartbeat on to it.
 */
export const watchScript = (leaseSeconds = LEASE_SECONDS, faceSeconds = FACE_SECONDS): ByteString => `
exec 3<&0 </dev/null 2>/dev/null
IFS= read -r N <&3 || exit 70
echo "$N"
${fileFunctions}
${watchFunctions(leaseSeconds, faceSeconds)}
trap '' USR1
ids= globs= K=
while IFS= read -r L <&3; do
if [ "$L" ]; then
eval "$(printf %b "$L")"
if [ "$K" ]; then kill $K; wait $K; fi
watch & K=$!
elif [ "$K" ]; then kill -s USR1 $K; fi
done
if [ "$K" ]; then kill $K; fi
exit 0
`;

/** Returns the line of stdin that starts watching a log. */
export const watchLine = (log: WatchedLog): ByteString => line(`${tableEntry(log)}; ids="$ids ${log.id}"`);

/** Returns the line of stdin that stops watching a log. */
export const unwatchLine = (id: number): ByteString => line(without('ids', id));

/** Returns the line of stdin that starts watching a glob. */
export const watchGlobLine = ({ id, path }: WatchedGlob): ByteString =>
  line(`g${id}() { set -- ${globText(path)}; L="$*"; }; globs="$globs ${id}"`);

/** Returns the line of stdin that stops watching a glob. */
export const unwatchGlobLine = (id: number): ByteString => line(without('globs', id));

const without = (list: string, id: number): ByteString =>
  `L=; for i in $${list}; do [ $i = ${id} ] || L="$L $i"; done; ${list}=$L`;

/**
 * Returns the shell variables that describe a log: `f` its path, `T` tail, `D` tail's descriptor, `A` the
 * script's shell, `W` its reader, and what is known about the file.
 */
export const tableEntry = (log: WatchedLog): ByteString => {
  const { id, processes, tail, descriptor, pid, reportsBytes, headLength, face } = log;
  const value = (name: string, text: ByteString | number): ByteString => `${name}${id}=${text}`;
  return [
    value('f', pathText(log.path)),
    value('T', processes.tail),
    value('D', processes.descriptor),
    value('A', processes.shell),
    value('W', processes.reader),
    value('u', tail === 'gnu' ? '1' : ''),
    value('y', descriptor ? '1' : ''),
    value('j', pid ?? ''),
    value('v', reportsBytes ? '1' : ''),
    value('n', headLength),
    value('h', face === '' ? "''" : face),
  ].join(' ');
};

/** Returns a line of stdin for any bytes of a path; `printf %b` decodes it. */
const line = (text: ByteString): ByteString =>
  `${text.replace(/[\\\n]/g, char => `\\0${char.charCodeAt(0).toString(8).padStart(3, '0')}`)}\n`;

/**
 * Returns the functions that check the logs. `watch` runs once a second, using only the shell's own tests and one
 * `sleep` while nothing changes, and one `stat` for all files that changed. `look ID` checks one log:
 *
 * - A file was truncated if it is shorter than before or than what was read of it, if its head has changed, or if
 *   tail's offset has decreased. Its tail is killed at once: it may be blocked, and would continue in the middle of
 *   the new content.
 * - If the name now belongs to another file, tail may read to the end once the old file has been quiet for a second
 *   and the new one has content, because writers reopen late. The script's reader is killed as well, which shows that
 *   this was the watcher's decision and tail was not merely killed. The head of the new file is reported first: it may be
 *   truncated before it is opened.
 * - The head of a young file is reported as it grows.
 *
 * Between these checks, `glance ID` checks files that grow fast and whose tails are behind: the shell itself reads the
 * first line, if the head contains one, which takes no process. If that line has changed, the content is new. If
 * `alone` is set, there is only one log, and checking ends with its tail. `say` prints a report; `expire` ends
 * everything when the lease has expired.
 */
export const watchFunctions = (leaseSeconds: number, faceSeconds = FACE_SECONDS): ByteString => `
say() { echo "$N $*"; }
expire() {
for i in $ids; do
eval "A=\\$A$i W=\\$W$i T=\\$T$i"
kill -TERM -$A || kill -TERM $A $W $T
done
kill -TERM -$$ || kill -TERM $$
exit
}
stop() { eval "T=\\$T$1 W=\\$W$1 L=\\$u$1 T$1="; if [ "$2" ]; then kill $W; [ "$L" ] || kill $T; else kill $T; fi; }
glance() { eval "T=\\$T$1 D=\\$D$1 x=\\$z$1"; [ "$T" ] || return; L=; IFS= read -r L </proc/$T/fd/$D; [ "$L" = "$x" ] || stop $1; }
pause() {
if [ "$behind" ]; then
for k in ${GLANCES}; do sleep ${GLANCE_SECONDS} || return; for i in $behind; do glance $i; done; done
else sleep $nap; fi
}
look() {
eval "T=\\$T$1 D=\\$D$1 p=\\$p$1 b=\\$b$1 c=\\$c$1"
[ "$p" ] || return
eval "a=\\\${s$T:-$c} s$T= b$1=\\$p F=\\$f$1 n=\\$n$1 H=\\$h$1"
[ "$a" ] || return
eval "c$1=\\$a"
if [ "$a" -lt "\${c:-0}" ] || [ "$a" -lt "$p" ] || [ "$p" -lt "\${b:-0}" ]; then stop $1; return; fi
g=; if [ "$c" ] && [ $((a-c)) -gt $m ]; then fast=1 g=1; fi
P=/proc/$T/fd/$D
if [ "$p" != "$b" ] && [ $n -lt ${HEAD_LENGTH} ]; then
L=$(head -c ${HEAD_LENGTH} <$P | t)
if [ "$L" != "$H" ]; then
if [ $n != 0 ] && [ "$(head -c $n <$P | t)" != "$H" ]; then stop $1; return; fi
eval "n$1=\\$(head -c ${HEAD_LENGTH} <$P | wc -c) h$1=\\$L"
say head $1 $L
fi
else
if [ "$p" != "$b" ]; then eval "o$1=1"; fi
eval "L=\\$u$1 x=\\$o$1"
if { [ "$a" -gt "\${c:-0}" ] && [ $((a-p)) -gt ${LAG_BYTES} ]; } || { [ "$tick" ] && [ "$x" ] && { [ -z "$L" ] || [ $((tick%${faceSeconds})) = 0 ]; }; }; then
eval "o$1= e=\\$e$1"
if [ "$g" ]; then
if [ -z "$e" ]; then e=$(head -c $n <$P | wc -l); eval "e$1=\\$e"; fi
if [ "$e" -gt 0 ]; then IFS= read -r x <$P; [ "$x" ] && eval "z$1=\\$x" && behind="$behind $1"; fi
fi
if [ "$(head -c $n <$P | t)" != "$H" ]; then stop $1; return; fi
fi
fi
[ "$tick" ] || return
eval "L=\\$j$1"
if [ "$L" ] && ! [ -d /proc/$L ]; then stop $1 drain; return; fi
eval "L=\\$v$1 Y=\\$y$1"
if [ "$L" ] && [ $((tick%${READ_SECONDS})) = 0 ]; then eval "L=\\$r$1 r$1=\\$p"; [ "$L" = "$p" ] || say at $1 $p; fi
[ "$Y" ] && return
if [ "$F" -ef $P ]; then eval "q$1= x$1= l$1=0 w$1="; return; fi
eval "q=\\$q$1 x=\\$x$1 q$1=\\$a l$1=\\$((l$1+1)) L=\\$((l$1+1)) W=\\$w$1"
if ! [ -r "$F" ] && [ "$L" = ${ABSENT_SECONDS} ]; then if [ -e "$F" ]; then say denied $1; else say absent $1; fi; fi
if [ -e "$F" ]; then
set -- $1 $(stat -Lc '%i %s' -- "$F")
if [ -z "$x" ]; then eval "x$1=$2"; say next $1 $2 $((L-1)); fi
if [ "\${W%.*}" = "$2" ] && [ "$3" -lt "\${W#*.}" ]; then say cut $1; fi
eval "w$1=$2.$3"
fi
if [ "$a" = "$q" ] && [ -s "$F" ]; then
if [ "$3" ]; then say successor $1 $2 $(head -c ${HEAD_LENGTH} <"$F" | t); fi
stop $1 drain; return
fi
if [ "$L" = ${LATE_SECONDS} ] && [ -s "$F" ]; then say late $1; fi
}
watch() {
trap - TERM; trap heard=1 USR1
heard=1 nap=.2 count=0 behind= early=${EARLY_LOOKS}
read -r second L </proc/uptime; second=\${second%%.*}
for i in $ids; do eval "b$i= c$i= q$i= x$i= r$i= l$i=0 w$i= o$i= e$i= z$i="; done
for i in $globs; do eval "k$i="; done
while pause || sleep 1; do
read -r now L </proc/uptime; now=\${now%%.*}
if [ "$heard" ]; then heard= since=$now; elif [ $((now-since)) -ge ${leaseSeconds} ]; then expire; fi
if [ $early -gt 0 ]; then early=$((early-1)); fi
tick=; if [ "$now" != "$second" ]; then second=$now count=$((count+1)) tick=$count; fi
set --
for i in $ids; do
eval "T=\\$T$i D=\\$D$i b=\\$b$i c=\\$c$i"
p=; [ "$T" ] && read -r L p </proc/$T/fdinfo/$D || p=
eval "p$i=\\$p"
if [ "$alone" ] && [ -z "$p" ]; then return; fi
if [ "$p" ] && { [ "$p" != "$b" ] || [ "$p" != "$c" ]; }; then set -- "$@" /proc/$T/fd/$D; fi
done
if [ $# -gt 0 ]; then
set -- $(stat -Lc '%n %s' "$@")
while [ $# -gt 1 ]; do L=\${1#/proc/}; eval "s\${L%%/*}=$2"; shift 2; done
fi
case $nap in 1) m=${FAST_BYTES};; .2) m=${Math.round(FAST_BYTES / 5)};; *) m=${Math.round(FAST_BYTES / 10)};; esac
fast= behind=
for i in $ids; do look $i; done
nap=1
if [ "$fast" ]; then nap=.1; elif [ $early -gt 0 ]; then nap=.2; fi
if [ "$tick" ] && [ $((tick%${GLOB_SECONDS})) = 0 ]; then for i in $globs; do
g$i; eval "c=\\$k$i"
if [ "$L" != "$c" ]; then eval "k$i=\\$L"; say glob $i; fi
done; fi
done
}
`;
