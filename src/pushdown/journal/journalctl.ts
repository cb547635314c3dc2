import { type ByteString, encodeText } from '../../core/bytes.ts';
import { EXPORTED_FIELDS, levelMatches } from '../../core/journal/journalEntry.ts';
import type { Level } from '../../core/level.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand, shellQuote } from '../script/quote.ts';
import { type RemotePlan, remoteCommand } from '../script/script.ts';
import { type Stage, stage } from '../script/stage.ts';

/** A host's `journalctl`. */
export interface JournalTool {
  /** Version of systemd; null: unknown, so only the oldest features are used. */
  readonly version: number | null;
  /** It was built with `--grep`. */
  readonly greps: boolean;
}

/** A request to a journal. */
export interface JournalAsk {
  /** Units, and matches such as `CONTAINER_NAME=web`; none: all entries. */
  readonly names: readonly string[];
  readonly sudo: boolean;
  readonly tool: JournalTool;
  readonly follow?: boolean;
  /** The newest first. */
  readonly backwards?: boolean;
  /**
   * The latest N entries; cannot be combined with a cursor or times, which versions interpret differently.
   */
  readonly latest?: number | null;
  /** From the entry with this cursor on, inclusive. */
  readonly cursor?: string | null;
  /** Milliseconds since the epoch. */
  readonly since?: number | null;
  readonly until?: number | null;
  /** Entries that may have this level or worse. */
  readonly level?: Level | null;
  /** Compresses the output with gzip, which makes entries five times smaller. */
  readonly packed?: boolean;
  /** Literal text in the message. */
  readonly text?: { readonly literal: string; readonly ignoreCase: boolean } | null;
}

/** Versions of systemd that introduced the features in use. */
const SINCE = { outputFields: 236, grep: 237 } as const;

/**
 * Returns the `journalctl` command for a request. `-o export` is exact for every message; `--after-cursor`
 * loses entries when there are matches, so it is never used.
 */
export const journalWords = (ask: JournalAsk): readonly ByteString[] => {
  const { tool, sudo } = ask;
  const { version } = tool;
  const isMatch = (name: string): boolean => /^[A-Z_][A-Z0-9_]*=/.test(name);
  const words = [
    ...(sudo ? ['sudo', '-n', '--'] : []),
    ...['journalctl', '--no-pager', '--output=export'],
    ...((version ?? 0) >= SINCE.outputFields ? [`--output-fields=${EXPORTED_FIELDS.join(',')}`] : []),
    ...(ask.follow ? ['--follow', ...(ask.latest == null ? ['--no-tail'] : [])] : []),
    ...(ask.backwards ? ['--reverse'] : []),
    ...(ask.latest == null ? [] : [`--lines=${ask.latest}`]),
    ...(ask.cursor == null ? [] : [`--cursor=${ask.cursor}`]),
    ...(ask.since == null ? [] : [`--since=@${moment(ask.since)}`]),
    ...(ask.until == null ? [] : [`--until=@${moment(ask.until)}`]),
    ...(ask.text ? grepWords(ask.text) : []),
    ...ask.names.filter(name => !isMatch(name)).map(unit => `--unit=${unit}`),
    ...withLevel(ask.names.filter(isMatch), ask.level ?? null),
  ];
  return words.map(encodeText);
};

/** Entries have finer times than ours, so both ends are inclusive and filtered again locally. */
const moment = (ms: number): string =>
  `${Math.floor(ms / 1000)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}`;

/**
 * The dialect is PCRE2, where only literal text has the same meaning. Without `--case-sensitive`, an
 * all-lower-case pattern ignores case.
 */
const grepWords = ({ literal, ignoreCase }: NonNullable<JournalAsk['text']>): string[] => [
  `--grep=${literal.replace(/[^A-Za-z0-9_ ]/g, char => (char.charCodeAt(0) < 128 ? `\\${char}` : char))}`,
  `--case-sensitive=${ignoreCase ? 'no' : 'yes'}`,
];

