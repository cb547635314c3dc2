import type { ByteString } from '../../core/bytes.ts';

/**
 * Quotes one word for a POSIX shell: unchanged if it is plain, otherwise in single quotes. It must not
 * contain NUL.
 */
export const shellQuote = (word: ByteString): ByteString =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Everything except characters that every login shell leaves unchanged in single quotes, and POSIX `sh` in
 * double quotes inside them.
 */
const PLAIN = /[^A-Za-z0-9 _@%+=:,./;<>(){}|&*?#~[\]^-]/g;

const RUNS_SH = 'exec sh -c ';

/**
 * Returns the command line that runs the same as root. `setsid` makes the shell the leader of a process group
 * again, because under sudo the leader is sudo itself: everything that runs as root can then be ended from
 * within.
 */
export const asRoot = (command: string): string => {
  if (!command.startsWith(RUNS_SH)) throw new TypeError('only what shellCommand returns can be run as root');
  const start = `S=; if command -v setsid >/dev/null; then S=setsid; fi; exec $S sh -c "$0"`;
  return `exec sudo -n -- sh -c '${start}' ${command.slice(RUNS_SH.length)}`;
};

/**
 * Returns the command line that runs a script under POSIX `sh`, whatever the login shell is: bash, dash, zsh,
 * fish, tcsh, ksh and BusyBox sh all pass on the same bytes. Single quotes protect everything except a single
 * quote, `!` (tcsh), a newline (tcsh) and two backslashes (fish); these, and whatever double quotes do not
 * protect, are sent as octal escapes, which `printf %b` decodes. `exec` makes `sh` the leader of the process
 * group that sshd created for the login shell.
 */
export const shellCommand = (script: ByteString): string => {
  const escaped = script.replace(PLAIN, char => `\\0${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `${RUNS_SH}'eval "$(printf %b "${escaped}")"'`;
};
