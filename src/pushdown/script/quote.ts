import type { ByteString } from '../../core/bytes.ts';

/**
 * Quotes one word for a POSIX shell: unchanged if it is plain, otherwise in single quotes. It must not
 * contain NUL.
 */
export const shellQuote = (word: ByteString): ByteString =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Characters that every login shell leaves alone in single quotes, and POSIX `sh` in double quotes inside
 * them.
 */
const PLAIN = /[^A-Za-z0-9 _@%+=:,./;<>(){}|&*?#~[\]^-]/g;

const RUNS_SH = 'exec sh -c ';

/**
 * The same command line, run as root. `setsid` makes the shell the leader of a process group again, for sudo's is sudo: what it runs as root
 * can then be ended from within.
 */
export const asRoot = (command: string): string => {
  if (!command.startsWith(RUNS_SH)) throw new TypeError('only what shellCommand returns can be run as root');
  const start = `S=; if command -v setsid >/dev/null; then S=setsid; fi; exec $S sh -c "$0"`;
  return `exec sudo -n -- sh -c '${start}' ${command.slice(RUNS_SH.length)}`;
};

/**
 * The command line that runs a script under POSIX `sh`, whatever the login shell is: bash, dash, zsh, fish, tcsh, ksh
 * and BusyBox sh all hand the same bytes on. Single quotes protect all but a quote itself, `!` (tcsh), a newline (tcsh)
 * and two backslashes (fish); so these, and whatever double quotes do not protect, travel as octal escapes, which
 * `printf %b` undoes. `exec` makes `sh` the leader of the process group that sshd gave the login shell.
 */
export const shellCommand = (script: ByteString): string => {
  const escaped = script.replace(PLAIN, char => `\\0${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `${RUNS_SH}'eval "$(printf %b "${escaped}")"'`;
};