/**
 * Matches on one field are alternatives, those on several fields must all hold; `+` separates whole
 * alternatives.
 */
const withLevel = (matches: readonly string[], level: Level | null): string[] => {
  const groups = level === null ? null : levelMatches(level);
  if (groups === null) return [...matches];
  return groups.flatMap((group, index) => [...(index > 0 ? ['+'] : []), ...matches, ...group]);
};

/** Returns true if a host's `journalctl` can search for literal text. */
export const canGrep = ({ version, greps }: JournalTool): boolean => greps && (version ?? 0) >= SINCE.grep;

/**
 * Returns the stages of a pipeline for a request. A process that runs as root cannot be signalled; with a
 * pipe after it, it ends when the pipe does.
 */
export const journalStages = (ask: JournalAsk): readonly Stage[] => [
  stage(journalWords(ask)),
  ...(ask.packed ? [stage(['gzip', '-1'])] : []),
  ...(ask.sudo && ask.follow ? [stage(['cat'])] : []),
];

/** Returns the command line for `Connection.exec`. */
export const journalCommand = (ask: JournalAsk): string => {
  const plan: RemotePlan = {
    path: null,
    stages: journalStages(ask),
    latest: null,
    endless: ask.follow === true,
    waits: false,
    sudo: ask.sudo,
    from: { kind: 'fromLine', line: 1 },
  };
  return remoteCommand(plan);
};

/** Returns the command line that probes a host's `journalctl`. */
export const journalProbe = (): string =>
  shellCommand(`${prologue()}
LC_ALL=C; export LC_ALL
command -v journalctl >/dev/null || { echo missing; q 0; }
journalctl --version </dev/null
q 0
`);

/** Parses a probe's output; null if the host has no `journalctl`. */
export const readJournalProbe = (output: ByteString): JournalTool | null => {
  if (output.startsWith('missing')) return null;
  const version = /^systemd (\d+)/m.exec(output)?.[1];
  return {
    version: version === undefined ? null : Number(version),
    greps: /(?:^|\s)\+PCRE2(?:\s|$)/.test(output),
  };
};

/** The fields that make up the prefix of a message. */
export const HEAD_FIELDS: readonly string[] = ['_HOSTNAME', 'SYSLOG_IDENTIFIER', '_COMM'];

/** Returns the command line that lists all values of fields in the journal, one per line. */
export const journalValuesCommand = (fields: readonly string[], sudo: boolean): string => {
  const program = sudo ? 'sudo -n -- journalctl' : 'journalctl';
  const calls = fields.map(field => `${program} --no-pager -F ${shellQuote(field)} 2>/dev/null; echo`);
  return shellCommand(`${prologue()}
LC_ALL=C; export LC_ALL
${calls.join('\n')}
q 0
`);
};

/**
 * Returns true if literal text can be searched for in messages alone: it cannot occur in the text before a
 * message, `TIME HOST NAME[PID]: `, with any existing host and name, nor start there and end in the message.
 */
export const isOnlyInMessages = (
  { literal, ignoreCase }: NonNullable<JournalAsk['text']>,
  names: readonly string[],
): boolean => {
  if (literal === '' || /^[ :\]]|^[\dT:.-]*Z |: |\n/i.test(literal) || /^[\dTZ:.\-[\] ]*$/i.test(literal))
    return false;
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const wanted = fold(literal);
  // A match that spans two of them starts at the end of one.
  return !names.some(name => {
    const own = fold(`${name} `);
    const bracketed = fold(`${name}[`);
    const called = fold(`${name}:`);
    return [own, bracketed, called].some(text => text.includes(wanted) || overlaps(text, wanted));
  });
};

/** Returns true if the searched text may start inside a text and continue after it. */
const overlaps = (text: string, wanted: string): boolean => {
  for (let length = Math.min(text.length, wanted.length - 1); length > 0; length--) {
    if (text.endsWith(wanted.slice(0, length))) return true;
  }
  return false;
};
