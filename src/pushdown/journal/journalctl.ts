import { type ByteString, encodeText } from '../../core/bytes.ts';
import { EXPORTED_FIELDS, levelMatches } from '../../core/journal/journalEntry.ts';
import type { Level } from '../../core/level.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand, shellQuote } from '../script/quote.ts';
import { type RemotePlan, remoteCommand } from '../script/script.ts';
import { type Stage, stage } from '../script/stage.ts';

/** What a host's `journalctl` is. */
export interface JournalTool {
  /** Of systemd; null: it could not be told, and nothing newer than the oldest is used. */
  readonly version: number | null;
  /** It was built with `--grep`. */
  readonly greps: boolean;
}

/** What is asked of a journal. */
export interface JournalAsk {
  /** Units, and matches such as `CONTAINER_NAME=web`; none: all entries. */
  readonly names: readonly string[];
  readonly sudo: boolean;
  readonly tool: JournalTool;
  readonly follow?: boolean;
  /** The newest first. */
  readonly backwards?: boolean;
  /** The latest so many; not to be had together with a cursor or times, which versions read differently. */
  readonly latest?: number | null;
  /** From the entry with this cursor on, itself included. */
  readonly cursor?: string | null;
  /** Milliseconds since the epoch. */
  readonly since?: number | null;
  readonly until?: number | null;
  /** Entries that may be of this level or worse. */
  readonly level?: Level | null;
  /** What it prints is packed by gzip on its way: entries take five times less then. */
  readonly packed?: boolean;
  /** Literal text that the message has. */
  readonly text?: { readonly literal: string; readonly ignoreCase: boolean } | null;
}

/** Versions of systemd that brought what is used. */
const SINCE = { outputFields: 236, grep: 237 } as const;

/** `journalctl` for a question. `-o export` is exact for every message; `--after-cursor` loses entries when there are matches, so it is never used. */
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

/** Times of entries are finer than ours: both ends are inclusive, and cut again locally. */
const moment = (ms: number): string =>
  `${Math.floor(ms / 1000)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}`;

/** The dialect is PCRE2's: only literal text means the same there. Without `--case-sensitive`, lower case alone ignores case. */
const grepWords = ({ literal, ignoreCase }: NonNullable<JournalAsk['text']>): string[] => [
  `--grep=${literal.replace(/[^A-Za-z0-9_ ]/g, char => (char.charCodeAt(0) < 128 ? `\\${char}` : char))}`,
  `--case-sensitive=${ignoreCase ? 'no' : 'yes'}`,
];

/** Matches of one field are alternatives, those of several must all hold; `+` stands between whole alternatives. */
const withLevel = (matches: readonly string[], level: Level | null): string[] => {
  const groups = level === null ? null : levelMatches(level);
  if (groups === null) return [...matches];
  return groups.flatMap((group, index) => [...(index > 0 ? ['+'] : []), ...matches, ...group]);
};

/** True where a host's `journalctl` can search for literal text. */
export const canGrep = ({ version, greps }: JournalTool): boolean => greps && (version ?? 0) >= SINCE.grep;

/** The stages of a pipeline that answers a question. What runs as root cannot be signalled: with a pipe behind it, it ends when that does. */
export const journalStages = (ask: JournalAsk): readonly Stage[] => [
  stage(journalWords(ask)),
  ...(ask.packed ? [stage(['gzip', '-1'])] : []),
  ...(ask.sudo && ask.follow ? [stage(['cat'])] : []),
];

/** The command line for `Connection.exec`. */
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

/** The command line that finds out what a host's `journalctl` is. */
export const journalProbe = (): string =>
  shellCommand(`${prologue()}
LC_ALL=C; export LC_ALL
command -v journalctl >/dev/null || { echo missing; q 0; }
journalctl --version </dev/null
q 0
`);

/** Reads a probe's output; null where the host has no `journalctl`. */
export const readJournalProbe = (output: ByteString): JournalTool | null => {
  if (output.startsWith('missing')) return null;
  const version = /^systemd (\d+)/m.exec(output)?.[1];
  return {
    version: version === undefined ? null : Number(version),
    greps: /(?:^|\s)\+PCRE2(?:\s|$)/.test(output),
  };
};

/** What stands in front of a message comes from these. */
export const HEAD_FIELDS: readonly string[] = ['_HOSTNAME', 'SYSLOG_IDENTIFIER', '_COMM'];

/** The command line that lists every value that fields have in the journal, a line each. */
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
 * Whether literal text can be searched for in messages alone: it is nowhere in what stands in front of one, `TIME HOST NAME[PID]: `, given
 * every host and name that occurs, and cannot begin there and end in the message.
 */
export const isOnlyInMessages = (
  { literal, ignoreCase }: NonNullable<JournalAsk['text']>,
  names: readonly string[],
): boolean => {
  if (literal === '' || /^[ :\]]|^[\dT:.-]*Z |: |\n/i.test(literal) || /^[\dTZ:.\-[\] ]*$/i.test(literal))
    return false;
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const wanted = fold(literal);
  // What spans two of them begins at the end of one.
  return !names.some(name => {
    const own = fold(`${name} `);
    const bracketed = fold(`${name}[`);
    const called = fold(`${name}:`);
    return [own, bracketed, called].some(text => text.includes(wanted) || overlaps(text, wanted));
  });
};

/** Whether what is wanted may begin in a text and continue behind it. */
const overlaps = (text: string, wanted: string): boolean => {
  for (let length = Math.min(text.length, wanted.length - 1); length > 0; length--) {
    if (text.endsWith(wanted.slice(0, length))) return true;
  }
  return false;
};
