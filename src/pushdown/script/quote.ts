import type { ByteString } from '../../core/bytes.ts';

/** One word for a POSIX shell: itself where it is plain, else in single quotes. It must hold no NUL. */
export const shellQuote = (word: ByteString): ByteString =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** What every login shell leaves alone between single quotes, and POSIX `sh` between double quotes within them. */
const PLAIN = /[^A-Za-z0-9 _@%+=:,./;<>(){}|&*?#~[\]^-]/g;

/**
 * The command line that runs a script under POSIX `sh`, whatever the login shell is: bash, dash, zsh, fish, tcsh, ksh
 * and BusyBox sh all hand the same bytes on. Single quotes protect all but a quote itself, `!` (tcsh), a newline (tcsh)
 * and two backslashes (fish); so these, and whatever double quotes do not protect, travel as octal escapes, which
 * `printf %b` undoes. `exec` makes `sh` the leader of the process group that sshd gave the login shell.
 */
export const shellCommand = (script: ByteString): string => {
  const escaped = script.replace(PLAIN, char => `\\0${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `exec sh -c 'eval "$(printf %b "${escaped}")"'`;
};
