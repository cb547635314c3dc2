import type { Query } from '../core/query.ts';

/**
 * The placeholders of a log's command. `{lines}`: how many lines are asked for. `{since}` and `{until}`: the times asked for, or ones
 * that leave nothing out. `{follow}`: `-f` where the log is followed, else nothing. `{follow:TEXT}`, `{since:TEXT}` and `{until:TEXT}`
 * stand for TEXT where that is asked for and for nothing elsewhere; in it `%s` is the time in seconds since 1970 and `%t` in RFC 3339.
 */
const PLACEHOLDER = /\{(lines|since|until|follow)(?::([^{}]*))?\}/g;

/** The command that a shell runs for a query. */
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

/** Whether a command follows only where that is asked for, and so ends by itself elsewhere. */
export const followsOnRequest = (command: string): boolean => placeholders(command).has('follow');

/** Whether the command itself sees to the number of lines. */
export const limitsLines = (command: string): boolean => placeholders(command).has('lines');

const placeholders = (command: string): ReadonlySet<string> =>
  new Set([...command.matchAll(PLACEHOLDER)].map(match => match[1]!));

/** The most that programs which read a number of lines into an `int` can take. */
const ALL_LINES = 2_147_483_647;

const linesOf = ({ from }: Query): number => (from.kind === 'lastLines' ? from.count : ALL_LINES);

/** The first second of 2100: no log is from later. */
const FAR = 4_102_444_800_000;

const timeText = (ms: number | null, text: string | undefined, otherwise: number): string => {
  if (text === undefined) return rfc3339(ms ?? otherwise);
  if (ms === null) return '';
  return text.replaceAll('%s', `${Math.floor(ms / 1000)}`).replaceAll('%t', rfc3339(ms));
};

/** Whole seconds: a fraction is more than some programs read, and what is too much is left out locally. */
const rfc3339 = (ms: number): string =>
  `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
