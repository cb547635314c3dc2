import type { Query } from '../core/query.ts';

/**
 * The placeholders in a log's command. `{lines}`: number of lines requested. `{since}` and `{until}`: the
 * requested times, or ones that exclude nothing. `{follow}`: `-f` when following, otherwise nothing.
 * `{follow:TEXT}`, `{since:TEXT}` and `{until:TEXT}` are TEXT if that is requested, otherwise nothing; in
 * TEXT, `%s` is the time in seconds since 1970 and `%t` in RFC 3339.
 */
const PLACEHOLDER = /\{(lines|since|until|follow)(?::([^{}]*))?\}/g;

/** Returns the command that a shell runs for a query. */
export const commandText = (command: string, query: Query): string =>
  command.replace(PLACEHOLDER, (whole, name: string, text: string | undefined) => {
    switch (name) {
      case 'lines':
        return text === undefined ? `${linesOf(query)}` : whole;
      case 'follow':
        return query.follow === 'none' ? '' : (text ?? '-f');
      case 'since':
        return timeText(query.time.since, text, 0);
      default:
        return timeText(query.time.until, text, FAR);
    }
  });

/** Returns true if a command follows only on request, and otherwise exits on its own. */
export const followsOnRequest = (command: string): boolean => placeholders(command).has('follow');

/** Returns true if the command itself handles the number of lines. */
export const limitsLines = (command: string): boolean => placeholders(command).has('lines');

const placeholders = (command: string): ReadonlySet<string> =>
  new Set([...command.matchAll(PLACEHOLDER)].map(match => match[1]!));

/** Maximum for programs that read a number of lines into an `int`. */
const ALL_LINES = 2_147_483_647;

const linesOf = ({ from }: Query): number => (from.kind === 'lastLines' ? from.count : ALL_LINES);

/** The first second of 2100: no log is later. */
const FAR = 4_102_444_800_000;

const timeText = (ms: number | null, text: string | undefined, otherwise: number): string => {
  if (text === undefined) return rfc3339(ms ?? otherwise);
  if (ms === null) return '';
  return text.replaceAll('%s', `${Math.floor(ms / 1000)}`).replaceAll('%t', rfc3339(ms));
};

/** Whole seconds, because some programs reject fractions; the excess is filtered locally. */
const rfc3339 = (ms: number): string =>
  `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
