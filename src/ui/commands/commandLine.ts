import { isoTime, timestampOf } from '../../core/text/timeText.ts';
import { forAllLogs } from '../../session/live/remoteFilter.ts';
import type { SessionSnapshot } from '../../session/live/snapshot.ts';
import { sourceWord } from '../state/views.ts';

/** Quotes a word for a POSIX shell, unless it needs no quotes. */
export const shellWord = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Returns the command line that reproduces the screen: sources, filters, level and range. `base`: options that apply
 * regardless of what is on the screen.
 */
export const commandLine = (snapshot: SessionSnapshot, base: readonly string[]): string => {
  const { filters, level, ignoreCase, range, sources } = snapshot;
  const patterns = forAllLogs(filters)
    .filter(filter => filter.enabled)
    .flatMap(({ pattern, negate }) => [negate ? '--exclude' : '--grep', pattern]);
  const at = (ms: number): string => isoTime(timestampOf(ms));
  const words = [
    ...base,
    ...patterns,
    ...(level === null ? [] : ['--level', level]),
    ...(ignoreCase ? ['--ignore-case'] : []),
    ...(range === null ? [] : ['--since', at(range.from)]),
    ...(range === null || range.to === Number.POSITIVE_INFINITY ? [] : ['--until', at(range.to)]),
    ...sources.map(({ source }) => sourceWord(source)),
  ];
  return ['rtop', ...words.map(shellWord)].join(' ');
};
